"""What is counted of a day, and what staff are told: never for a note, and nothing of the client."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.conversations.counts import daily_counts
from bot.conversations.rasa_client import Reply
from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.database.tables.crisis import CrisisEventRow, CrisisNoticeRow
from bot.messages import TextMessage
from bot.practice.live import LiveRecord
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.count import Count
from tests.website.steps.conftest import NewContext

ANSWER: TextMessage = {"type": "text", "text": "Yes.", "buttons": [], "topic": "texting_allowed"}


def count(database: Database, live: LiveRecord, context: MessageContext) -> None:
    with database.session() as session:
        Count(live, notice_ways=("email",))(context, session)


def counted(database: Database) -> list[tuple[str, str, int]]:
    with database.session() as session:
        return [(each.what, each.topic, each.count) for each in daily_counts(session, date.min, date.max)]


def test_answers_are_counted_by_topic(database: Database, live: LiveRecord, new_context: NewContext):
    for _ in range(2):
        context = new_context(reply=Reply([ANSWER]))
        context.messages = [ANSWER]
        count(database, live, context)
    assert counted(database) == [("answered", "texting_allowed", 2)]


def test_a_note_is_not_counted(database: Database, live: LiveRecord, new_context: NewContext):
    context = new_context(reply=Reply([ANSWER]))
    context.messages, context.was_preparing = [ANSWER], True
    count(database, live, context)
    assert counted(database) == []


@pytest.mark.parametrize(("tier", "notices"), [("crisis", 1), ("emergency", 1), ("distress", 0), ("policy", 0)])
def test_a_routed_crisis_is_counted_and_told_where_contacts_come_first(
    database: Database, live: LiveRecord, new_context: NewContext, tier: str, notices: int
):
    context = new_context("I want to kill myself", reply=Reply([ANSWER]))
    context.routed = Finding(tier, None if tier == "policy" else "suicide", "a rule")
    count(database, live, context)
    with database.session() as session:
        (event,) = session.execute(select(CrisisEventRow)).scalars()
        queued = session.execute(select(CrisisNoticeRow)).scalars().all()
    assert (event.tier, event.rule) == (tier, "a rule")
    assert len(queued) == notices
    assert all("kill" not in each.body for each in queued)
