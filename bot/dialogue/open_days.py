"""Whether the practice is open on the day, or at the moment, that a client asks about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language.days import Asked, asked_about
from bot.practice import spoken
from bot.practice.calendar import Calendar
from bot.practice.record import PracticeRecord
from bot.practice.wording import Speaker, wording


def open_on(record: PracticeRecord, therapist_id: str | None, text: str, now: datetime) -> str:
    """The sentences about the day or moment that the text names; empty where it names none, or no hours are recorded.

    Args:
        now: aware.
    """
    answerer = _Answerer(record, therapist_id, now)
    asked = asked_about(text, now, record.timezone, record.country, record.region)
    return answerer.answer(asked) if asked and answerer.calendar.known else ""


class _Answerer:
    def __init__(self, record: PracticeRecord, therapist_id: str | None, now: datetime) -> None:
        self._record, self._policy, self._now = record, record.policy_for(therapist_id), now
        self.calendar = Calendar(self._policy)
        self._speaker = Speaker(self._policy)
        self._who = "therapist_" if self._policy.therapist and len(record.therapists) > 1 else ""

    def answer(self, asked: Asked) -> str:
        if asked.at:
            return " ".join(filter(None, [self._said_elsewhere(asked), self._moment(asked.at)]))
        days = [asked.first + timedelta(days=ahead) for ahead in range((asked.last - asked.first).days + 1)]
        all_closed = len(days) > 1 and not any(self.calendar.open_times(day) for day in days)
        if all_closed and self._record.closed_on_public_holidays is not None:
            return self._say(f"{self._who}closed_days", first=self._named(days[0]), last=self._named(days[-1]))
        return " ".join(self._day(day) for day in days)

    def _say(self, name: str, **values: str) -> str:
        return self._speaker.fill(wording("days")[name], **values)

    def _named(self, day: date) -> str:
        """With the year where it is another one."""
        named = spoken.day(day, self._record.country)
        return named if day.year == self.calendar.local(self._now).year else f"{named}, {day.year}"

    def _day(self, day: date) -> str:
        holiday = self.calendar.public_holiday(day)
        if holiday and self._record.closed_on_public_holidays is None:
            return self._say("holiday", day=self._named(day), holiday=holiday)
        times = [
            f"{spoken.clock(start, self._record.country)} to {spoken.clock(end, self._record.country)}"
            for start, end in self.calendar.open_times(day)
        ]
        if times:
            return self._say(f"{self._who}open", day=self._named(day), times=spoken.listing(times))
        because = self._say("because_holiday", holiday=holiday) if holiday else ""
        return self._say(f"{self._who}closed", day=self._named(day), because=because)

    def _moment(self, at: datetime) -> str:
        day, clock = self._named(at.date()), spoken.clock(at, self._record.country)
        holiday = self.calendar.public_holiday(at.date())
        if holiday and self._record.closed_on_public_holidays is None:
            return self._say("holiday", day=day, holiday=holiday)
        until = self.calendar.open_until(at)
        if until:
            end = spoken.clock(until, self._record.country)
            return self._say(f"{self._who}open_at", day=day, clock=clock, until=end)
        if not self.calendar.open_times(at.date()):
            return self._day(at.date())
        return self._say(f"{self._who}closed_at", day=day, clock=clock) + " " + self._day(at.date())

    def _said_elsewhere(self, asked: Asked) -> str:
        """What the client's time is here."""
        if asked.said_in is None or asked.at is None:
            return ""
        theirs = asked.at.astimezone(ZoneInfo(asked.said_in))
        country = self._record.country
        return self._say(
            "elsewhere",
            there=f"{spoken.clock(theirs, country)} {spoken.zone(asked.said_in)}",
            here=f"{spoken.clock(asked.at, country)} {spoken.zone(self._record.timezone)}",
        )
