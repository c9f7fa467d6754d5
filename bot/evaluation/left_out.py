"""What the words of a stranger score: training questions read by a model without any question of their writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.shares import Share
from bot.evaluation.tables import Table
from bot.evaluation.topics import OFFERED_AT_MOST, form, length_bin
from bot.topics.names import FAQ_PREFIX, OUT_OF_SCOPE_PREFIX
from bot.understanding.decision import Thresholds, decide
from bot.understanding.topic_model import Reading
from bot.understanding.writers import writers_of


@dataclass(frozen=True)
class _LeftOut:
    text: str
    label: str
    writer: str
    answered: str | None
    offered: tuple[str, ...]
    likeliest: str

    @property
    def right(self) -> bool:
        return self.answered == self.label

    @property
    def wrong(self) -> bool:
        return self.answered is not None and not self.right

    @property
    def right_or_offered(self) -> bool:
        return self.right or (self.answered is None and self.label in self.offered)


def left_out_tables(
    texts: Sequence[str], labels: Sequence[str], readings: Sequence[Reading], thresholds: Thresholds
) -> list[Table]:
    """By writer, length and form: the topics' questions, and what is out of scope and was answered.

    Args:
        readings: from `TopicModel.held_out_readings` of those texts and labels.
    """
    judged = [
        _judge(text, label, writer, reading, thresholds)
        for text, label, writer, reading in zip(texts, labels, writers_of(labels), readings, strict=True)
        if label.startswith((FAQ_PREFIX, OUT_OF_SCOPE_PREFIX))
    ]
    return [
        _table("Left out with their writer: by writer", judged, lambda each: each.writer),
        _table("Left out with their writer: by length", judged, lambda each: length_bin(each.text)),
        _table("Left out with their writer: by form", judged, lambda each: form(each.text)),
    ]


def _judge(text: str, label: str, writer: str, reading: Reading, thresholds: Thresholds) -> _LeftOut:
    decision = decide(reading, thresholds)
    answered = decision.label if decision.act == "answer" else None
    offered = decision.candidates[:OFFERED_AT_MOST]
    return _LeftOut(text, label, writer, answered, offered, reading.topics[0][0])


def _table(title: str, judged: Sequence[_LeftOut], key: Callable[[_LeftOut], str]) -> Table:
    table = Table(title, ["", "questions", "right", "wrong", "right or offered", "likeliest", "outside", "answered"])
    for name in sorted({key(each) for each in judged}):
        group = [each for each in judged if key(each) == name]
        asked = [each for each in group if each.label.startswith(FAQ_PREFIX)]
        outside = [each for each in group if not each.label.startswith(FAQ_PREFIX)]
        table.add(
            name,
            str(len(asked)),
            _percent([each.right for each in asked]),
            _percent([each.wrong for each in asked]),
            _percent([each.right_or_offered for each in asked]),
            _percent([each.likeliest == each.label for each in asked]),
            str(len(outside)),
            _percent([each.answered is not None for each in outside]),
        )
    return table


def _percent(outcomes: Sequence[bool]) -> str:
    return f"{100 * Share.of(outcomes).rate:.1f} %" if outcomes else "-"
