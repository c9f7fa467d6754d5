"""Slips of the finger put right: words split by a space, run together, or one letter off.

Only towards words that clients' training questions use, and only where what stands there is no word at all. What comes
out is for reading a message a second time; nothing else sees it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable

from bot.language.spelling import cheapest_parts, meant, one_off

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# Training questions that must use a word before anything is read as it.
USED_IN = 5
# The pieces of a word that was split, at most.
MOST_PIECES = 3
SHORTEST_JOINED = 4
# Shorter words have too many neighbours to be put right by likeness.
SHORTEST_RESPELT = 4
SHORTEST_PARTED = 6
LONGEST_PARTED = 40
# Shorter pieces of run-together words must be among the commonest.
_SHORT_PIECES = frozenset(
    ["i", "a", "u", "my", "to", "do", "is", "it", "in", "on", "of", "or", "if", "am", "me", "we", "be"]
)


class Slips:
    """Puts right towards the words of `texts`; a word of `english` is left as it is."""

    def __init__(self, texts: Iterable[str], english: Collection[str]) -> None:
        used = Counter(word for text in texts for word in set(_words(text)))
        self._seen = frozenset(used)
        self._known = self._seen | frozenset(english)
        self._meant = {word: times for word, times in used.items() if times >= USED_IN}
        self._all = sum(self._meant.values())

    def put_right(self, text: str) -> str:
        """The text with its slips put right; the same text if there are none."""
        return self._respell(self._join(text))

    def _join(self, text: str) -> str:
        """Without spaces inside words: "te xt" is "text" where "te" or "xt" is no word of any question."""
        found = list(_WORD.finditer(text))
        result, end, index = [], 0, 0
        while index < len(found):
            for size in range(MOST_PIECES, 1, -1):
                pieces = found[index : index + size]
                joined = "".join(piece.group() for piece in pieces)
                if len(pieces) == size and self._is_split(text, pieces, joined.casefold()):
                    result += [text[end : pieces[0].start()], joined]
                    end, index = pieces[-1].end(), index + size
                    break
            else:
                index += 1
        return "".join([*result, text[end:]])

    def _is_split(self, text: str, pieces: list[re.Match[str]], joined: str) -> bool:
        return (
            len(joined) >= SHORTEST_JOINED
            and joined in self._meant
            and not all(piece.group().casefold() in self._seen for piece in pieces)
            and text[pieces[0].start() : pieces[-1].end()].casefold().replace(" ", "") == joined
        )

    def _respell(self, text: str) -> str:
        return _WORD.sub(lambda found: self._read(found.group(), found.start() > 0), text)

    def _read(self, typed: str, inside: bool) -> str:
        word = typed.casefold().replace("\u2019", "'")
        # A capital letter inside a text begins a name.
        if word in self._known or (inside and typed.istitle()):
            return typed
        return meant(word, self) or typed

    def nearest(self, word: str) -> str | None:
        """The word of the questions that is one slip away, the commonest of several."""
        if len(word) < SHORTEST_RESPELT:
            return None
        near = [form for form in set(one_off(word)) if form in self._meant]
        return max(near, key=lambda form: (self._meant[form], form), default=None)

    def parted(self, word: str) -> str | None:
        """The likeliest words of the questions that were run together."""
        if not SHORTEST_PARTED <= len(word) <= LONGEST_PARTED:
            return None
        parts = cheapest_parts(word, self._cost, LONGEST_PARTED)
        return " ".join(parts) if parts else None

    def _cost(self, piece: str) -> float | None:
        if piece not in self._meant or (len(piece) < 3 and piece not in _SHORT_PIECES):
            return None
        return -math.log(self._meant[piece] / self._all)


def _words(text: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]
