from __future__ import annotations

import pytest

from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.topic_model import Reading

TEXT, MAIL, RARE, OUT, GREET, BYE = "faq/texting", "faq/email", "faq/gifts", "out_of_scope/advice", "greet", "goodbye"
THRESHOLDS = Thresholds(answer=0.6, offer=0.2, intent=0.2, near=0.1)


def reading(*order: tuple[str, float], confidence: float, score: float = 0.5, belongs: float = 1.0) -> Reading:
    labels, shares = zip(*order, strict=True)
    return Reading(labels, shares, confidence, belongs, score)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            reading((TEXT, 0.8), (MAIL, 0.1), (OUT, 0.1), confidence=0.6),
            Decision("answer", TEXT, 0.6),
        ),
        (
            reading((TEXT, 0.8), (MAIL, 0.1), (OUT, 0.1), confidence=0.9, belongs=0.7),
            Decision("offer", TEXT, 0.9, (TEXT, MAIL)),
        ),
        (
            reading((TEXT, 0.5), (MAIL, 0.4), (RARE, 0.01), confidence=0.59),
            Decision("offer", TEXT, 0.59, (TEXT, MAIL)),
        ),
        (
            reading((OUT, 0.5), (TEXT, 0.3), (MAIL, 0.2), confidence=0.2),
            Decision("offer", TEXT, 0.2, (TEXT, MAIL)),
        ),
        (
            reading((OUT, 0.8), (TEXT, 0.1), (MAIL, 0.1), confidence=0.1),
            Decision("outside", OUT, 0.9, (TEXT, MAIL)),
        ),
        (
            reading((TEXT, 0.4), (OUT, 0.3), (MAIL, 0.3), confidence=0.1),
            Decision("unsure", TEXT, 0.1, (TEXT, MAIL)),
        ),
        (
            reading((GREET, 0.9), (TEXT, 0.06), (MAIL, 0.04), confidence=0.7, score=0.2),
            Decision("intent", GREET, 0.2),
        ),
        (
            reading((GREET, 0.9), (TEXT, 0.06), (MAIL, 0.04), confidence=0.7, score=0.19),
            Decision("answer", TEXT, 0.7),
        ),
        (
            reading((BYE, 0.9), (TEXT, 0.06), (MAIL, 0.04), confidence=0.1, score=0.5),
            Decision("intent", BYE, 0.5),
        ),
        (
            reading((BYE, 0.9), (TEXT, 0.06), (MAIL, 0.04), confidence=0.1, score=0.49),
            Decision("unsure", TEXT, 0.1, (TEXT, MAIL), BYE),
        ),
    ],
    ids=[
        "sure",
        "sure of the topic, but it may be about something else",
        "two near",
        "perhaps outside",
        "surely outside",
        "nothing near",
        "small intent",
        "doubtful intent",
        "a goodbye",
        "a doubtful goodbye",
    ],
)
def test_decision_for_reading(told: Reading, expected: Decision):
    assert decide(told, THRESHOLDS) == expected


def test_at_most_three_topics_are_offered_and_at_least_two():
    four = reading((TEXT, 0.3), (MAIL, 0.3), (RARE, 0.2), ("faq/fees", 0.2), confidence=0.3)
    assert decide(four, THRESHOLDS).candidates == (TEXT, MAIL, RARE)
    alone = reading((TEXT, 0.97), (MAIL, 0.02), (RARE, 0.01), confidence=0.3)
    assert decide(alone, THRESHOLDS).candidates == (TEXT, MAIL)
