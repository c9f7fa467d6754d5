"""One typed word as the words it stands for: slang, contractions, disguises and slips of the finger.

A word that is English, or that the tables know, stays. Anything else is compared with the words that the crisis
patterns use: digits and signs that stand for letters, stars, drawn-out letters, words run together, one slip, and two
slips in the long words that people in danger most often misspell. The tables are in data/danger/spelling.yml.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.danger.patterns import load_words, vocabulary
from bot.language.english import english_words
from bot.language.spelling import cheapest_parts, meant, one_out, swaps
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

SPELLING_FILE = PROJECT_ROOT / "data" / "danger" / "spelling.yml"

# Shorter words have too many real neighbours to be corrected by likeness; of four letters, only swapped ones are.
SHORTEST_CORRECTED = 5
SWAPPED_LENGTH = 4
# Two slips are forgiven only in words this long.
SHORTEST_HARD = 7
# A word with more ambiguous stand-ins than this is not a disguised word.
MOST_READINGS = 64
LONGEST_WORD = 40
LONGEST_PIECE = 14

_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_ORDINARY_NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th|s|am|pm|a|p|h|m|k|mg|ml|g|kg|cm|min|mins|hr|hrs|yo|yr|yrs|x|d|w|f)?|[a-z]{0,3}\d{2,}"
)
_AGE = re.compile(r"(\d{1,2})(?:yo|f)")
_ALIKE = tuple(map(frozenset, ("aeiouy", "cks", "sz", "fv", "dt", "gj", "mn", "bpv", "rl")))
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT_PARTS = frozenset(
    ("i", "a", "to", "my", "me", "be", "do", "no", "it", "is", "am", "he", "so", "of", "in", "on", "up", "go", "we")
)
_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": "'s", "t": "not"}


@dataclass(frozen=True)
class Spelling:
    """The tables, ready to look words up in."""

    marks: dict[int, str]
    lookalikes: dict[int, str]
    signs: dict[int, str]
    stand_ins: Mapping[str, str]
    starred: tuple[str, ...]
    words: Mapping[str, str]
    known: frozenset[str]
    persons: frozenset[str]
    english: frozenset[str]
    nearby: Mapping[str, tuple[str, ...]]
    swapped: Mapping[str, str]
    phrases: Mapping[str, str]
    phrase: re.Pattern[str]
    without_apostrophe: re.Pattern[str]
    with_apostrophe: Mapping[str, str]

    def is_word(self, word: str) -> bool:
        """Whether the word stands as it is."""
        return word in self.known or word in self.english

    def nearest(self, word: str) -> str | None:
        """The known word of which this is a slip; see bot.language.spelling.Dictionary."""
        return _nearest(word, self)

    def parted(self, word: str) -> str | None:
        """The known words that a word which may be a name was run together from."""
        return part(word, self, shortest=2)


@lru_cache(maxsize=1)
def load_spelling() -> Spelling:
    """The tables of data/danger.

    Raises:
        bot.yaml_reading.YamlError: a file cannot be read.
    """
    raw = load_yaml(SPELLING_FILE)
    starred = tuple(raw["starred"].split())
    known = frozenset(word for word in vocabulary() | frozenset(starred) if word.isalpha())
    phrases = {str(key): str(value) for key, value in raw["phrases"].items()}
    longest_first = sorted(phrases, key=len, reverse=True)
    return Spelling(
        marks={ord(sign): str(mark) for sign, mark in raw["marks"].items()},
        lookalikes={ord(sign): letter for sign, letter in raw["lookalikes"].items()},
        signs={ord(sign): f" {word} " for sign, word in raw["signs"].items()},
        stand_ins={str(sign): str(letters) for sign, letters in raw["stand_ins"].items()},
        starred=starred,
        words={str(key): str(value) for key, value in raw["words"].items()},
        known=known,
        persons=load_words()["person"],
        english=english_words(),
        nearby=_nearby(known, frozenset(raw["often_misspelt"].split())),
        swapped={form: word for word in sorted(known) if len(word) == SWAPPED_LENGTH for form in swaps(word)},
        phrases=phrases,
        phrase=_any_of(longest_first),
        without_apostrophe=_any_of(raw["without_apostrophe"]),
        with_apostrophe={str(key): str(value) for key, value in raw["without_apostrophe"].items()},
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, phrases))})(?!\S)")


def _nearby(known: Iterable[str], hard: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Known words by the forms they take with a letter out; with two letters out for the hard ones."""
    nearby: dict[str, set[str]] = defaultdict(set)
    for word in {*known, *hard}:
        if len(word) >= SHORTEST_CORRECTED:
            forms = set(one_out(word))
            if word in hard and len(word) >= SHORTEST_HARD:
                forms |= {shorter for form in forms for shorter in one_out(form)}
            for form in forms:
                nearby[form].add(word)
    return {form: tuple(sorted(words)) for form, words in nearby.items()}


def expand(word: str, spelling: Spelling) -> str:
    """The words that one typed word stands for, parted by spaces; "'s" is left for the next step to read."""
    if word in spelling.words:
        return spelling.words[word]
    if len(word) > LONGEST_WORD or (word.isalpha() and spelling.is_word(word)):
        return word
    if "'" in word:
        return _apostrophe(word, spelling)
    if "*" in word:
        return _unstar(word, spelling)
    if not word.isalpha():
        return undisguise(word, spelling)
    return _respell(word, spelling)


def _apostrophe(word: str, spelling: Spelling) -> str:
    stem, _, ending = word.rpartition("'")
    stem = stem.replace("'", "")
    if ending == "t" and stem.endswith("n"):
        return f"{expand(stem[:-1], spelling)} not" if len(stem) > 1 else "not"
    if ending in _ENDINGS and stem:
        return f"{expand(stem, spelling)} {_ENDINGS[ending]}"
    return expand(stem + ending, spelling) if stem + ending else ""


def _unstar(word: str, spelling: Spelling) -> str:
    """The first starred word of the same length that fits; else the first in which a star hides more letters."""
    parts = re.findall(r"\*+|[^*]+", word)
    shape = re.compile("".join("[a-z]{1,4}" if part[0] == "*" else re.escape(part) for part in parts))
    fitting = [known for known in spelling.starred if shape.fullmatch(known)]
    exact = [known for known in fitting if len(known) == len(word)]
    if fitting:
        return (exact or fitting)[0]
    return expand(word.replace("*", ""), spelling) if word.strip("*") else ""


def undisguise(word: str, spelling: Spelling) -> str:
    """A word with digits or signs in it, read as letters where that gives a known word."""
    age = _AGE.fullmatch(word)
    if age:
        return f"{age[1]} yo"
    if word.isdecimal() or _ORDINARY_NUMBER.fullmatch(word) or not any(letter.isalpha() for letter in word):
        return word
    choices = [spelling.stand_ins.get(letter, letter) for letter in word]
    readings = list(itertools.islice(map("".join, itertools.product(*choices)), MOST_READINGS))
    for reading in readings:
        if reading in spelling.known or reading in spelling.words:
            return spelling.words.get(reading, reading)
    respelt = (_respell(reading, spelling) for reading in readings if reading.isalpha())
    return next((reading for reading in respelt if reading in spelling.known), word)


def _respell(word: str, spelling: Spelling) -> str:
    """The known word that a stretched, misspelt or run-together word stands for, or the word itself."""
    for candidate in _shortened(word):
        if candidate in spelling.words:
            return spelling.words[candidate]
        if spelling.is_word(candidate):
            return candidate
    word = _STRETCHED.sub(r"\1", word)
    if word in spelling.swapped:
        return spelling.swapped[word]
    return meant(word, spelling) or word


def _shortened(word: str) -> Iterator[str]:
    """A word with its drawn-out letters at two, at one, and with no letter doubled."""
    if _STRETCHED.search(word):
        yield _STRETCHED.sub(r"\1\1", word)
        yield _STRETCHED.sub(r"\1", word)
    if _DOUBLED.search(word):
        yield _DOUBLED.sub(r"\1", word)


def _nearest(word: str, spelling: Spelling) -> str | None:
    if len(word) < SHORTEST_CORRECTED - 1:
        return None
    forms = set(one_out(word))
    candidates = {known for form in forms for known in spelling.nearby.get(form, ())}
    slipped = [known for known in candidates if _one_slip(word, known)]
    if slipped:
        return min(slipped, key=lambda known: (known[0] != word[0], abs(len(known) - len(word)), known))
    if len(word) < SHORTEST_HARD - 1:
        return None
    twice = {known for form in forms for shorter in one_out(form) for known in spelling.nearby.get(shorter, ())}
    hard = [known for known in twice if len(known) >= SHORTEST_HARD and known[0] == word[0] and _two_slips(word, known)]
    return min(hard, default=None)


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was added, left out, swapped with its neighbour, or taken for a likely other."""
    pairs = enumerate(zip(typed, meant, strict=False))
    start = next((i for i, (a, b) in pairs if a != b), min(len(typed), len(meant)))
    rest_typed, rest_meant = typed[start:], meant[start:]
    if not rest_typed or not rest_meant:
        return len(rest_typed) + len(rest_meant) <= 1
    swapped = rest_typed[:2] == rest_meant[1::-1] and len(rest_meant) > 1 and rest_typed[2:] == rest_meant[2:]
    if swapped or (start and (rest_typed[1:] == rest_meant or rest_typed == rest_meant[1:])):
        return True
    return start > 0 and rest_typed[1:] == rest_meant[1:] and _alike(rest_typed[0], rest_meant[0])


def _alike(typed: str, meant: str) -> bool:
    """Whether one letter is often typed for the other: vowels, letters of like sound, neighbours on the keyboard."""
    pair = {typed, meant}
    return any(pair <= group for group in _ALIKE) or any(typed + meant in row or meant + typed in row for row in _ROWS)


def _two_slips(typed: str, meant: str) -> bool:
    return any(_one_slip(form, meant) for form in {*one_out(typed), *swaps(typed)}) or any(
        _one_slip(typed, form) for form in {*one_out(meant), *swaps(meant)}
    )


def part(letters: str, spelling: Spelling, shortest: int = 1) -> str | None:
    """Letters without spaces, parted into the fewest known words; None if that cannot be done.

    Args:
        shortest: 1 for letters that were spaced out; 2 for a word that may be a name, which is only parted into
            words of three letters or more and the commonest shorter ones.
    """
    parts = cheapest_parts(letters, lambda piece: 1 if _is_part(piece, spelling, shortest) else None, LONGEST_PIECE)
    if not parts or len(letters) < shortest * len(parts) + (shortest > 1):
        return None
    return " ".join(spelling.words.get(piece, piece) for piece in parts)


def _is_part(piece: str, spelling: Spelling, shortest: int) -> bool:
    if len(piece) < 3 and (shortest > 1 or len(piece) == 1):
        return piece in _SHORT_PARTS
    return piece in spelling.known or (shortest == 1 and piece in spelling.words)
