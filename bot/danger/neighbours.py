"""How near a sentence is to the nearest training sentences of each group."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bot.language.products import products

NEAREST = 3
_ROWS_AT_ONCE, _THREADS = 1000, 2
# Below any cosine: a sentence that does not count as a neighbour.
_NOT_A_NEIGHBOUR = -1.0


class Neighbours:
    """For each group the greatest cosine and the mean of the greatest three.

    Args:
        vectors: unit vectors of the training sentences, shape (n, size).
        groups: the group of each, numbers from 0 without a gap.
    """

    def __init__(self, vectors: np.ndarray, groups: np.ndarray) -> None:
        order = np.argsort(groups, kind="stable")
        self._vectors = np.ascontiguousarray(vectors[order])
        self._ends = np.cumsum(np.bincount(groups))

    def features(self, vectors: np.ndarray) -> np.ndarray:
        """Two features a group for new sentences: (sentences, 2 * groups)."""
        cosines = products(vectors, self._vectors)
        return _features(np.stack([_greatest(each) for each in np.split(cosines, self._ends[:-1], axis=1)], axis=1))


class TrainingNeighbours:
    """The same for the training sentences themselves, with any folds left out; looked for once.

    No sentence is a neighbour of its own block. Neighbours in a block were mostly written by one hand in one go. A
    client's words have no such near neighbour, so the model must not learn to expect one.

    Args:
        vectors: unit vectors of the sentences, shape (n, size).
        groups, folds: of each, numbers from 0 without a gap.
        blocks: each lies within one fold.
        counted: which sentences may be neighbours.
    """

    def __init__(
        self, vectors: np.ndarray, groups: np.ndarray, folds: np.ndarray, blocks: np.ndarray, counted: np.ndarray
    ) -> None:
        shape = (int(groups.max()) + 1, int(folds.max()) + 1)
        cells = groups * shape[1] + folds
        members = [np.flatnonzero(counted & (cells == cell)) for cell in range(shape[0] * shape[1])]
        neighbours = [np.ascontiguousarray(vectors[chosen].T) for chosen in members]
        greatest = np.empty((len(vectors), len(members), NEAREST), dtype=np.float32)

        def look(start: int) -> None:
            rows = slice(start, start + _ROWS_AT_ONCE)
            for cell, chosen in enumerate(members):
                cosines = vectors[rows] @ neighbours[cell]
                cosines[blocks[rows, None] == blocks[chosen][None, :]] = _NOT_A_NEIGHBOUR
                greatest[rows, cell] = _greatest(cosines)

        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(look, range(0, len(vectors), _ROWS_AT_ONCE)))
        self._greatest = greatest.reshape(len(vectors), *shape, NEAREST)

    def features(self, folds: Sequence[int]) -> np.ndarray:
        """Two features a group, with neighbours of these folds: (n, 2 * groups)."""
        among = self._greatest[:, :, list(folds), :].reshape(*self._greatest.shape[:2], -1)
        return _features(np.sort(among, axis=2)[:, :, -NEAREST:])


def _greatest(cosines: np.ndarray) -> np.ndarray:
    """The greatest of each row: (rows, NEAREST)."""
    missing = NEAREST - cosines.shape[1]
    if missing > 0:
        cosines = np.pad(cosines, ((0, 0), (0, missing)), constant_values=_NOT_A_NEIGHBOUR)
    return np.asarray(np.partition(cosines, -NEAREST, axis=1)[:, -NEAREST:])


def _features(greatest: np.ndarray) -> np.ndarray:
    """(sentences, groups, NEAREST) to (sentences, 2 * groups)."""
    both = np.stack([greatest.max(axis=2), greatest.mean(axis=2)], axis=2)
    return np.asarray(both.reshape(len(greatest), -1))
