"""From readings to what the assistant does: answer, ask back, say what it cannot help with.

A wrong answer costs a client more than a question back, so it answers only where it is sure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.understanding.topic_model import OUT_OF_SCOPE_PREFIX, TOPIC_PREFIX, Reading


@dataclass(frozen=True)
class Thresholds:
    """Chosen on left-out training examples, by the curve that `python -m bot.publishing data-report` shows.

    The first two are costs: an answer is given where what it may cost is less than a question back. At 0.66 the answer
    to another topic counts twice as much as a question back, at 0.93 the answer to something out of scope 13 times.

    Attributes:
        answer: confidence from which a topic is answered.
        belongs: probability that any topic is asked about from which one is answered.
        offer: confidence from which near topics are offered as what the client may mean.
        intent: score from which a small intent (a greeting, thanks ...) is believed.
        near: a topic is offered if its share is at least this part of the best topic's.
    """

    answer: float = 0.66
    belongs: float = 0.93
    offer: float = 0.25
    intent: float = 0.2
    near: float = 0.04


@dataclass(frozen=True)
class Decision:
    """What to do with a message.

    Attributes:
        act: "answer", "offer" (which of these?), "unsure" (not understood), "outside" or "intent".
        label: the topic, group or intent decided on; the likeliest topic for "offer" and "unsure".
        confidence: how sure, 0 to 1.
        candidates: topics to offer, best first, at most three.
    """

    act: str
    label: str
    confidence: float
    candidates: tuple[str, ...] = field(default=())


# What `act` is where a message is neither answered nor a small intent.
NOT_ANSWERED = frozenset({"offer", "unsure", "outside"})
MOST_CANDIDATES = 3


def decide(reading: Reading, thresholds: Thresholds) -> Decision:
    """The decision for one reading."""
    best = reading.labels[0]
    topic = reading.topics[0][0]
    if not best.startswith((TOPIC_PREFIX, OUT_OF_SCOPE_PREFIX)) and reading.best_score >= thresholds.intent:
        return Decision("intent", best, min(1.0, reading.best_score))
    if reading.confidence >= thresholds.answer and reading.belongs >= thresholds.belongs:
        return Decision("answer", topic, reading.confidence)
    candidates = _near(reading, thresholds)
    if best.startswith(OUT_OF_SCOPE_PREFIX) and reading.confidence < thresholds.offer:
        return Decision("outside", best, 1.0 - reading.confidence, candidates)
    act = "offer" if reading.confidence >= thresholds.offer else "unsure"
    return Decision(act, topic, reading.confidence, candidates)


def _near(reading: Reading, thresholds: Thresholds) -> tuple[str, ...]:
    topics = reading.topics[:MOST_CANDIDATES]
    least = topics[0][1] * thresholds.near
    near = [label for label, share in topics if share >= least]
    return tuple(near if len(near) > 1 else [label for label, _ in topics[:2]])
