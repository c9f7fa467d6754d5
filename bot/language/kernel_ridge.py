"""Kernel ridge regression on sentence vectors and text features, with exact held-out predictions.

One matrix inverse trains it and also gives what every example would score had its own group been left out, so
thresholds are set on honest scores without training again. Rifkin and Lippert, "Notes on regularized least
squares", MIT 2007; the block form is An, Liu and Venkatesh, "Fast cross-validation for kernel-based algorithms",
2007.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import spotrf, spotri, spotrs
from scipy.sparse import csr_matrix

from bot.language.products import products
from bot.language.text_features import TextFeatures

# A feature in at least this share of the texts counts as common.
COMMON = 0.03


@dataclass(frozen=True)
class KernelSettings:
    """Shape of the kernel: exp(sharpness * (cosine - 1)) + text_weight * (words + letters).

    Attributes:
        sharpness: how fast likeness of meaning falls off.
        text_weight: what the wording counts beside the meaning.
        ridge: pull towards smooth scores; larger trusts single examples less.
    """

    sharpness: float = 4.0
    text_weight: float = 0.3
    ridge: float = 0.5


class KernelRidge:
    """Scores near 1 for the classes an example belongs to, near 0 for the others."""

    def __init__(self, settings: KernelSettings) -> None:
        self._settings = settings

    def fit(self, texts: list[str], vectors: np.ndarray, targets: np.ndarray) -> KernelRidge:
        """Train on texts, their unit vectors (n, size) and targets (n, classes)."""
        self._features = TextFeatures()
        rows = self._features.fit_transform(texts)
        self._vectors = vectors
        gram = self._gram(rows, vectors)
        gram[np.diag_indices_from(gram)] += self._settings.ridge
        # The matrix is symmetric, so its transpose is itself in the order that LAPACK works in without a copy.
        self._factor, _ = spotrf(gram.T, lower=1, overwrite_a=1)
        self._weights, _ = spotrs(self._factor, targets.astype(np.float32), lower=1)
        self._targets = targets
        # The wording's part of the kernel is linear, so it folds into one weight a feature and class.
        self._text_weights = np.asarray(self._settings.text_weight * (rows.T @ self._weights), dtype=np.float32)
        return self

    def held_out_scores(self, groups: np.ndarray) -> np.ndarray:
        """Scores of the training examples, each by a model that never saw its group: (n, classes).

        To be asked for once, after `fit`.
        """
        # Only its lower triangle is filled; this uses up the factor.
        inverse, _ = spotri(self._factor, lower=1, overwrite_c=1)
        scores = np.empty_like(self._weights)
        for group in np.unique(groups):
            rows = np.flatnonzero(groups == group)
            block = np.tril(inverse[np.ix_(rows, rows)])
            block += np.tril(block, -1).T
            residual = np.linalg.solve(block, self._weights[rows])
            scores[rows] = self._targets[rows] - residual
        return scores

    def scores(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        """Scores of new texts with their unit vectors: (texts, classes)."""
        meaning = products(self._likeness(products(vectors, self._vectors)), self._weights.T)
        return np.asarray(meaning + self._features.transform(texts) @ self._text_weights)

    def forget_training(self) -> KernelRidge:
        """Drop what only training needs, so that the saved model stays small."""
        del self._factor, self._targets
        return self

    def _likeness(self, cosines: np.ndarray) -> np.ndarray:
        return np.exp(self._settings.sharpness * (cosines - 1.0))

    def _gram(self, rows: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        meaning = self._likeness(vectors @ vectors.T)
        return np.asarray(meaning + self._settings.text_weight * _text_products(rows), dtype=np.float32)


def _text_products(rows: csr_matrix) -> np.ndarray:
    """Products of each text's features with every other's, (n, n).

    The few features that many texts have are multiplied as a dense matrix, which takes a sixth of the time.
    """
    columns = rows.tocsc()
    common = np.diff(columns.indptr) >= COMMON * columns.shape[0]
    dense, sparse = columns[:, common].toarray(), columns[:, ~common].tocsr()
    products = dense @ dense.T
    products += (sparse @ sparse.T).toarray()
    return np.asarray(products)
