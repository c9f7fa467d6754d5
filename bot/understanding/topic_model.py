"""What a message is about: one judgement over topics, small intents and what is out of scope.

Every leaf (a topic, a small intent, a group of out-of-scope questions) is a class of one kernel ridge regression on
the sentence vector and the wording. Two small models read those scores: how likely the best topic is the right one, and
how likely it is that any topic is asked about. They are fitted on held-out scores, so that "0.8" means right in about 8
of 10 messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from bot.language.condensing import Condensing
from bot.language.kernel_ridge import KernelRidge, KernelSettings
from bot.topics.names import FAQ_PREFIX, OUT_OF_SCOPE_PREFIX
from bot.understanding.writers import held_out_groups

# Numbers of a sentence vector that are compared; with all 768, left-out questions are told apart no better.
SIZE = 256
# Turns scores (about 0 to 1) into shares.
TEMPERATURE = 0.1


@dataclass(frozen=True)
class Reading:
    """What one text may be about.

    Attributes:
        labels: all leaves, best first.
        shares: their shares, adding up to 1.
        confidence: probability that the best topic (not leaf) is right.
        belongs: probability that some topic is asked about, and nothing out of scope.
        best_score: score of the best leaf, near 1 when it is plain.
    """

    labels: tuple[str, ...]
    shares: tuple[float, ...]
    confidence: float
    belongs: float
    best_score: float

    @property
    def topics(self) -> list[tuple[str, float]]:
        """Topics with their shares, best first."""
        return [
            (label, share)
            for label, share in zip(self.labels, self.shares, strict=True)
            if label.startswith(FAQ_PREFIX)
        ]


class TopicModel:
    """Trained on labelled texts and their sentence vectors."""

    def __init__(self, settings: KernelSettings) -> None:
        self._ridge = KernelRidge(settings)
        self._condensing = Condensing(SIZE)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> TopicModel:
        """Train.

        Args:
            texts: n texts, those of one label in the order of their file.
            vectors: their unit vectors, shape (n, VECTOR_SIZE).
            labels: their leaves, such as "faq/texting_allowed", "greet", "out_of_scope/advice".
        """
        names = np.array(labels)
        lengths = _lengths(texts)
        self._fit_judgements(self._fit_scores(texts, vectors, names), lengths, names)
        self._ridge.forget_training()
        return self

    def held_out_readings(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> list[Reading]:
        """Readings of the training examples, each as if its writer had written nothing.

        Takes what `fit` takes; leaves the model unfit for anything else.
        """
        names, lengths, groups = np.array(labels), _lengths(texts), held_out_groups(labels)
        scores = self._fit_scores(texts, vectors, names)
        readings: dict[int, Reading] = {}
        for group in np.unique(groups):
            inside, others = np.flatnonzero(groups == group), groups != group
            self._fit_judgements(scores[others], lengths[others], names[others])
            readings.update(zip(inside.tolist(), self._readings(scores[inside], lengths[inside]), strict=True))
        return [readings[index] for index in range(len(names))]

    def read(self, texts: Sequence[str], vectors: np.ndarray) -> list[Reading]:
        """Readings of texts with their unit vectors, shape (n, VECTOR_SIZE)."""
        return self._readings(self._ridge.scores(list(texts), self._condensing.condense(vectors)), _lengths(texts))

    def _fit_scores(self, texts: Sequence[str], vectors: np.ndarray, names: np.ndarray) -> np.ndarray:
        """Train the regression; the held-out scores of the examples."""
        self.labels = np.unique(names)
        self._is_topic = np.char.startswith(self.labels, FAQ_PREFIX)
        self._is_out = np.char.startswith(self.labels, OUT_OF_SCOPE_PREFIX)
        targets = (names[:, None] == self.labels).astype(np.float32)
        self._ridge.fit(list(texts), self._condensing.fit(vectors).condense(vectors), targets)
        return self._ridge.held_out_scores(held_out_groups(names.tolist()))

    def _fit_judgements(self, scores: np.ndarray, lengths: np.ndarray, names: np.ndarray) -> None:
        best_topic = self.labels[np.where(self._is_topic, scores, -np.inf).argmax(axis=1)]
        of_topic = np.char.startswith(names, FAQ_PREFIX)
        judged = of_topic | np.char.startswith(names, OUT_OF_SCOPE_PREFIX)
        features = self._judged_features(scores, lengths)[judged]
        self._confidence = _Probability().fit(features, (best_topic == names)[judged])
        self._belonging = _Probability().fit(features, of_topic[judged])

    def _readings(self, scores: np.ndarray, lengths: np.ndarray) -> list[Reading]:
        features = self._judged_features(scores, lengths)
        confidences, belongings = self._confidence.of(features), self._belonging.of(features)
        readings = []
        for row, shares, confidence, belongs in zip(scores, _shares(scores), confidences, belongings, strict=True):
            order = np.argsort(-row, kind="stable")
            readings.append(
                Reading(
                    tuple(self.labels[order].tolist()),
                    tuple(shares[order].tolist()),
                    float(confidence),
                    float(belongs),
                    float(row[order[0]]),
                )
            )
        return readings

    def _judged_features(self, scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """What tells a right best topic from a wrong one, and a topic from what is out of scope: (n, features)."""
        topics = -np.sort(-scores[:, self._is_topic], axis=1)
        outside = scores[:, self._is_out]
        small = scores[:, ~self._is_topic & ~self._is_out]
        shares = _shares(scores)
        topic_shares = shares[:, self._is_topic]
        best_share = topic_shares.max(axis=1)
        size = np.log(lengths + 1.0)
        return np.column_stack(
            [
                topics[:, :3],
                topics.sum(axis=1),
                outside.max(axis=1),
                outside.sum(axis=1),
                small.max(axis=1),
                shares[:, self._is_out].sum(axis=1),
                best_share,
                best_share / (topic_shares.sum(axis=1) + 1e-9),
                size,
                topics[:, 0] * size,
                outside.max(axis=1) * size,
            ]
        )


class _Probability:
    """Logistic regression on features of any scale; scikit-learn's own prediction takes a third of a millisecond."""

    def fit(self, features: np.ndarray, outcomes: np.ndarray) -> _Probability:
        centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
        fitted = LogisticRegression(max_iter=2000).fit((features - centre) / spread, outcomes)
        self._weights = fitted.coef_[0] / spread
        self._bias = float(fitted.intercept_[0] - self._weights @ centre)
        return self

    def of(self, features: np.ndarray) -> np.ndarray:
        """Probabilities of rows of features."""
        return np.asarray(expit(features @ self._weights + self._bias))


def _lengths(texts: Sequence[str]) -> np.ndarray:
    return np.array([len(text.split()) for text in texts])


def _shares(scores: np.ndarray) -> np.ndarray:
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / TEMPERATURE)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
