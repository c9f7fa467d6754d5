"""A message as the crisis patterns and the learned layer read it: plain lower-case words, one spelling each.

People in danger type fast, and some disguise what they say so that no filter stops them. Case,
accents, letters of other scripts, invisible characters, digits and stars for letters, spaced-out letters,
drawn-out letters, slang and misspellings are all brought back to the words meant.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

from bot.crisis.patterns import load_yaml, vocabulary
from bot.settings import PROJECT_ROOT

SPELLING_FILE = PROJECT_ROOT / "data" / "crisis" / "spelling.yml"
ENGLISH_FILE = PROJECT_ROOT / "data" / "crisis" / "english_words.txt"

# Shorter words have too many real neighbours to be corrected by likeness.
SHORTEST_CORRECTED = 5
# A word with more ambiguous stand-ins than this is not a disguised word.
MOST_READINGS = 64
# Longer runs of single letters are not read as words.
MOST_SPACED = 60

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Mn}\p{Me}\p{Cc}--[\n\t]]", regex.VERSION1)
# Letters set apart by spaces or signs: "k i l l", "s.u.i", "k-m-s". Two spaces part words.
_SPACED = re.compile(r"(?<![\w'])(?:[a-z0-9@$!][ .\-_*/]{1,2}){2,}[a-z0-9@$!](?![\w'])")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_WORD_INSIDE = r"a-z0-9@$+€£*'|!"
_TOKEN = re.compile(rf"[{_WORD_INSIDE}]+(?:-[{_WORD_INSIDE}]+)*|[.,?!;:\n]")
_ORDINARY_NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th|s|am|pm|a|p|h|m|k|mg|ml|g|kg|cm|min|mins|hr|hrs|yo|yr|yrs|x|d|w)?|[a-z]{0,3}\d{2,}"
)


@dataclass(frozen=True)
class _Spelling:
    marks: dict[int, str]
    lookalikes: dict[int, str]
    stand_ins: Mapping[str, str]
    starred: tuple[str, ...]
    words: Mapping[str, str]
    known: frozenset[str]
    english: frozenset[str]
    nearby: Mapping[str, str]
    phrases: Mapping[str, str]
    phrase: re.Pattern[str]


def normalise(text: str) -> str:
    """The message in plain words, with spaces between words and marks.

    Args:
        text: what the client typed, of any length and script.

    Returns:
        lower-case words and the marks . , ? ! ; : each set apart by one space; "" if nothing is left.
    """
    spelling = _load()
    plain = _plain_letters(text, spelling)
    plain = _SPACED.sub(lambda match: _join_spaced(match.group(), spelling), plain)
    words: list[str] = []
    for typed in _TOKEN.findall(plain):
        words.extend(_mark(typed) if typed in ".,?!;:\n" else _read_word(typed, spelling))
    return _join_phrases(" ".join(_without_doubled_marks(words)), spelling)


def _plain_letters(text: str, spelling: _Spelling) -> str:
    """Compatibility forms, look-alikes and accents brought to a-z; invisible characters gone."""
    folded = unicodedata.normalize("NFKC", text).translate(spelling.marks).casefold()
    decomposed = unicodedata.normalize("NFKD", folded.translate(spelling.lookalikes))
    return _INVISIBLE.sub("", decomposed).translate(spelling.lookalikes)


def _mark(sign: str) -> list[str]:
    return ["." if sign == "\n" else sign]


def _without_doubled_marks(words: Iterable[str]) -> list[str]:
    return [word for word, _ in itertools.groupby(words, key=lambda word: word)]


def _join_phrases(text: str, spelling: _Spelling) -> str:
    """The same phrase in one spelling: "any more" is "anymore", "can not not" stays."""
    return spelling.phrase.sub(lambda match: spelling.phrases[match.group()], text)


def _read_word(token: str, spelling: _Spelling) -> list[str]:
    """One typed word as the words it stands for, and the marks at its end."""
    body = token.rstrip("!|+*'").lstrip("*'|!+")
    marks = ["!"] if "!" in token[len(token.rstrip("!|+*'")) :] else []
    if not body:
        return marks
    if token != body and "*" in token and token in spelling.words:
        body = token
    if body not in spelling.words and "-" in body:
        return [part for piece in body.split("-") for part in _read_word(piece, spelling)] + marks
    return _expand(body, spelling).split() + marks


def _expand(word: str, spelling: _Spelling) -> str:
    if word in spelling.words:
        return spelling.words[word]
    if word.isalpha() and (word in spelling.known or word in spelling.english):
        return word
    if "'" in word:
        return _apostrophe(word, spelling)
    if "*" in word:
        return _unstar(word, spelling)
    if not word.isalpha():
        return _undisguise(word, spelling)
    return _respell(word, spelling)


def _apostrophe(word: str, spelling: _Spelling) -> str:
    stem, _, ending = word.rpartition("'")
    endings = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": "'s", "t": "not"}
    stem = stem.replace("'", "")
    if ending == "t" and stem.endswith("n"):
        return f"{_expand(stem[:-1], spelling)} not" if len(stem) > 1 else "not"
    if ending in endings:
        written = endings[ending]
        return _expand(stem, spelling) if written == "'s" else f"{_expand(stem, spelling)} {written}"
    return _expand(stem + ending, spelling) if stem + ending else ""


def _unstar(word: str, spelling: _Spelling) -> str:
    # One star may hide one letter or several.
    shape = re.compile(
        "".join(
            "[a-z]{1,4}" if part.startswith("*") else re.escape(part)
            for part in re.findall(r"\*+|[^*]+", word)
        )
    )
    fitting = [known for known in spelling.starred if shape.fullmatch(known)]
    exact = [known for known in fitting if len(known) == len(word)]
    if fitting:
        return (exact or fitting)[0]
    return _expand(word.replace("*", ""), spelling) if word.strip("*") else ""


def _undisguise(word: str, spelling: _Spelling) -> str:
    if word.isdecimal() or _ORDINARY_NUMBER.fullmatch(word) or not any(letter.isalpha() for letter in word):
        return word
    choices = [spelling.stand_ins.get(letter, letter) for letter in word]
    readings = list(itertools.islice(map("".join, itertools.product(*choices)), MOST_READINGS))
    for reading in readings:
        if reading in spelling.known or reading in spelling.words:
            return spelling.words.get(reading, reading)
    respelt = [_respell(reading, spelling) for reading in readings if reading.isalpha()]
    found = [reading for reading in respelt if reading in spelling.known]
    return found[0] if found else word


def _respell(word: str, spelling: _Spelling) -> str:
    """The known word that a stretched or misspelt word stands for, or the word itself."""
    for candidate in _shortened(word):
        if candidate in spelling.words:
            return spelling.words[candidate]
        if candidate in spelling.known or candidate in spelling.english:
            return candidate
    word = _STRETCHED.sub(r"\1", word)
    if len(word) < SHORTEST_CORRECTED - 1:
        return word
    for form in _with_one_out(word):
        if form in spelling.nearby:
            known = spelling.nearby[form]
            if _one_slip(word, known):
                return known
    return word


def _shortened(word: str) -> Iterable[str]:
    """A word with its drawn-out letters at two, then at one."""
    if _STRETCHED.search(word):
        yield _STRETCHED.sub(r"\1\1", word)
        yield _STRETCHED.sub(r"\1", word)


def _with_one_out(word: str) -> Iterable[str]:
    yield word
    for position in range(len(word)):
        yield word[:position] + word[position + 1 :]


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was added, left out, changed or swapped with its neighbour."""
    if typed == meant:
        return True
    start = next(
        (i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    rest_typed, rest_meant = typed[start:], meant[start:]
    swapped = rest_typed[:2] == rest_meant[1::-1] and len(rest_meant) > 1 and rest_typed[2:] == rest_meant[2:]
    return swapped or rest_typed[1:] in (rest_meant[1:], rest_meant) or rest_typed == rest_meant[1:]


def _join_spaced(run: str, spelling: _Spelling) -> str:
    """Letters set apart, read as words: the parting of the joined letters that uses known words only."""
    if len(run) > MOST_SPACED * 2:
        return run
    pieces = re.split(r" {2,}", run)
    joined = ["".join(re.findall(r"[a-z0-9@$!]", piece)) for piece in pieces]
    read = [_part(_undisguise(piece, spelling), spelling) for piece in joined]
    return " ".join(part for part in read if part) if all(read) else run


def _part(letters: str, spelling: _Spelling) -> str | None:
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            if before is None or not _is_word(letters[start:end], spelling):
                continue
            candidate = [*before, letters[start:end]]
            current = best[end]
            if current is None or len(candidate) < len(current):
                best[end] = candidate
    parts = best[len(letters)]
    return " ".join(parts) if parts and len(parts) <= max(1, len(letters) // 2) else None


def _is_word(letters: str, spelling: _Spelling) -> bool:
    if len(letters) == 1:
        return letters in "ia"
    return letters in spelling.known or letters in spelling.words


@lru_cache(maxsize=1)
def _load() -> _Spelling:
    raw = load_yaml(SPELLING_FILE)
    words = {str(key): str(value) for key, value in raw["words"].items()}
    phrases = {str(key): str(value) for key, value in raw["phrases"].items()}
    known = vocabulary() | frozenset(raw["starred"].split())
    english = _english(ENGLISH_FILE)
    return _Spelling(
        marks={ord(sign): str(mark) for sign, mark in raw["marks"].items()},
        lookalikes={ord(sign): letter for sign, letter in raw["lookalikes"].items()},
        stand_ins={
            str(sign): str(sign) * (not str(sign)) + letters for sign, letters in raw["stand_ins"].items()
        },
        starred=tuple(raw["starred"].split()),
        words=words,
        known=known,
        english=english,
        nearby=_nearby(known),
        phrases=phrases,
        phrase=re.compile(rf"\b(?:{'|'.join(sorted(phrases, key=len, reverse=True))})\b"),
    )


def _english(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _nearby(known: Iterable[str]) -> dict[str, str]:
    """Every known word of some length, and it with one letter out, to the known word."""
    nearby: dict[str, str] = {}
    for word in sorted(known):
        if len(word) >= SHORTEST_CORRECTED:
            for form in _with_one_out(word):
                nearby.setdefault(form, word)
    return nearby
