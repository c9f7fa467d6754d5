"""Whether the practice is open on the day that a client asks about."""

from __future__ import annotations

from datetime import datetime

from bot.practice import spoken
from bot.practice.calendar import Calendar
from bot.practice.record import PracticeRecord
from bot.practice.wording import Speaker, wording
from bot.understanding.days import day_asked


def open_on(record: PracticeRecord, therapist_id: str | None, text: str, now: datetime) -> str:
    """The sentence about the day that the text names; empty where it names none, or no hours are recorded.

    Args:
        now: aware.
    """
    policy = record.policy_for(therapist_id)
    calendar = Calendar(policy)
    day = day_asked(text, calendar.local(now).date())
    if day is None or not calendar.known:
        return ""
    words, speaker = wording("days"), Speaker(policy)
    named = spoken.day(day, record.country)
    holiday = calendar.public_holiday(day)
    if holiday and record.closed_on_public_holidays is None:
        return speaker.fill(words["holiday"], day=named, holiday=holiday)
    times = [
        f"{spoken.clock(start, record.country)} to {spoken.clock(end, record.country)}"
        for start, end in calendar.open_times(day)
    ]
    who = "therapist_" if policy.therapist and len(record.therapists) > 1 else ""
    if times:
        return speaker.fill(words[f"{who}open"], day=named, times=spoken.listing(times))
    because = words["because_holiday"].format(holiday=holiday) if holiday else ""
    return speaker.fill(words[f"{who}closed"], day=named, because=because)
