"""The record of routed crises: day, tier, kind and rule. No text, no sender; nothing leads to a client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.danger.finding import Finding, language_of_rule
from bot.database.tables.crisis import CrisisEventRow

# Rule of contacts that were shown because a message was in another language, whatever it said.
OTHER_LANGUAGE = "other_language"


@dataclass(frozen=True)
class MonthCount:
    """How many crises of one sort were routed in a month, written "2026-11"."""

    month: str
    tier: str
    kind: str | None
    count: int


@dataclass(frozen=True)
class DayEvents:
    """How many crises of one tier were routed on a day."""

    day: date
    tier: str
    count: int


def record_event(session: Session, finding: Finding, day: date) -> None:
    """Record that contacts were shown. A finding of tier "none" leaves no record."""
    if finding.shows_contacts:
        session.add(CrisisEventRow(day=day, tier=finding.tier, kind=finding.kind, rule=finding.rule or "unknown"))


def counts_by_month(session: Session, first: date, last: date) -> list[MonthCount]:
    """Routed crises from the first to the last day, for the practice's yearly report; months in order."""
    query = (
        select(CrisisEventRow.day, CrisisEventRow.tier, CrisisEventRow.kind, func.count())
        .where(CrisisEventRow.day.between(first, last))
        .group_by(CrisisEventRow.day, CrisisEventRow.tier, CrisisEventRow.kind)
    )
    return _by_month(session.execute(query))


def counts_by_tier(session: Session, first: date, last: date) -> dict[str, int]:
    """Routed crises from the first to the last day, by tier."""
    query = select(CrisisEventRow.tier, func.count()).where(CrisisEventRow.day.between(first, last))
    return {str(tier): int(count) for tier, count in session.execute(query.group_by(CrisisEventRow.tier))}


def counts_by_occasion(session: Session, first: date, last: date) -> dict[str, int]:
    """How often a number was asked for, and how often contacts were shown to somebody who wrote in another language."""
    query = select(CrisisEventRow.rule, func.count()).where(CrisisEventRow.day.between(first, last))
    counts = {"asked_number": 0, OTHER_LANGUAGE: 0}
    for rule, count in session.execute(query.group_by(CrisisEventRow.rule)):
        occasion = OTHER_LANGUAGE if language_of_rule(rule) else rule
        if occasion in counts:
            counts[occasion] += int(count)
    return counts


def events_by_day(session: Session, first: date, last: date) -> list[DayEvents]:
    """Routed crises from the first to the last day, by day and tier."""
    query = (
        select(CrisisEventRow.day, CrisisEventRow.tier, func.count())
        .where(CrisisEventRow.day.between(first, last))
        .group_by(CrisisEventRow.day, CrisisEventRow.tier)
        .order_by(CrisisEventRow.day, CrisisEventRow.tier)
    )
    return [DayEvents(*row) for row in session.execute(query)]


def _by_month(rows: Iterable[tuple[date, str, str | None, int]]) -> list[MonthCount]:
    counts: Counter[tuple[str, str, str | None]] = Counter()
    for day, tier, kind, count in rows:
        counts[day.strftime("%Y-%m"), tier, kind] += count
    ordered = sorted(counts, key=lambda key: (key[0], key[1], key[2] or ""))
    return [MonthCount(*key, counts[key]) for key in ordered]
