"""From readings to what the assistant does: answer, ask back, say what it cannot help with.

A wrong answer costs a client more than a question back, so it answers only where it is sure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.topics.names import FAQ_PREFIX, OUT_OF_SCOPE_PREFIX
from bot.understanding.topic_model import Reading


@dataclass(frozen=True)
class Thresholds:
    """Chosen on left-out training examples, by the curve that `python -m bot.publishing data-report` shows.

    The first two are costs: an answer is given where what it may cost is less than a question back. At 0.6 the answer
    to another topic counts one and a half times as much as a question back, at 0.88 the answer to something out of
    scope seven times.

    Attributes:
        answer: confidence from which a topic is answered.
        belongs: probability that any topic is asked about from which one is answered.
        offer: confidence from which near topics are offered as what the client may mean.
        intent: score from which a small intent (a greeting, a wish for a person ...) is believed.
        consequent: the same for `CONSEQUENT` ones, after which the client may not say what they came for.
        form: the same for an intent of STARTS_A_FORM. Of 2,500 sentences of people in distress or danger 13 had such an
            intent as their best, 12 of them with 0.2 to 0.4 ("please help me now").
        near: a topic is offered if its share is at least this part of the best topic's.
    """

    answer: float = 0.6
    belongs: float = 0.88
    offer: float = 0.25
    intent: float = 0.2
    consequent: float = 0.5
    form: float = 0.45
    near: float = 0.04


@dataclass(frozen=True)
class Decision:
    """What to do with a message.

    Attributes:
        act: "answer", "offer" (which of these?), "unsure" (not understood), "outside" or "intent".
        label: the topic, group or intent decided on; the likeliest topic for "offer" and "unsure".
        confidence: how sure, 0 to 1.
        candidates: topics to offer, best first, at most three.
        maybe: a small intent that was likeliest, but not sure enough to act on.
    """

    act: str
    label: str
    confidence: float
    candidates: tuple[str, ...] = field(default=())
    maybe: str = ""


# Questions that follow one another: begun on a weak guess, they are put to somebody who wanted something else.
STARTS_A_FORM = frozenset({"prepare_session"})
# What `act` is where a message is neither answered nor a small intent.
NOT_ANSWERED = frozenset({"offer", "unsure", "outside"})
MOST_CANDIDATES = 3
# Small intents that end something, give a draft or a check, or take back what was said: never on a weak guess.
CONSEQUENT = frozenset(
    {
        "affirm",
        "check_message",
        "deny",
        "draft_message",
        "goodbye",
        "not_what_i_meant",
        "stop",
        "thanks",
    }
)
# Part of the second topic's share that a third must have to be offered too.
THIRD = 0.5


def decide(reading: Reading, thresholds: Thresholds) -> Decision:
    """The decision for one reading."""
    best = reading.labels[0]
    topic = reading.topics[0][0]
    maybe = ""
    if not best.startswith((FAQ_PREFIX, OUT_OF_SCOPE_PREFIX)) and reading.best_score >= thresholds.intent:
        if reading.best_score >= _needed(best, thresholds):
            return Decision("intent", best, min(1.0, reading.best_score))
        maybe = best
    if reading.confidence >= thresholds.answer and reading.belongs >= thresholds.belongs:
        return Decision("answer", topic, reading.confidence)
    candidates = _near(reading, thresholds)
    if best.startswith(OUT_OF_SCOPE_PREFIX) and reading.confidence < thresholds.offer:
        return Decision("outside", best, 1.0 - reading.confidence, candidates)
    act = "offer" if reading.confidence >= thresholds.offer else "unsure"
    return Decision(act, topic, reading.confidence, candidates, maybe)


def _needed(intent: str, thresholds: Thresholds) -> float:
    if intent in STARTS_A_FORM:
        return thresholds.form
    return thresholds.consequent if intent in CONSEQUENT else thresholds.intent


def _near(reading: Reading, thresholds: Thresholds) -> tuple[str, ...]:
    topics = reading.topics[:MOST_CANDIDATES]
    least = topics[0][1] * thresholds.near
    near = [label for label, share in topics[:2] if share >= least]
    # A third only where it is about as near as the second: between two, one short question is asked.
    near += [label for label, share in topics[2:] if share >= max(least, topics[1][1] * THIRD)]
    return tuple(near if len(near) > 1 else [label for label, _ in topics[:2]])
