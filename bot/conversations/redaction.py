"""What a client wrote, with everything left out that could say who they are.

Only words that stand in a list of English words, or that several training questions use, and that are no names or
places, stay; anything else becomes MARK. So a name, a number, an address or a link that nobody thought of is left out
too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from bot.language.english import english_words
from bot.settings import PROJECT_ROOT
from bot.words.training_texts import questions
from bot.yaml_reading import load_yaml

FOLDER = PROJECT_ROOT / "data" / "redaction"
MARK = "\u2026"
# A longer message tells a story, and a story can say who somebody is.
MOST_WORDS = 40
# Fewer words that stay say nothing to whoever reads them.
FEWEST_KEPT = 3
# Training questions that must use a word, in small letters, for it to be one that clients use.
USED_IN = 3
# So many numbers in words, one after the other, are a telephone number or an address.
NUMBERS_IN_A_ROW = 3

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# An e-mail address, a link, or anything else that is joined by signs which words are not joined by.
_JOINED = re.compile(r"[@#\\]|://|www\.|\w[._/]\w|\d")
_EDGES = "\"'\u2018\u2019\u201c\u201d()[]{}*_.,;:!?-\u2013\u2014"
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"')\]\u201d\u2019]*$")
# What follows is a name; after the second sort only if it has a capital letter.
_NAME_FOLLOWS = re.compile(r"\b(?:name is|name's|named)$")
_NAME_MAY_FOLLOW = re.compile(r"\b(?:called|i am|i'm|im|this is|it's|its|ask for|tell|see|with)$")
_STREET = re.compile(
    r"\b(?:\d+\w?,?\s+(?:\w+\s+){0,3}|\w+\s+)(?:street|st|road|rd|avenue|ave|lane|boulevard|blvd|crescent|terrace)\b",
    re.IGNORECASE,
)


def redact(text: str, names: Iterable[str] = ()) -> str | None:
    """The words that may be kept, in small letters, with MARK for each gap; None if they say nothing.

    Args:
        names: further names that must not stay, such as those of the practice's therapists.
    """
    own = {part.casefold() for name in names for part in _WORD.findall(name)} - _words("titles")
    tokens = _TOKEN.findall(_STREET.sub(MARK, text.replace("\u2019", "'")))
    shouted = text.upper() == text
    kept: list[str] = []
    after_name = False
    for index, token in enumerate(tokens[:MOST_WORDS]):
        begins = index == 0 or _SENTENCE_END.search(tokens[index - 1]) is not None
        word = _kept_word(token, own, begins or shouted)
        before = " ".join(kept[-2:])
        named = _NAME_FOLLOWS.search(before) or (token[:1].isupper() and _NAME_MAY_FOLLOW.search(before))
        surname = after_name and word is not None and word.rstrip("?").removesuffix("'s") in _surnames()
        if named or surname:
            word = None
        after_name = word is None or word in _words("titles")
        kept.append(word or MARK)
    kept = _without_numbers(kept)
    if len(tokens) > MOST_WORDS:
        kept.append(MARK)
    if sum(word != MARK for word in kept) < FEWEST_KEPT:
        return None
    return " ".join(word for place, word in enumerate(kept) if word != MARK or kept[place - 1 : place] != [MARK])


def _kept_word(token: str, own: set[str], may_be_capital: bool) -> str | None:
    core = token.strip(_EDGES)
    if not core or _JOINED.search(core):
        return None
    plain = core.casefold()
    parts = _WORD.findall(plain)
    if "".join(parts) != re.sub(r"[-\u2013\u2014]", "", plain):
        return None
    if core[:1].isupper() and not may_be_capital and plain not in _words("capital"):
        return None
    known = _vocabulary()
    if not all(part.removesuffix("'s") in known or part in known for part in parts):
        return None
    if any(part.removesuffix("'s") in own for part in parts):
        return None
    end = "?" if token.rstrip("\"')\u201d").endswith("?") else ""
    return plain + end


def _without_numbers(kept: list[str]) -> list[str]:
    """Numbers in words go where they stand in a row."""
    result, row, numbers = list(kept), 0, _words("numbers")
    for place in range(len(kept) + 1):
        if place < len(kept) and kept[place].rstrip("?") in numbers:
            row += 1
            continue
        if row >= NUMBERS_IN_A_ROW:
            result[place - row : place] = [MARK] * row
        row = 0
    return result


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    used: Counter[str] = Counter()
    for question in questions():
        used.update({word for word in _WORD.findall(question.text.replace("\u2019", "'")) if word[0].islower()})
    words = set(english_words())
    words |= {word for word, times in used.items() if times >= USED_IN}
    words |= {word.replace("'", "") for word in words if "'" in word}
    words = words.union(*_lists().values())
    return frozenset(words - _read("names.txt"))


def _words(name: str) -> frozenset[str]:
    return _lists()[name]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    content = load_yaml(FOLDER / "words.yml")
    return {name: frozenset(words) for name, words in content.items()}


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return _read("surnames.txt")


def _read(name: str) -> frozenset[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def warm_up() -> None:
    """Read the lists, so that no client waits for it."""
    _vocabulary()
    _surnames()
