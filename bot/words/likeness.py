"""Which questions are like another, by their letters: quick enough to answer while somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.near_duplicates import NEAR, letter_groups, letters_shared, plain
from bot.topics.topic import Topic

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


class SentenceIndex:
    """Sentences to be searched by likeness (TF-IDF cosine of groups of three to five letters)."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._letters = letter_groups()
        self._sentences = sentences
        self._matrix = self._letters.fit_transform([plain(each) for each in sentences])

    def has_near(self, text: str) -> bool:
        """Whether one of them says nearly the same in nearly the same words."""
        found = _nearest(text, self._sentences, self._matrix, self._letters, 1)
        return bool(found) and found[0][1] >= NEAR


class QuestionIndex:
    """The questions of all topics, to be searched in the same way."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._letters = letter_groups()
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
        labels = [topic.label for topic in topics for _ in topic.questions]
        questions = [question for topic in topics for question in topic.questions]
        # In one step: somebody else may be searching.
        self._searched = questions, labels, vstack([self._rows[topic.label] for topic in topics]).tocsr()

    def nearest(self, text: str, most: int = 5, at_least: float = 0.0) -> list[Likeness]:
        """The questions most like a text, the nearest first."""
        questions, labels, matrix = self._searched
        found = _nearest(text, questions, matrix, self._letters, most)
        return [Likeness(questions[row], labels[row], alike) for row, alike in found if alike >= at_least]


def _nearest(
    text: str, texts: Sequence[str], matrix: Any, letters: TfidfVectorizer, most: int
) -> list[tuple[int, float]]:
    """Places of the texts most like one, with their likeness, the nearest first."""
    wanted = plain(text)
    cosines = (matrix @ letters.transform([wanted]).T).toarray().ravel()
    found = []
    for row in np.argsort(-cosines, kind="stable")[: max(most, COMPARED)]:
        other = plain(texts[row])
        shared = 1.0 if other == wanted else letters_shared(other, wanted, NEAR)
        found.append((int(row), min(1.0, max(float(cosines[row]), shared))))
    return sorted(found, key=lambda each: -each[1])[:most]
