"""When a practice is open, and by when an answer is due.

All arithmetic is done on instants in UTC, so that the days on which the clocks change come out right; all
rules are about local days. `now` and `written` are aware datetimes; results are in the practice's zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.practice.record import Closure, ContactPolicy, Opening, ReplyTime, ReplyUnit

# A practice that is closed for longer than this has ended; no answer is to be expected.
HORIZON = timedelta(days=400)

HOURS_A_DAY = 24

Stretch = tuple[datetime, datetime]


class Calendar:
    """The open hours of one contact policy: a therapist's, or the practice's."""

    def __init__(self, policy: ContactPolicy) -> None:
        practice = policy.practice
        self.zone = ZoneInfo(practice.timezone)
        self._therapist = policy.therapist
        self._hours = policy.hours
        self._closures, self._openings = policy.closures, policy.openings
        self._holidays = _public_holidays(practice.country, practice.region)
        self._not_kept = frozenset(name.casefold() for name in practice.open_on_holidays)
        # Where nobody has said, a holiday counts as closed: better an answer too early than one too late.
        self._closed_on_holidays = practice.closed_on_public_holidays is not False

    @property
    def known(self) -> bool:
        """Whether hours are recorded; without them nothing below can be told and all of it is None."""
        return self._hours is not None

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_open(self, now: datetime) -> bool | None:
        return None if self._hours is None else self.open_until(now) is not None

    def open_until(self, now: datetime) -> datetime | None:
        """The end of the open time that `now` is in; None while closed."""
        until = None
        for start, end in self._stretches_from(now):
            # Stretches that meet, as at midnight, are one open time.
            if start <= (until or now) < end:
                until = end
            elif until or start > now:
                break
        return until and self.local(until)

    def next_opening(self, now: datetime) -> datetime | None:
        """The first time after `now` at which the practice opens."""
        earlier_end = None
        for start, end in self._stretches_from(now):
            if start > now and start != earlier_end:
                return self.local(start)
            earlier_end = end
        return None

    def open_times(self, day: date) -> list[Stretch]:
        """The open stretches of a local day, in the practice's zone; none when it is closed."""
        return [(self.local(start), self.local(end)) for start, end in self._stretches(day)]

    def away(self, now: datetime) -> Closure | None:
        """The therapist's absence that holds on this day."""
        therapist = self._therapist
        today = self._day(now)
        absences = therapist.absences if therapist else ()
        return next((each for each in absences if each.first_day <= today <= each.last_day), None)

    def end_of_day(self, day: date) -> datetime:
        """Midnight at the end of a local day."""
        return self.local(self._instant(day + timedelta(days=1), time(0)))

    def reply_due(self, written: datetime, reply: ReplyTime) -> datetime | None:
        """By when an answer is to be expected.

        Hours and days are counted by the clock. Business hours are hours in which the practice is open; 24, 48 or 72 of
        them are 1, 2 or 3 business days, because nobody means six days of eight hours by "48 business hours". A
        business day is a day with such hours: a message that comes after the day's last one counts as
        come on the next business day, and the answer is due at closing time, so many business days later.
        None where business time is asked for and no hours are recorded.
        """
        if reply.unit is ReplyUnit.HOURS:
            return self.local(written.astimezone(timezone.utc) + timedelta(hours=reply.value))
        if reply.unit is ReplyUnit.DAYS:
            # Same time of day on the wall clock, whatever the clocks do in between.
            return self.local((self.local(written) + timedelta(days=reply.value)).astimezone(timezone.utc))
        if reply.unit is ReplyUnit.BUSINESS_HOURS and reply.value % HOURS_A_DAY == 0:
            return self._close_of_business(written, reply.value // HOURS_A_DAY)
        if reply.unit is ReplyUnit.BUSINESS_HOURS:
            return self._after_open_time(written, timedelta(hours=reply.value))
        return self._close_of_business(written, reply.value)

    def public_holiday(self, day: date) -> str | None:
        """The name of the public holiday, whether or not the practice closes for it; None for one that is not kept."""
        name = self._holidays.get(day)
        parts = {part.strip().casefold() for part in (name or "").split(";")}
        return None if parts & self._not_kept else name

    def next_public_holiday(self, day: date) -> tuple[date, str] | None:
        """The first public holiday on or after the day, within a year."""
        for ahead in range(367):
            name = self.public_holiday(day + timedelta(days=ahead))
            if name:
                return day + timedelta(days=ahead), name
        return None

    def openings_from(self, day: date, days: int) -> list[Opening]:
        """The extra openings of the coming days, the earliest first."""
        last = day + timedelta(days=days)
        return sorted((each for each in self._openings if day <= each.day <= last), key=lambda each: each.day)

    def closures_from(self, day: date, days: int) -> list[Closure]:
        """The recorded closures and absences that touch the coming days, the earliest first."""
        last = day + timedelta(days=days)
        touching = [each for each in self._closures if each.last_day >= day and each.first_day <= last]
        return sorted(touching, key=lambda closure: closure.first_day)

    def _after_open_time(self, written: datetime, left: timedelta) -> datetime | None:
        for start, end in self._stretches_from(written):
            begin = max(start, written)
            if end - begin >= left:
                return self.local(begin + left)
            left -= max(end - begin, timedelta(0))
        return None

    def _close_of_business(self, written: datetime, days: int) -> datetime | None:
        closing: dict[date, datetime] = {}
        for start, end in self._stretches_from(written):
            # A day's stretches come in order, so its last one stays.
            if end > written:
                closing[self._day(start)] = end
            if len(closing) > days + 1:
                break
        ends = list(closing.values())
        return self.local(ends[days]) if len(ends) > days else None

    def _stretches_from(self, moment: datetime) -> Iterator[Stretch]:
        first = self._day(moment)
        for ahead in range(HORIZON.days + 1):
            yield from self._stretches(first + timedelta(days=ahead))

    def _stretches(self, day: date) -> list[Stretch]:
        """The open stretches of a local day as instants in UTC."""
        kept = self._closed_on_holidays and self.public_holiday(day)
        stretches = [
            self._instants(day, stretch.opens, stretch.closes)
            for stretch in self._hours or ()
            if stretch.weekday == day.weekday() and not kept
        ]
        absences = self._therapist.absences if self._therapist else ()
        stretches = self._leave_out(stretches, day, [each for each in self._closures if each not in absences])
        for opening in self._openings:
            if opening.day == day:
                stretches = _joined([*stretches, self._instants(day, opening.opens, opening.closes)])
        # Nobody who is away is there because the office is open for once.
        return sorted(self._leave_out(stretches, day, absences))

    def _leave_out(self, stretches: list[Stretch], day: date, closures: Sequence[Closure]) -> list[Stretch]:
        for closure in closures:
            if closure.first_day <= day <= closure.last_day:
                closed = self._instants(day, closure.closed_from or time(0), closure.closed_until or time(0))
                stretches = [part for stretch in stretches for part in _without(stretch, closed)]
        return stretches

    def _instants(self, day: date, start: time, end: time) -> Stretch:
        last_day = day + timedelta(days=1) if end == time(0) else day
        return self._instant(day, start), self._instant(last_day, end)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(timezone.utc)

    def _day(self, moment: datetime) -> date:
        return self.local(moment).date()


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """The stretches in order, those that meet as one."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(stretch: Stretch, closed: Stretch) -> list[Stretch]:
    before = (stretch[0], min(stretch[1], closed[0]))
    after = (max(stretch[0], closed[1]), stretch[1])
    return [part for part in (before, after) if part[0] < part[1]]


@lru_cache(maxsize=16)
def _public_holidays(country: str, region: str | None) -> holidays.HolidayBase:
    try:
        # The library's names are in the country's language unless told otherwise.
        return holidays.country_holidays(country, subdiv=region, language="en_US")
    except NotImplementedError:
        # The library does not know the country or the region: then only recorded closures count.
        return holidays.HolidayBase()
