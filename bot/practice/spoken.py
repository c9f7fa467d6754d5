"""Times, days and lists in the words of everyday English, as the practice's country writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import get_timezone_name

TWELVE_HOUR_CLOCK = frozenset({"US", "CA", "AU", "NZ", "IN", "PH"})
MONTH_FIRST = frozenset({"US", "CA", "PH"})


def clock(at: time | datetime, country: str) -> str:
    """Such as "9:00 am", or "09:00"."""
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    if country not in TWELVE_HOUR_CLOCK:
        return f"{at:%H:%M}"
    if (at.hour, at.minute) == (12, 0):
        return "noon"
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"


def day(at: date, country: str) -> str:
    """Such as "Thursday, November 26", or "Thursday 26 November"."""
    return f"{at:%A, %B} {at.day}" if country in MONTH_FIRST else f"{at:%A} {at.day} {at:%B}"


def day_and_year(at: date, country: str) -> str:
    """Such as "September 1, 2026", or "1 September 2026"."""
    return f"{at:%B} {at.day}, {at.year}" if country in MONTH_FIRST else f"{at.day} {at:%B} {at.year}"


def moment(at: datetime, now: datetime, country: str) -> str:
    """A moment as seen from `now`, in the zone of `at`: "today at 5:00 pm", "Monday, May 4 at 9:00 am"."""
    ahead = (at.date() - now.astimezone(at.tzinfo).date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(ahead) or day(at, country)
    return f"{named} at {clock(at, country)}"


def deadline(at: datetime, now: datetime, country: str) -> str:
    """A moment as a time limit: as `moment`, but midnight is the end of the day before it."""
    if (at.hour, at.minute) != (0, 0):
        return moment(at, now, country)
    noon_before = (at - timedelta(days=1)).replace(hour=12)
    return f"the end of {moment(noon_before, now, country).partition(' at ')[0]}"


def zone(name: str) -> str:
    """A time zone as people call it, such as "Pacific time" for America/Los_Angeles."""
    said = str(get_timezone_name(name, width="long", locale="en_US", zone_variant="generic"))
    said = said.replace("United Kingdom", "UK")
    return f"{said.removesuffix(' Time')} time" if said.endswith(" Time") else said


def listing(parts: Sequence[str], last: str = "and") -> str:
    """Such as "a", "a and b", "a, b and c"."""
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
