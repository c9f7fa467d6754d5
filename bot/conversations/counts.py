"""Daily counts for the overview of the staff: what was asked, and what became of it. No text, no sender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.store import Understood
from bot.database.tables.counts import DailyCountRow
from bot.messages import Message
from bot.topics.names import is_outside

OPENED = "opened"
ANSWERED, OFFERED, NOT_UNDERSTOOD, OUTSIDE = "answered", "offered", "not_understood", "outside"
UNAVAILABLE = "unavailable"
# What became of a question, in the order in which it is shown.
OUTCOMES = (ANSWERED, OFFERED, NOT_UNDERSTOOD, OUTSIDE, UNAVAILABLE)


@dataclass(frozen=True)
class DayCount:
    """How often something happened on a day.

    Attributes:
        what: OPENED, or one of OUTCOMES.
        topic: of an answer; empty for what has none.
    """

    day: date
    what: str
    topic: str
    count: int


def count(session: Session, day: date, what: str, topic: str = "") -> None:
    """Count one more."""
    if _increase(session, day, what, topic):
        return
    try:
        with session.begin_nested():
            session.add(DailyCountRow(day=day, what=what, topic=topic, count=1))
    except IntegrityError:
        # Another conversation was the first of the day at the same time.
        _increase(session, day, what, topic)


def count_answer(
    session: Session, day: date, messages: Iterable[Message], answered_by: str, understood: Understood | None
) -> None:
    """Count what became of a message. Small talk, buttons without a topic and crises are not counted here.

    Args:
        messages: of the answer, in the API's shape.
        answered_by: "assistant" or "fallback".
        understood: what was made of the message, if it was.
    """
    if answered_by == "fallback":
        count(session, day, UNAVAILABLE)
        return
    topics = {message["topic"] for message in messages if message["type"] == "text" and message["topic"]}
    for topic in sorted(topics):
        count(session, day, OUTSIDE if is_outside(topic) else ANSWERED, topic)
    if not topics and understood is not None and understood.is_unclear:
        count(session, day, OFFERED if understood.act == "offer" else NOT_UNDERSTOOD)


def daily_counts(session: Session, first: date, last: date) -> list[DayCount]:
    """All counts from the first to the last day, in order."""
    rows = session.execute(
        select(DailyCountRow)
        .where(DailyCountRow.day.between(first, last))
        .order_by(DailyCountRow.day, DailyCountRow.what, DailyCountRow.topic)
    ).scalars()
    return [DayCount(row.day, row.what, row.topic, row.count) for row in rows]  # type: ignore[arg-type]


def _increase(session: Session, day: date, what: str, topic: str) -> bool:
    changed = session.execute(
        update(DailyCountRow)
        .where(DailyCountRow.day == day, DailyCountRow.what == what, DailyCountRow.topic == topic)
        .values(count=DailyCountRow.count + 1),
        execution_options={"synchronize_session": False},
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]
