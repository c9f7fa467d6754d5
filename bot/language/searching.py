"""Words looked for in texts, whatever their case and accents; all of them must occur."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters shown before the first hit of a snippet, and in all.
BEFORE, LONGEST = 60, 240
# What is typed around words and belongs to none.
_AROUND = ".,;:!?\"'()\u201c\u201d\u2018\u2019"
# Written in several ways.
_ALIKE = {"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `hit` where it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Query:
    """What is looked for; `words` are folded."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Query:
        stripped = (folded(each).strip(_AROUND) for each in text.split())
        return cls(tuple(dict.fromkeys(each for each in stripped if each)))

    def is_in(self, *texts: str) -> bool:
        """Whether all words occur in the texts together."""
        whole = folded("\n".join(texts))
        return bool(self.words) and all(word in whole for word in self.words)

    def snippet(self, text: str) -> tuple[Piece, ...]:
        """The part of a text around the first hit, with all hits in it marked."""
        text = " ".join(text.split())
        spans = self._spans(text)
        start = max(spans[0][0] - BEFORE, 0) if spans else 0
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = start + LONGEST
        end = len(text) if len(text) <= end else max(text.rfind(" ", start, end), spans[0][1] if spans else 0)
        pieces, at = [Piece("\u2026 ", False)] if start else [], start
        for first, last in spans:
            if last > end:
                break
            pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
            at = last
        pieces.append(Piece(text[at:end] + (" \u2026" if end < len(text) else ""), False))
        return tuple(each for each in pieces if each.text)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand, in order; those that overlap are one."""
        whole, places = _with_places(text)
        found = []
        for word in self.words:
            start = whole.find(word)
            while start >= 0:
                found.append((places[start], places[start + len(word) - 1] + 1))
                start = whole.find(word, start + len(word))
        spans: list[tuple[int, int]] = []
        for first, last in sorted(found):
            if spans and first <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
            else:
                spans.append((first, last))
        return spans


def folded(text: str) -> str:
    """The text in small letters without accents, with one kind of apostrophe and hyphen."""
    return text.casefold() if text.isascii() else "".join(map(_letter, text))


def _with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where it stood."""
    letters = [(_letter(each), place) for place, each in enumerate(text)]
    return "".join(each for each, _ in letters), [place for each, place in letters for _ in each]


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", _ALIKE.get(letter, letter))
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()
