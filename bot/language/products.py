"""Products of a few vectors with many, for a message that waits."""

from __future__ import annotations

import numpy as np

# BLAS first rearranges a matrix that it multiplies with another one, which pays off from about so many rows.
_FEW = 8
# Rows of the matrix that stay in a core's own cache while the few vectors are taken one by one.
_ROWS_AT_ONCE = 1024


def products(few: np.ndarray, many: np.ndarray) -> np.ndarray:
    """Scalar products of each with each: shape (few, many).

    Args:
        few: shape (few, size), float32.
        many: shape (many, size), float32.
    """
    if len(few) >= _FEW:
        return np.asarray(few @ many.T)
    found = np.empty((len(few), len(many)), dtype=np.float32)
    for start in range(0, len(many), _ROWS_AT_ONCE):
        part = many[start : start + _ROWS_AT_ONCE]
        for vector, row in zip(few, found, strict=True):
            np.dot(part, vector, out=row[start : start + _ROWS_AT_ONCE])
    return found
