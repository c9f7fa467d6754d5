"""Reads a typed word that is none: as the nearest known word, or as known words run together.

One corrector for two dictionaries: the words of clients' questions (bot/language/slips.py), and those of the danger
patterns (bot/danger/spelling.py), which also know disguises. A dictionary says which words are near and which pieces
may stand together; how the two are tried stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

# A piece of a word that was run together, and what it costs to read it so; None where it must not be read so.
Cost = Callable[[str], "float | None"]


class Dictionary(Protocol):
    """Words that a slip may be meant for."""

    def nearest(self, word: str) -> str | None:
        """The word that was most likely meant; None if none is near."""

    def parted(self, word: str) -> str | None:
        """The words that were run together, parted by spaces; None if it cannot be done."""


def meant(word: str, dictionary: Dictionary) -> str | None:
    """What a word that nobody knows stands for; None if that cannot be said."""
    return dictionary.nearest(word) or dictionary.parted(word)


def cheapest_parts(letters: str, cost: Cost, longest: int) -> list[str] | None:
    """The pieces that the letters are, run together, of the least cost in all; None if they cannot be parted.

    Args:
        longest: letters of a piece, at most.
    """
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            before, price = best[start], cost(letters[start:end])
            if before is None or price is None:
                continue
            current, whole = best[end], before[0] + price
            if current is None or whole < current[0]:
                best[end] = (whole, [*before[1], letters[start:end]])
    found = best[-1]
    return found[1] if found else None


def one_out(word: str) -> Iterator[str]:
    """The word, and all its forms with one letter left out."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def swaps(word: str) -> Iterator[str]:
    """The word's forms with two neighbouring letters swapped."""
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def one_off(word: str) -> Iterator[str]:
    """The word's forms with two letters swapped, one left out, one put in, or one for another."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from one_out(word)
    yield from swaps(word)
    for at in range(len(word) + 1):
        yield from (word[:at] + letter + word[at:] for letter in letters)
        yield from (word[:at] + letter + word[at + 1 :] for letter in letters if at < len(word))
