"""Questions that ask nearly the same, put together, so that staff decide on them in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from bot.language.near_duplicates import near_duplicates

# Looser than a double: the same thing asked in other words stands together.
ALIKE = 0.42

Item = TypeVar("Item")


def grouped(items: Sequence[Item], text: Callable[[Item], str], at_least: float = ALIKE) -> list[list[Item]]:
    """Items in groups of like texts, in the order of the first of each group.

    Whatever is like one member of a group belongs to it.
    """
    if not items:
        return []
    pairs = near_duplicates([text(item) for item in items], at_least=at_least)
    alike = coo_matrix(
        ([True] * len(pairs), ([pair.first for pair in pairs], [pair.second for pair in pairs])),
        shape=(len(items), len(items)),
    )
    _, group_of = connected_components(alike, directed=False)
    groups: dict[int, list[Item]] = {}
    for item, group in zip(items, group_of, strict=True):
        groups.setdefault(int(group), []).append(item)
    return list(groups.values())
