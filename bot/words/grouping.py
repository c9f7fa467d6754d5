"""Questions that ask nearly the same, put together, so that staff decide on them in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.publishing.near_duplicates import near_duplicates

# Looser than a double: the same thing asked in other words stands together.
ALIKE = 0.42

Item = TypeVar("Item")


def grouped(items: Sequence[Item], text: Callable[[Item], str], at_least: float = ALIKE) -> list[list[Item]]:
    """Items in groups of like texts, in the order of the first of each group.

    Whatever is like one member of a group belongs to it.
    """
    if not items:
        return []
    leader = list(range(len(items)))

    def find(at: int) -> int:
        while leader[at] != at:
            at = leader[at]
        return at

    for pair in near_duplicates([text(item) for item in items], at_least=at_least):
        first, second = sorted((find(pair.first), find(pair.second)))
        leader[second] = first
    groups: dict[int, list[Item]] = {}
    for at, item in enumerate(items):
        groups.setdefault(find(at), []).append(item)
    return list(groups.values())
