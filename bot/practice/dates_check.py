"""Dates, absences, closures, and what the place decides, against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from babel.core import get_global
from phonenumbers.shortnumberinfo import is_emergency_number

from bot.practice import spoken
from bot.practice.calendar import Calendar
from bot.practice.finding import Finding, found
from bot.practice.record import Closure, PracticeRecord, Therapist
from bot.practice.telling import spoken_days
from bot.practice.words_check import country_name


def contradictions(record: PracticeRecord, today: date) -> Iterator[Finding]:
    yield from _place(record)
    yield from _policy(record, today)
    yield from _closures(record)
    for therapist in record.therapists:
        field = f"therapists.{therapist.id}.absences"
        yield from _twice(therapist.absences, field, record.country)
        for absence in therapist.absences:
            yield from _cover(record, therapist, absence, field)


def _place(record: PracticeRecord) -> Iterator[Finding]:
    zones = get_global("territory_zones").get(record.country, ())
    same = get_global("zone_aliases")
    if zones and same.get(record.timezone, record.timezone) not in {same.get(zone, zone) for zone in zones}:
        yield found("zone", "practice.timezone", zone=record.timezone, country=country_name(record.country))
    if not is_emergency_number(record.emergency_number, record.country):
        number, country = record.emergency_number, country_name(record.country)
        yield found("emergency", "practice.emergency_number", number=number, country=country)


def _policy(record: PracticeRecord, today: date) -> Iterator[Finding]:
    if record.review_by and record.effective_from and record.review_by <= record.effective_from:
        review, effective = (
            spoken.day_and_year(day, record.country) for day in (record.review_by, record.effective_from)
        )
        yield found("review_first", "policy.review_by", review=review, effective=effective)
    elif record.review_by and record.review_by < today:
        yield found("review_past", "policy.review_by", review=spoken.day_and_year(record.review_by, record.country))


def _closures(record: PracticeRecord) -> Iterator[Finding]:
    yield from _twice(record.closures, "closures", record.country)
    calendar = Calendar(record.policy_for(None))
    for closure in record.closures if record.closed_on_public_holidays else ():
        holiday = calendar.public_holiday(closure.first_day)
        if holiday and closure.first_day == closure.last_day:
            days = spoken.day(closure.first_day, record.country)
            yield found("closed_holiday", "closures", days=days, holiday=holiday)


def _twice(closures: Sequence[Closure], field: str, country: str) -> Iterator[Finding]:
    for index, one in enumerate(closures):
        for other in closures[index + 1 :]:
            if _meet(one, other):
                yield found("closed_twice", field, days=spoken.day(max(one.first_day, other.first_day), country))


def _meet(one: Closure, other: Closure) -> bool:
    if one.last_day < other.first_day or other.last_day < one.first_day:
        return False
    # A morning and an afternoon of the same day do not meet.
    apart = (one.closed_until and other.closed_from and one.closed_until <= other.closed_from) or (
        other.closed_until and one.closed_from and other.closed_until <= one.closed_from
    )
    return not apart


def _cover(record: PracticeRecord, therapist: Therapist, absence: Closure, field: str) -> Iterator[Finding]:
    days = spoken_days(absence, record.country)
    if not absence.cover_name:
        yield found("no_cover", field, who=therapist.name, days=days)
        return
    if not absence.cover_contact:
        yield found("no_cover_contact", field, who=therapist.name, cover=absence.cover_name)
    cover = _named(record, absence.cover_name)
    if cover is therapist:
        yield found("covers_self", field, who=therapist.name)
    elif cover and any(_meet(absence, own) for own in cover.absences):
        yield found("cover_away", field, who=therapist.name, cover=cover.name, days=days)


def _named(record: PracticeRecord, name: str) -> Therapist | None:
    wanted = name.casefold()
    return next(
        (
            each
            for each in record.therapists
            if wanted in (each.name.casefold(), *(alias.casefold() for alias in each.aliases))
        ),
        None,
    )
