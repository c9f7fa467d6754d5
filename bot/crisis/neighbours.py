"""How near a sentence is to the nearest training sentences of each group."""

from __future__ import annotations

import numpy as np

NEAREST = 3
_ROWS_AT_ONCE = 1000
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
        self._order = order
        self._ends = np.cumsum(np.bincount(groups))

    def features(self, vectors: np.ndarray) -> np.ndarray:
        """Two features a group for new sentences: (sentences, 2 * groups)."""
        return self._nearest(vectors @ self._vectors.T)

    def features_of_training(self, blocks: np.ndarray) -> np.ndarray:
        """The same for the training sentences, none of them a neighbour of its own block.

        Neighbours in a block were mostly written by one hand in one go. A client's words have no such near neighbour,
        so the model must not learn to expect one.
        """
        found = np.empty((len(blocks), 2 * len(self._ends)), dtype=np.float32)
        ordered = blocks[self._order]
        for start in range(0, len(blocks), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            cosines = self._vectors[rows] @ self._vectors.T
            cosines[ordered[rows, None] == ordered[None, :]] = _NOT_A_NEIGHBOUR
            found[self._order[rows]] = self._nearest(cosines)
        return found

    def _nearest(self, cosines: np.ndarray) -> np.ndarray:
        columns = []
        for group in np.split(cosines, self._ends[:-1], axis=1):
            nearest = np.partition(group, -NEAREST, axis=1)[:, -NEAREST:]
            columns += [nearest.max(axis=1), nearest.mean(axis=1)]
        return np.stack(columns, axis=1)
