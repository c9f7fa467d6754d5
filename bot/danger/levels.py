"""How likely a sentence is written by or about someone at risk, without telling kinds apart.

One logistic regression on the sentence vector, the words (up to three in a row) and letters of the normalised text, and
the nearest training sentences of each level. What the patterns catch anyway counts little in it, so that it spends
itself on what they miss.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from bot.danger.example import Example
from bot.danger.neighbours import Neighbours, TrainingNeighbours
from bot.danger.sentences import DISTRESS as DISTRESS_KIND
from bot.danger.sentences import HARMLESS as HARMLESS_KIND
from bot.language.condensing import Condensing
from bot.language.encoder import DEPTHS, LAYER_SIZE
from bot.language.softmax_regression import Rows, SoftmaxRegression
from bot.language.text_features import TextFeatures

# Levels: the classes of the model.
HARMLESS, DISTRESS, AT_RISK = range(3)
# How much each sort of feature counts against the pull towards zero. Tuned on held-out writers.
MEANING_WEIGHT = 4.0 * len(DEPTHS) ** 0.5
WORDING_WEIGHT = 2.0
NEIGHBOUR_WEIGHT = 2.0
STRENGTH = 0.3
# A finer fit orders left-out sentences no better.
TOLERANCE = 1e-4
# What a sentence counts in training if the patterns fire on it: if it is at risk or harmless.
RULED_WEIGHT = 0.3
# Numbers of a vector by which its neighbours are found; with all 384, left-out messages are ordered no better.
NEIGHBOUR_SIZE = 192
# Neighbours within one part of a group do not count: one hand wrote them in one go.
PARTS_OF_A_GROUP = 3


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


class LevelModel:
    """Probabilities of the three levels."""

    def fit(self, examples: Sequence[Example]) -> LevelModel:
        """Train on whole messages, and on the sentences of harmless ones that are no questions of a topic."""
        sizes = [len(each.parts) for each in examples]
        owners = np.repeat(np.arange(len(examples)), sizes)
        whole = np.r_[True, owners[1:] != owners[:-1]]
        vectors = np.concatenate([each.vectors for each in examples])
        levels = np.array([_level(each.kind) for each in examples])[owners]
        taught = np.array([each.kind == HARMLESS_KIND and not each.is_ordinary for each in examples])
        learned = whole | taught[owners]
        ruled = np.array([each.ruled for each in examples])[owners] & whole & (levels != DISTRESS)
        self._wording = Wording()
        rows = self._wording.fit_rows([part for each in examples for part in each.parts], vectors)
        self._meaning = Condensing(NEIGHBOUR_SIZE).fit(meaning(vectors))
        near = self._meaning.condense(meaning(vectors))
        parts, blocks = _parts_and_blocks([f"{each.kind}/{each.style}" for each in examples])
        training = TrainingNeighbours(near, levels, parts[owners], blocks[owners], learned)
        nearest = training.features(range(PARTS_OF_A_GROUP))[learned]
        self._centre, self._spread = nearest.mean(axis=0), nearest.std(axis=0) + 1e-6
        weights = np.where(ruled, RULED_WEIGHT, 1.0)[learned]
        self._regression = SoftmaxRegression(STRENGTH, TOLERANCE).fit(
            self._with(rows[learned], nearest), levels[learned], weights
        )
        self._neighbours = Neighbours(near[learned], levels[learned])
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Probabilities of the levels of normalised texts with their unit vectors: (texts, 3)."""
        nearest = self._neighbours.features(self._meaning.condense(meaning(vectors)))
        return self._regression.probabilities(self._with(self._wording.rows(texts, vectors), nearest))

    def _with(self, rows: Rows, nearest: np.ndarray) -> Rows:
        scaled = NEIGHBOUR_WEIGHT * (nearest - self._centre) / self._spread
        return Rows(np.concatenate([rows.dense, scaled.astype(np.float32)], axis=1), rows.sparse)


def _level(kind: str) -> int:
    return {HARMLESS_KIND: HARMLESS, DISTRESS_KIND: DISTRESS}.get(kind, AT_RISK)


def _parts_and_blocks(groups: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Part of each example: its place in its group; and a number for group and part together."""
    names, numbers = np.unique(np.array(groups), return_inverse=True)
    parts = np.zeros(len(groups), dtype=int)
    for number in range(len(names)):
        members = np.flatnonzero(numbers == number)
        parts[members] = np.arange(len(members)) * PARTS_OF_A_GROUP // len(members)
    return parts, numbers * PARTS_OF_A_GROUP + parts


def meaning(vectors: np.ndarray) -> np.ndarray:
    """The last layer's part, which suffices for neighbours: (n, LAYER_SIZE)."""
    return vectors[:, :LAYER_SIZE]
