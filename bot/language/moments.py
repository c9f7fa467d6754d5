"""When a client wrote, or will write: "I wrote Friday night", "two days ago", "if I text her on the 15th"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.days import asked_about
from bot.weekdays import WEEKDAYS

_SENT = re.compile(
    r"\b(?:wrote|written|sent|texted|txted|emailed|e-mailed|mailed|messaged|left|called|rang|phoned|asked|contacted|posted|"
    r"have not heard|haven't heard|no (?:answer|reply|word)|been (?:waiting|since)|waiting since)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:on |last |this |since )?(mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?s?\b(?! week)", re.IGNORECASE
)
_AGO = re.compile(
    r"\b(\d{1,2}|an?|one|two|three|four|five|six|seven|a couple of|a few) (minute|min|hour|hr|day|week)s? ago\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(the day before yesterday|yesterday|today|tonight|last night|this (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(morning|noon|midday|lunch(?:time)?|afternoon|evening|night|midnight)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?:at |around |about |@ ?)?(\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m\b"
    r"|\b(?:at |around |@ ?)?(\d{1,2})[:.](\d{2})\b",
    re.IGNORECASE,
)
_AT_HOUR = re.compile(r"\b(?:at|around) (\d{1,2})\b(?![:.]\d)(?! ?(?:%|days|hours|minutes))", re.IGNORECASE)
_PARTS = {
    "morning": 9,
    "noon": 12,
    "midday": 12,
    "lunch": 12,
    "lunchtime": 12,
    "afternoon": 15,
    "evening": 19,
    "night": 21,
    "midnight": 23,
}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "a couple of": 2,
    "a few": 3,
}
_SECONDS = {"minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800}
# What will be sent: "would she answer a text sent on the 15th", "if I write on Friday".
_NOT_YET = re.compile(
    r"\b(?:if|when|once|would|will|can|could|may|should) (?:i|we|she|he|they|you|it)\b.{0,30}"
    r"\b(?:sent|write|send|text|email|call|message|leave) .{0,20}\b(?:on|next|this|tomorrow|tonight|over)\b",
    re.IGNORECASE,
)
_NOON_SAID = re.compile(r"\b(?:noon|midday|midnight)\b", re.IGNORECASE)
# The hour taken for a day without one.
_NOON = 12


@dataclass(frozen=True)
class Sent:
    """A moment in the past at which the client wrote or called.

    Attributes:
        at: aware, in the practice's zone.
        is_exact: the time of day was said; otherwise noon stands for it, and must not be told.
    """

    at: datetime
    is_exact: bool


def sent_at(text: str, now: datetime, zone: str) -> Sent | None:
    """When a message was sent, if the text tells that one was, and when.

    Args:
        now: aware; a weekday is the latest one before it.
        zone: name in the tz database, of the client's and the practice's clock.
    """
    plain = text.replace("\u2019", "'")
    if not _SENT.search(plain):
        return None
    local = now.astimezone(ZoneInfo(zone))
    ago = _AGO.search(plain)
    if ago:
        return _ago(ago, local)
    if _NOT_YET.search(plain):
        return None
    day = _day(plain, local)
    if day is None:
        return None
    clock = _clock(plain)
    sent = day.replace(hour=clock.hour, minute=clock.minute) if clock else day.replace(hour=_NOON, minute=0)
    if sent > local:
        # "Friday at 9 pm", said on a Friday morning, was a week ago; "today" without a time is now.
        sent = sent - timedelta(days=7) if sent.date() != local.date() or _weekday(plain) is not None else local
    said = clock is not None and bool(_CLOCK.search(plain) or _AT_HOUR.search(plain) or _NOON_SAID.search(plain))
    return Sent(sent.replace(second=0, microsecond=0), said)


def will_be_sent(text: str, now: datetime, zone: str, country: str = "US", region: str | None = None) -> Sent | None:
    """When a message is going to be sent, if the text asks about one that is, on a day that it names."""
    if not _NOT_YET.search(text.replace("\u2019", "'")):
        return None
    asked = asked_about(text, now, zone, country, region)
    if asked is None:
        return None
    noon = datetime.combine(asked.first, time(_NOON), ZoneInfo(zone))
    return Sent(asked.at or max(noon, now.astimezone(ZoneInfo(zone))), asked.at is not None)


def _ago(match: re.Match[str], local: datetime) -> Sent:
    number = match.group(1).lower()
    count = int(number) if number.isdecimal() else _NUMBERS[number]
    unit = match.group(2).lower()
    if unit in ("day", "week"):
        day = local - timedelta(days=count * (7 if unit == "week" else 1))
        return Sent(day.replace(hour=_NOON, minute=0, second=0, microsecond=0), is_exact=False)
    return Sent(local - timedelta(seconds=count * _SECONDS[unit]), is_exact=True)


def _day(text: str, local: datetime) -> datetime | None:
    relative = _RELATIVE.search(text)
    if relative:
        back = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}.get(relative.group(1).lower(), 0)
        return local - timedelta(days=back)
    weekday = _weekday(text)
    return None if weekday is None else local - timedelta(days=(local.weekday() - weekday) % 7)


def _weekday(text: str) -> int | None:
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    start = match.group(1).lower()[:3]
    return next(index for index, name in enumerate(WEEKDAYS) if name.startswith(start))


def _clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match:
        hour, minute = int(match.group(1) or match.group(4)), int(match.group(2) or match.group(5) or 0)
        half = (match.group(3) or "").lower()
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        return time(hour, minute) if hour < 24 and minute < 60 else None
    part = _PART.search(text)
    at = _AT_HOUR.search(text)
    if at and int(at.group(1)) < 24:
        hour = int(at.group(1))
        late = part is not None and part.group(1).lower() in ("afternoon", "evening", "night")
        return time(hour + 12 if hour < 12 and (late or hour < 7) else hour)
    if re.search(r"\btonight\b", text, re.IGNORECASE):
        return time(19)
    return time(_PARTS[part.group(1).lower()]) if part else None
