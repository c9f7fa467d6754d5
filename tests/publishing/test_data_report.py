"""The report on training data finds what a careful reader would."""

from __future__ import annotations

from bot.publishing.data_report import Misfit, doubles, recognised
from bot.publishing.training_texts import TrainingText

TEXTING = "faq/texting_allowed"
PRIVACY = "faq/texting_privacy"


def example(label: str, text: str) -> TrainingText:
    return TrainingText(text, label, "nlu/a.yml")


def test_doubles_are_told_within_a_topic_and_across_topics_apart() -> None:
    examples = [
        example(TEXTING, "may I text you at night"),
        example(TEXTING, "May I text you at night?"),
        example(PRIVACY, "who else sees what I write"),
        example(TEXTING, "who else sees what I write?"),
    ]
    assert [line.count("at night") for line in doubles(examples, across=False)] == [2]
    assert [line.count("who else") for line in doubles(examples, across=True)] == [2]


def test_the_share_recognised_counts_misfits_by_group() -> None:
    labels = [TEXTING] * 3 + [PRIVACY] + ["greet"] * 2
    table = recognised(labels, [Misfit(example(TEXTING, "x"), PRIVACY, -0.2)]).as_text()
    assert "75.0 %" in table
    assert "100.0 %" in table
