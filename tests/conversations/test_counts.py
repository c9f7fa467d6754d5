"""Daily counts: what became of the questions, and nothing of who asked."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.conversations.counts import OPENED, DayCount, count, count_answer, daily_counts
from bot.conversations.store import Understood
from bot.database.engine import Database

DAY = date(2026, 11, 22)


@pytest.fixture
def counted(migrated: Path, tmp_path: Path) -> Database:
    return Database(f"sqlite:///{shutil.copy(migrated, tmp_path)}")


def message(topic: str | None) -> dict[str, object]:
    return {"type": "text", "text": "words", "buttons": [], "topic": topic}


@pytest.mark.parametrize(
    ("messages", "answered_by", "act", "counts"),
    [
        ([message("texting")], "assistant", "answer", [("answered", "texting")]),
        ([message("texting"), message("fees")], "assistant", "answer", [("answered", "fees"), ("answered", "texting")]),
        ([message("texting"), message("texting")], "assistant", "answer", [("answered", "texting")]),
        ([message("out_of_scope/advice")], "assistant", "outside", [("outside", "out_of_scope/advice")]),
        ([message(None)], "assistant", "offer", [("offered", "")]),
        ([message(None)], "assistant", "unsure", [("not_understood", "")]),
        ([message(None)], "assistant", "intent", []),
        ([message(None)], "assistant", None, []),
        ([{"type": "contacts"}], "assistant", None, []),
        ([message(None)], "fallback", None, [("unavailable", "")]),
    ],
)
def test_an_answer_is_counted_by_what_became_of_it(
    counted: Database,
    messages: list[dict[str, object]],
    answered_by: str,
    act: str | None,
    counts: list[tuple[str, str]],
):
    with counted.session() as session:
        count_answer(session, DAY, messages, answered_by, Understood(act, ()) if act else None)
    with counted.session() as session:
        assert [(each.what, each.topic) for each in daily_counts(session, DAY, DAY)] == counts


def test_counts_add_up_by_day(counted: Database):
    for day in (DAY, DAY, date(2026, 11, 23)):
        with counted.session() as session:
            count(session, day, OPENED)
    with counted.session() as session:
        found = daily_counts(session, DAY, date(2026, 11, 23))
    assert found == [DayCount(DAY, "opened", "", 2), DayCount(date(2026, 11, 23), "opened", "", 1)]
