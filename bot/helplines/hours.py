"""When a line answers: hours as they are written in the directory, read for a moment, and said in words.

"24/7"; "daily 9-17"; "Mon-Fri 17-21, Sat-Sun 13-17"; "daily 9-5" closes at 5 the next morning; "varies" is limited but
not known well enough to print; "appointment" is no way to reach anybody now. Anything else is a text
of the practice's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time

from bot.weekdays import SHORT_WEEKDAYS

ALWAYS, VARIES, APPOINTMENT = "24/7", "varies", "appointment"
_DAYS = tuple(name.capitalize() for name in SHORT_WEEKDAYS)
_SPELL = re.compile(r"(daily|[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?) (\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_HOURS_A_DAY = 24 * 60
# Locales that write 2 pm otherwise than their language's own locale does.
_ENGLISH = {"US": "en_US", "CA": "en_CA", "AU": "en_AU", "NZ": "en_NZ", "IN": "en_IN", "PH": "en_PH", "JM": "en_JM"}


class HoursError(ValueError):
    """Hours are written in a way that cannot be read; the message says how to write them."""


@dataclass(frozen=True)
class Spell:
    """Open on some weekdays (0 is Monday) from `opens` to `closes`, minutes of the day; past 1440, the next day."""

    days: tuple[int, ...]
    opens: int
    closes: int


def spells(hours: str) -> tuple[Spell, ...] | None:
    """The spells that a text names; () for "24/7"; None where it cannot be told whether the line is open."""
    return _spells(hours)


@lru_cache(maxsize=512)
def _spells(hours: str) -> tuple[Spell, ...] | None:
    if hours == ALWAYS:
        return ()
    found = []
    for part in hours.split(", "):
        match = _SPELL.fullmatch(part)
        if not match:
            return None
        opens = int(match[2]) * 60 + int(match[3] or 0)
        closes = int(match[4]) * 60 + int(match[5] or 0)
        if opens >= _HOURS_A_DAY or closes > _HOURS_A_DAY:
            raise HoursError(f"{hours!r}: hours go from 0 to 24, such as 'Mon-Fri 9-17'")
        found.append(Spell(_days(match[1], hours), opens, closes if closes > opens else closes + _HOURS_A_DAY))
    return tuple(found)


def is_open(hours: str, now: datetime) -> bool | None:
    """Whether a line is open at a moment of its own zone; None when that cannot be told."""
    found = spells(hours)
    if hours == APPOINTMENT:
        return False
    if found is None:
        return None
    return not found or any(start <= now < end for start, end in _around(found, now))


def opens_at(hours: str, now: datetime) -> datetime | None:
    """When a line that is closed opens next, in the zone of `now`; None when that cannot be told."""
    starts = [start for start, _ in _around(spells(hours) or (), now) if start > now]
    return min(starts, default=None)


def closes_at(hours: str, now: datetime) -> datetime | None:
    """When an open line closes, in the zone of `now`; None when it is closed, never closes, or cannot be told."""
    if not is_open(hours, now):
        return None
    around, end = sorted(_around(spells(hours) or (), now)), now
    for start, closes in around:
        # A spell may begin where another ends, as "Mon-Fri 17-24, Sat 0-9" does.
        if start <= end < closes:
            end = closes
    return end if now < end < now + timedelta(days=7) else None


def told(hours: str, language: str, country: str, daily: str) -> str:
    """Hours as a client reads them; a text of the practice's own as it stands.

    Args:
        daily: the language's word for every day.
    """
    found = spells(hours)
    if not found:
        return hours
    locale = locale_of(language, country)
    parts = []
    for spell in found:
        days = (
            daily if len(spell.days) == len(_DAYS) else "\u2013".join(_day(each, locale) for each in _ends(spell.days))
        )
        parts.append(f"{days} {_clock(spell.opens, locale)}\u2013{_clock(spell.closes, locale)}")
    return ", ".join(parts)


def clock_time(at: datetime, language: str, country: str) -> str:
    """The time of a moment that is less than a day away."""
    return _clock(at.hour * 60 + at.minute or _HOURS_A_DAY, locale_of(language, country))


def moment(at: datetime, now: datetime, language: str, country: str) -> str:
    """When a line opens: the time, with its weekday unless that is today."""
    locale = locale_of(language, country)
    clock = _clock(at.hour * 60 + at.minute, locale)
    return clock if at.date() == now.date() else f"{format_date(at.date(), 'EEEE', locale=locale)} {clock}"


def _days(words: str, hours: str) -> tuple[int, ...]:
    if words == "daily":
        return tuple(range(len(_DAYS)))
    first, _, last = words.partition("-")
    if {first, last or first} - set(_DAYS):
        raise HoursError(f"{hours!r}: write days as {', '.join(_DAYS)} or daily")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def _around(found: tuple[Spell, ...], now: datetime) -> list[tuple[datetime, datetime]]:
    """The spells from yesterday to a week ahead, as moments."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=ahead) for ahead in range(-1, 8)]
    return [
        (_at(day, spell.opens), _at(day, spell.closes))
        for day in days
        for spell in found
        if day.weekday() in spell.days
    ]


def _at(day: datetime, minutes: int) -> datetime:
    """The wall clock's minute of a day, which a change to summer time does not move."""
    ahead, within = divmod(minutes, _HOURS_A_DAY)
    return (day + timedelta(days=ahead)).replace(hour=within // 60, minute=within % 60)


def _ends(days: tuple[int, ...]) -> tuple[int, ...]:
    return days if len(days) == 1 else (days[0], days[-1])


def _day(weekday: int, locale: Locale) -> str:
    # 5 January 1970 was a Monday.
    return str(format_date(date(1970, 1, 5 + weekday), "EEE", locale=locale))


def _clock(minutes: int, locale: Locale) -> str:
    if locale.language != "en":
        # The 24-hour clock is read everywhere; other forms differ in what stands before the hour.
        hour = minutes // 60 if minutes <= _HOURS_A_DAY else minutes // 60 - 24
        return f"{hour:02}:{minutes % 60:02}"
    within = minutes % _HOURS_A_DAY
    if not within:
        return "midnight"
    said = format_time(time(within // 60, within % 60), "short", locale=locale)
    return re.sub(r":00(?=\W*[AaPp]\.?[Mm])", "", said).replace("\u202f", " ")


@lru_cache(maxsize=64)
def locale_of(language: str, country: str) -> Locale:
    """The locale that writes times and days for a client there."""
    name = _ENGLISH.get(country, "en_GB") if language == "en" else {"tl": "fil"}.get(language, language)
    return Locale.parse(name.replace("-", "_"))
