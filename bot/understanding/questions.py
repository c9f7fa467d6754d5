"""Several questions in one message: each is answered, in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.topic_model import TOPIC_PREFIX, TopicModel

MOST_QUESTIONS = 3
# Sentences are read without their story, so they must be surer than a whole message.
SURER_BY = 0.08


def questions_in(
    text: str,
    spans: Sequence[tuple[int, int]],
    vectors: np.ndarray,
    model: TopicModel,
    thresholds: Thresholds,
    whole: Decision,
) -> list[str]:
    """Topics that a message of several sentences asks about, in order, at most three.

    Args:
        spans, vectors: the message's sentences, as character spans and unit vectors (n, VECTOR_SIZE).
        whole: the decision on the whole message; its topic is among the questions if it is answered.

    Returns:
        No topics for a message of one sentence, or where no sentence asks anything by itself.
    """
    if len(spans) < 2:
        return []
    readings = model.read([text[start:end] for start, end in spans], vectors)
    surer = Thresholds(min(0.99, thresholds.answer + SURER_BY), thresholds.offer, thresholds.intent, thresholds.near)
    topics: list[str] = []
    for reading in readings:
        decision = decide(reading, surer)
        if decision.act == "answer" and decision.label not in topics:
            topics.append(decision.label)
    if whole.act == "answer" and whole.label.startswith(TOPIC_PREFIX) and whole.label not in topics:
        topics.insert(0, whole.label)
    return topics[:MOST_QUESTIONS]
