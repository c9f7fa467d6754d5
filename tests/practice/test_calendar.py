"""The calendar against a slow, obvious reference that looks at every quarter of an hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.practice.calendar import Calendar
from bot.practice.record import Closure, OpeningHours, PracticeRecord, ReplyTime, ReplyUnit, Therapist

STEP = timedelta(minutes=15)
# Longer than any reply time below takes, unless the practice is closed nearly always.
LOOK_AHEAD = timedelta(days=70)
PLACES = [
    ("US", "OR", "America/Los_Angeles"),
    ("US", "AZ", "America/Phoenix"),
    ("CA", "NL", "America/St_Johns"),
    ("GB", "ENG", "Europe/London"),
    ("DE", "BY", "Europe/Berlin"),
    ("AU", "SA", "Australia/Adelaide"),
    ("AU", "NSW", "Australia/Lord_Howe"),
]
MIDNIGHT = time(0)


class Reference:
    """Walks through time in steps of a quarter of an hour and looks at the clock on the wall."""

    def __init__(self, record: PracticeRecord) -> None:
        self.record = record
        self.zone = ZoneInfo(record.timezone)
        self.holidays = holidays.country_holidays(record.country, subdiv=record.region)

    def is_open(self, moment: datetime) -> bool:
        wall = moment.astimezone(self.zone)
        if self.record.closed_on_public_holidays and wall.date() in self.holidays:
            return False
        if any(self.closes(closure, wall) for closure in self.record.closures):
            return False
        return any(
            stretch.weekday == wall.weekday()
            and stretch.opens <= wall.time()
            and (stretch.closes == MIDNIGHT or wall.time() < stretch.closes)
            for stretch in self.record.hours or ()
        )

    @staticmethod
    def closes(closure: Closure, wall: datetime) -> bool:
        return (
            closure.first_day <= wall.date() <= closure.last_day
            and (closure.closed_from is None or closure.closed_from <= wall.time())
            and (closure.closed_until is None or wall.time() < closure.closed_until)
        )

    def steps(self, moment: datetime) -> Iterator[datetime]:
        end = moment + LOOK_AHEAD
        while moment < end:
            yield moment
            moment += STEP

    def open_until(self, now: datetime) -> datetime | None:
        if not self.is_open(now):
            return None
        return next((moment for moment in self.steps(now) if not self.is_open(moment)), None)

    def next_opening(self, now: datetime) -> datetime | None:
        was_open = self.is_open(now)
        for moment in self.steps(now):
            if self.is_open(moment) and not was_open:
                return moment
            was_open = self.is_open(moment)
        return None

    def reply_due(self, written: datetime, reply: ReplyTime) -> datetime | None:
        if reply.unit is ReplyUnit.HOURS:
            return written + timedelta(hours=reply.value)
        if reply.unit is ReplyUnit.DAYS:
            wall = written.astimezone(self.zone).replace(tzinfo=None) + timedelta(days=reply.value)
            return next(m for m in self.steps(written) if m.astimezone(self.zone).replace(tzinfo=None) == wall)
        if reply.unit is ReplyUnit.BUSINESS_HOURS:
            open_steps = (moment for moment in self.steps(written) if self.is_open(moment))
            needed = reply.value * 4
            last = next((m for count, m in enumerate(open_steps, start=1) if count == needed), None)
            return last and last + STEP
        closing: dict[date, datetime] = {}
        for moment in self.steps(written):
            if self.is_open(moment):
                closing[moment.astimezone(self.zone).date()] = moment + STEP
            if len(closing) > reply.value + 1:
                return list(closing.values())[reply.value]
        return None


def quarter_hours(first: int, last: int) -> st.SearchStrategy[time]:
    return st.integers(first * 4, last * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


# Made once: Hypothesis spends more time on making and checking a strategy than on drawing from it.
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
ENDS = st.sets(quarter_hours(4, 24), min_size=2, max_size=4)
FIRST_DAYS = st.dates(date(2026, 9, 25), date(2027, 4, 20))
LATE_STARTS = st.none() | quarter_hours(5, 12)
EARLY_ENDS = st.none() | quarter_hours(13, 24)


@st.composite
def opening_hours(draw: st.DrawFn) -> tuple[OpeningHours, ...]:
    """Up to two stretches a day. None begins or ends between midnight and four, when the clocks change."""
    hours = []
    for weekday in draw(WEEKDAYS):
        ends = sorted(draw(ENDS))
        if draw(st.booleans()):
            ends[0] = MIDNIGHT
        pairs = list(zip(ends[::2], ends[1::2], strict=False))
        if draw(st.booleans()):
            pairs[-1] = (pairs[-1][0], MIDNIGHT)
        hours += [OpeningHours(weekday, opens, closes) for opens, closes in pairs]
    return tuple(hours)


@st.composite
def closures(draw: st.DrawFn) -> Closure:
    first = draw(FIRST_DAYS)
    last = first + timedelta(days=draw(st.integers(0, 9)))
    starts = draw(LATE_STARTS)
    ends = draw(EARLY_ENDS)
    return Closure(first, last, starts, ends)


CLOSURES = st.lists(closures(), max_size=3)


@st.composite
def practices(draw: st.DrawFn) -> PracticeRecord:
    country, region, zone = draw(st.sampled_from(PLACES))
    return PracticeRecord(
        name="Any",
        country=country,
        region=region,
        timezone=zone,
        emergency_number="112",
        closed_on_public_holidays=draw(st.booleans()),
        hours=draw(opening_hours()),
        closures=tuple(draw(CLOSURES)),
    )


moments = st.integers(0, 200 * 24 * 4).map(
    # Autumn to spring: both changes of the clocks, in both hemispheres, and the turn of the year.
    lambda quarter: datetime(2026, 9, 28, tzinfo=timezone.utc) + quarter * STEP
)
replies = st.builds(ReplyTime, st.integers(1, 5), st.sampled_from(ReplyUnit))
slow = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def instant(moment: datetime | None) -> datetime | None:
    """The moment in UTC: Python takes a local time that comes twice for unequal to every time of another zone."""
    return moment and moment.astimezone(timezone.utc)


@slow
@given(practices(), moments)
def test_opening_and_closing_are_those_of_the_reference(record: PracticeRecord, now: datetime):
    calendar, reference = Calendar(record.policy_for(None)), Reference(record)
    assert calendar.is_open(now) is reference.is_open(now)
    until, opening = reference.open_until(now), reference.next_opening(now)
    assume(until or not reference.is_open(now))
    assert instant(calendar.open_until(now)) == until
    if opening:
        assert instant(calendar.next_opening(now)) == opening


@slow
@given(practices(), moments, replies)
def test_a_reply_is_due_when_the_reference_says(record: PracticeRecord, written: datetime, reply: ReplyTime):
    reference = Reference(record)
    # On the wall clock the hour that is left out or comes twice is nobody's time of writing.
    assume(reply.unit is not ReplyUnit.DAYS or written.astimezone(reference.zone).hour >= 4)
    due = reference.reply_due(written, reply)
    assume(due)
    assert instant(Calendar(record.policy_for(None)).reply_due(written, reply)) == due


@slow
@given(practices(), moments, replies)
def test_writing_later_never_brings_the_answer_forward(record: PracticeRecord, written: datetime, reply: ReplyTime):
    calendar = Calendar(record.policy_for(None))
    earlier, later = calendar.reply_due(written, reply), calendar.reply_due(written + STEP * 7, reply)
    assume(earlier and later)
    assert written < earlier <= later


# --- cases worth naming ---


def practice(zone: str = "America/New_York", country: str = "US", **values: object) -> PracticeRecord:
    weekdays = tuple(OpeningHours(weekday, time(9), time(17)) for weekday in range(5))
    record = PracticeRecord(
        name="Any",
        country=country,
        timezone=zone,
        emergency_number="911",
        closed_on_public_holidays=True,
        hours=weekdays,
    )
    return record if not values else PracticeRecord(**{**vars(record), **values})


def local(text: str, zone: str = "America/New_York") -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("written", "reply", "due"),
    [
        ("2026-11-20 21:10", ReplyTime(1, ReplyUnit.BUSINESS_DAYS), "2026-11-24 17:00"),
        ("2026-11-20 10:00", ReplyTime(1, ReplyUnit.BUSINESS_DAYS), "2026-11-23 17:00"),
        ("2026-11-20 16:59", ReplyTime(1, ReplyUnit.BUSINESS_HOURS), "2026-11-23 09:59"),
        ("2026-11-20 21:10", ReplyTime(24, ReplyUnit.HOURS), "2026-11-21 21:10"),
        ("2026-11-20 21:10", ReplyTime(2, ReplyUnit.DAYS), "2026-11-22 21:10"),
        # Thanksgiving is the 26th.
        ("2026-11-25 10:00", ReplyTime(1, ReplyUnit.BUSINESS_DAYS), "2026-11-27 17:00"),
        # Christmas and New Year's Day are Fridays.
        ("2026-12-24 18:00", ReplyTime(5, ReplyUnit.BUSINESS_DAYS), "2027-01-05 17:00"),
        # Independence Day 2026 is a Saturday, observed on Friday the 3rd.
        ("2026-07-02 10:00", ReplyTime(1, ReplyUnit.BUSINESS_DAYS), "2026-07-06 17:00"),
        # The night of 31 October has 25 hours, that of 13 March 23.
        ("2026-10-31 20:00", ReplyTime(24, ReplyUnit.HOURS), "2026-11-01 19:00"),
        ("2026-10-31 20:00", ReplyTime(1, ReplyUnit.DAYS), "2026-11-01 20:00"),
        ("2027-03-13 20:00", ReplyTime(24, ReplyUnit.HOURS), "2027-03-14 21:00"),
        ("2027-03-13 20:00", ReplyTime(1, ReplyUnit.DAYS), "2027-03-14 20:00"),
    ],
)
def test_a_reply_is_due(written: str, reply: ReplyTime, due: str):
    assert Calendar(practice().policy_for(None)).reply_due(local(written), reply) == local(due)


def test_the_client_may_write_from_another_time_zone():
    calendar = Calendar(practice().policy_for(None))
    from_berlin = local("2026-11-20 22:30", "Europe/Berlin")  # 16:30 in New York
    due = calendar.reply_due(from_berlin, ReplyTime(1, ReplyUnit.BUSINESS_DAYS))
    assert due == local("2026-11-23 17:00")


def test_a_half_day_ends_at_noon():
    half_day = Closure(date(2026, 12, 24), date(2026, 12, 24), closed_from=time(12))
    calendar = Calendar(practice(closures=(half_day,)).policy_for(None))
    assert calendar.open_until(local("2026-12-24 11:00")) == local("2026-12-24 12:00")
    assert calendar.next_opening(local("2026-12-24 12:00")) == local("2026-12-28 09:00")


def test_open_around_the_clock_has_no_closing_and_no_opening():
    always = tuple(OpeningHours(weekday, MIDNIGHT, MIDNIGHT) for weekday in range(7))
    calendar = Calendar(practice(hours=always, closed_on_public_holidays=False).policy_for(None))
    now = local("2026-11-20 23:30")
    until = calendar.open_until(now)
    assert until is not None
    assert until - now > timedelta(days=300)
    assert calendar.next_opening(now) is None


def test_without_hours_nothing_is_claimed():
    calendar = Calendar(practice(hours=None).policy_for(None))
    now = local("2026-11-20 10:00")
    assert calendar.is_open(now) is None
    assert calendar.next_opening(now) is None
    assert calendar.reply_due(now, ReplyTime(1, ReplyUnit.BUSINESS_DAYS)) is None
    assert calendar.reply_due(now, ReplyTime(1, ReplyUnit.DAYS)) == local("2026-11-21 10:00")


def test_a_therapist_who_is_away_has_somebody_to_cover():
    away = Closure(date(2026, 11, 16), date(2026, 11, 20), cover_name="Ben", cover_contact="555-0101")
    record = practice(therapists=(Therapist("ann", "Ann", absences=(away,)),))
    calendar = Calendar(record.policy_for("ann"))
    assert calendar.away(local("2026-11-20 23:00")) == away
    assert calendar.away(local("2026-11-21 00:00")) is None
    assert calendar.is_open(local("2026-11-18 10:00")) is False
    assert Calendar(record.policy_for(None)).is_open(local("2026-11-18 10:00")) is True


@pytest.mark.parametrize(
    ("country", "region", "day", "name"),
    [
        ("US", "OR", date(2026, 11, 26), "Thanksgiving Day"),
        ("CA", "QC", date(2026, 6, 24), "Saint John the Baptist Day"),
        ("GB", "SCT", date(2026, 1, 2), "New Year Holiday"),
        ("AU", "VIC", date(2026, 11, 3), "Melbourne Cup Day"),
        ("DE", "BY", date(2026, 1, 6), "Epiphany"),
        ("DE", "BE", date(2026, 1, 6), None),
    ],
)
def test_public_holidays_are_those_of_the_region(country: str, region: str, day: date, name: str | None):
    record = practice(country=country, region=region)
    assert Calendar(record.policy_for(None)).public_holiday(day) == name


def test_closures_are_told_until_their_last_day():
    leave = Closure(date(2026, 11, 16), date(2026, 11, 20))
    later = Closure(date(2026, 12, 24), date(2026, 12, 24))
    calendar = Calendar(practice(closures=(later, leave)).policy_for(None))
    assert calendar.closures_from(date(2026, 11, 20), days=60) == [leave, later]
    assert calendar.closures_from(date(2026, 11, 21), days=60) == [later]
    assert calendar.closures_from(date(2026, 11, 21), days=32) == []
