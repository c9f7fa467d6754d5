"""Fewer numbers a sentence vector: comparing with thousands of training sentences takes the time their memory takes."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import TruncatedSVD


class Condensing:
    """Keeps the directions in which the training vectors lie (a truncated singular value decomposition).

    Args:
        size: numbers that are kept of each vector, at most.
    """

    def __init__(self, size: int) -> None:
        self._size = size

    def fit(self, vectors: np.ndarray) -> Condensing:
        """Find the directions from unit vectors, shape (n, any size)."""
        size = min(self._size, *vectors.shape)
        found = TruncatedSVD(size, random_state=0).fit(vectors)
        self._directions = np.ascontiguousarray(found.components_.T, dtype=np.float32)
        return self

    def condense(self, vectors: np.ndarray) -> np.ndarray:
        """The vectors along those directions, as unit vectors: (n, size)."""
        kept = vectors @ self._directions
        kept /= np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9)
        return np.asarray(kept, dtype=np.float32)
