from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bot.crisis.events import MonthCount, counts_by_month, purge_events, record_event
from bot.crisis.finding import NOTHING, Finding
from bot.database.tables.crisis import CrisisEventRow

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


def test_nothing_is_not_recorded(session: Session) -> None:
    record_event(session, NOTHING, date(2026, 3, 1))
    session.flush()
    assert counts_by_month(session, *YEAR) == []


def test_old_events_are_purged(session: Session) -> None:
    record_event(session, CRISIS, date(2026, 3, 1))
    record_event(session, CRISIS, date(2026, 4, 1))
    session.flush()
    assert purge_events(session, date(2026, 4, 1)) == 1
    assert [count.month for count in counts_by_month(session, *YEAR)] == ["2026-04"]
