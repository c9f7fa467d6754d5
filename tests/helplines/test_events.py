from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bot.danger.finding import NOTHING, Finding
from bot.database.tables.crisis import CrisisEventRow
from bot.helplines.events import MonthCount, counts_by_month, counts_by_occasion, record_event

CRISIS = Finding("crisis", "suicide", "suicide.want_to_die")
POLICY = Finding("policy", None, "policy.crisis_policy")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_event_holds_no_text_and_no_sender() -> None:
    assert set(CrisisEventRow.__table__.columns.keys()) == {"id", "day", "tier", "kind", "rule"}


def test_events_are_counted_by_month(session: Session) -> None:
    for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), date(2025, 12, 31)):
        record_event(session, CRISIS, day)
    record_event(session, POLICY, date(2026, 3, 2))
    session.flush()
    assert counts_by_month(session, *YEAR) == [
        MonthCount("2026-03", "crisis", "suicide", 2),
        MonthCount("2026-03", "policy", None, 1),
        MonthCount("2026-04", "crisis", "suicide", 1),
    ]


def test_asked_numbers_and_other_languages_are_counted(session: Session) -> None:
    for rule in ("asked_number", "asked_number", "other_language"):
        record_event(session, Finding("policy", None, rule), date(2026, 3, 2))
    record_event(session, Finding("crisis", "suicide", "es.suicide.want_to_die"), date(2026, 3, 2))
    record_event(session, CRISIS, date(2026, 3, 2))
    session.flush()
    assert counts_by_occasion(session, *YEAR) == {"asked_number": 2, "other_language": 2}


def test_nothing_is_not_recorded(session: Session) -> None:
    record_event(session, NOTHING, date(2026, 3, 1))
    session.flush()
    assert counts_by_month(session, *YEAR) == []
