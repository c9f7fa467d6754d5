"""Which questions are like another, by their letters: quick enough to answer while somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.publishing.near_duplicates import NEAR, letters_shared, plain
from bot.words.files import Topic

# From this likeness a question of another topic pulls the wrong way: one in a hundred of the questions has such a one.
TOO_LIKE = 0.7
# Questions whose letters are compared one by one.
COMPARED = 12


@dataclass(frozen=True)
class Likeness:
    """A question that stands in a topic, and how like it is (0 to 1)."""

    question: str
    label: str
    likeness: float


class QuestionIndex:
    """The questions of all topics, to be searched by likeness (TF-IDF cosine of groups of three to five letters)."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        self._letters.fit([plain(question) for topic in topics for question in topic.questions])
        self._rows: dict[str, Any] = {}
        self._tokens: dict[str, str] = {}
        self.update(topics)

    def update(self, topics: Iterable[Topic]) -> None:
        """Take in topics as they stand now; those that did not change cost nothing."""
        topics = list(topics)
        for topic in topics:
            if self._tokens.get(topic.label) != topic.token:
                self._rows[topic.label] = self._letters.transform([plain(question) for question in topic.questions])
                self._tokens[topic.label] = topic.token
        self._questions = [(question, topic.label) for topic in topics for question in topic.questions]
        self._matrix = vstack([self._rows[topic.label] for topic in topics]).tocsr()

    def nearest(self, text: str, most: int = 5, at_least: float = 0.0) -> list[Likeness]:
        """The questions most like a text, the nearest first."""
        wanted = plain(text)
        cosines = (self._matrix @ self._letters.transform([wanted]).T).toarray().ravel()
        found = []
        for row in np.argsort(-cosines, kind="stable")[: max(most, COMPARED)]:
            question, label = self._questions[row]
            shared = 1.0 if plain(question) == wanted else letters_shared(plain(question), wanted, NEAR)
            found.append(Likeness(question, label, min(1.0, max(float(cosines[row]), shared))))
        found.sort(key=lambda each: -each.likeness)
        return [each for each in found[:most] if each.likeness >= at_least]
