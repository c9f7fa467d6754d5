"""What a text is: a kind of danger, distress, or one of the sorts of harmless messages.

One logistic regression on the sentence vector and on the words (up to three in a row) of the normalised text. The sorts
of harmless messages are classes of their own because what tells an idiom from danger is not what tells a complaint from
it: told apart by kind and sort, many more real messages are found at the same false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.danger.sentences import DISTRESS, HARMLESS
from bot.language.encoder import DEPTHS
from bot.language.softmax_regression import Rows, SoftmaxRegression
from bot.language.text_features import WordFeatures

# How much each sort of feature counts against the pull towards zero. Tuned with writers left out.
MEANING_WEIGHT = 4.0 * len(DEPTHS) ** 0.5
WORDING_WEIGHT = 3.0
STRENGTH = 0.3
# A finer fit orders messages of left-out writers no better.
TOLERANCE = 1e-3


class Wording:
    """Words of normalised texts, learned once for all fits."""

    def fit(self, texts: Sequence[str]) -> Wording:
        """Learn from normalised texts."""
        self._features = WordFeatures(phrase=3, least=4).fit(list(texts))
        return self

    def rows(self, texts: Sequence[str], vectors: np.ndarray) -> Rows:
        """Features of normalised texts and their unit vectors (texts, VECTOR_SIZE)."""
        return Rows(MEANING_WEIGHT * vectors, WORDING_WEIGHT * self._features.transform(list(texts)))


class KindModel:
    """Probabilities of classes that are named: a kind of danger, DISTRESS, or one of several that begin with HARMLESS.

    Attributes:
        names: of the classes.
        dangers: which of them are kinds of danger.
    """

    def fit(self, rows: Rows, names: np.ndarray) -> KindModel:
        """Train on the features and class names of n texts."""
        self.names, numbers = np.unique(names, return_inverse=True)
        self.dangers = np.array([name != DISTRESS and not name.startswith(HARMLESS) for name in self.names])
        self._regression = SoftmaxRegression(STRENGTH, TOLERANCE).fit(rows, numbers)
        return self

    def probabilities(self, rows: Rows) -> np.ndarray:
        """Probability of each of `names`: (texts, classes)."""
        return self._regression.probabilities(rows)

    def danger(self, probabilities: np.ndarray) -> np.ndarray:
        """Probability of all kinds of danger together: (texts,)."""
        return np.asarray(probabilities[:, self.dangers].sum(axis=1))

    def distress(self, probabilities: np.ndarray) -> np.ndarray:
        """Probability of distress: (texts,)."""
        return np.asarray(probabilities[:, self.names == DISTRESS].sum(axis=1))
