"""How likely a sentence is written by or about someone at risk: one logistic regression on meaning and wording.

Its features are the sentence vector, the words (up to three in a row) and letters of the normalised text, and the
nearest training sentences of each level.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from bot.understanding.encoder import DEPTHS, LAYER_SIZE
from bot.understanding.softmax_regression import Rows, SoftmaxRegression
from bot.understanding.text_features import TextFeatures

# Levels: the classes of the model.
HARMLESS, DISTRESS, AT_RISK = range(3)
# How much each sort of feature counts against the pull towards zero. Tuned on held-out writers.
MEANING_WEIGHT = 4.0 * len(DEPTHS) ** 0.5
WORDING_WEIGHT = 2.0
NEIGHBOUR_WEIGHT = 2.0
STRENGTH = 0.3
# A finer fit orders left-out sentences no better. One that begins near its end takes smaller steps.
TOLERANCE, TOLERANCE_NEAR_THE_END = 1e-4, 2e-5


class Wording:
    """Words and letters of normalised texts, learned once for all fits."""

    def __init__(self) -> None:
        self._features = TextFeatures(phrase=3, least_words=3, least_letters=15)

    def fit_rows(self, texts: Sequence[str], vectors: np.ndarray) -> Rows:
        """Learn from normalised texts; their features as `rows` gives them."""
        return _rows(self._features.fit_transform(list(texts)), vectors)

    def rows(self, texts: Sequence[str], vectors: np.ndarray) -> Rows:
        """Features of normalised texts and their vectors, without their neighbours."""
        return _rows(self._features.transform(list(texts)), vectors)


def _rows(wording: csr_matrix, vectors: np.ndarray) -> Rows:
    return Rows(MEANING_WEIGHT * vectors, WORDING_WEIGHT * wording)


class AlarmModel:
    """Probabilities of the three levels."""

    def fit(
        self,
        rows: Rows,
        nearest: np.ndarray,
        levels: np.ndarray,
        weights: np.ndarray,
        like: Sequence[AlarmModel] = (),
    ) -> AlarmModel:
        """Train.

        Args:
            rows: features of n sentences, from `Wording`.
            nearest: those of their neighbours, shape (n, features).
            levels: HARMLESS, DISTRESS or AT_RISK.
            weights: how much each counts.
            like: models of nearly the same sentences, from which this one is found sooner.
        """
        self._centre, self._spread = nearest.mean(axis=0), nearest.std(axis=0) + 1e-6
        tolerance = TOLERANCE_NEAR_THE_END if like else TOLERANCE
        self._regression: SoftmaxRegression = SoftmaxRegression(STRENGTH, tolerance).fit(
            self._with(rows, nearest), levels, weights, [each._regression for each in like]
        )
        return self

    def probabilities(self, rows: Rows, nearest: np.ndarray) -> np.ndarray:
        """Probabilities of the levels: (sentences, 3)."""
        return self._regression.probabilities(self._with(rows, nearest))

    def _with(self, rows: Rows, nearest: np.ndarray) -> Rows:
        scaled = NEIGHBOUR_WEIGHT * (nearest - self._centre) / self._spread
        return Rows(np.concatenate([rows.dense, scaled.astype(np.float32)], axis=1), rows.sparse)


def meaning(vectors: np.ndarray) -> np.ndarray:
    """The last layer's part, which suffices for neighbours: (n, LAYER_SIZE)."""
    return vectors[:, :LAYER_SIZE]
