"""The day and time that a client asks about: "are you open Saturday at noon?", "on the 30th", "9 am in New York"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language.clock_times import clock_time, zone_named
from bot.language.feast_days import feast_day
from bot.weekdays import SHORT_WEEKDAYS

# "Saturdays" and "every Saturday" ask about the week, which the usual hours answer; "since Friday" is past.
_WEEKDAY = re.compile(
    r"(?<!since )(?<!last )(?<!every )\b(?:(next |this |coming |on |by |open |for )(mon|tues?|wed|thurs?|fri|sat|sun)"
    r"|(next |this |coming )?(mon|tues|wednes|thurs|fri|satur|sun)day)\b(?!')( next week| after next| week\b)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(the day after tomorrow|day after tomorrow|tomorrow|today|tonight|this (?:morning|afternoon|evening)|right now"
    r"|tmrw|tmr|tmw|2moro|tomorow|tommorow|tommorrow)\b",
    re.IGNORECASE,
)
_AHEAD = {"the day after tomorrow": 2, "day after tomorrow": 2, "today": 0, "tonight": 0, "right now": 0}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?:[ap]\.?m|%|:))", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b", re.IGNORECASE)
_OF_THE_MONTH = re.compile(
    r"\b(?:the |on )+(\d{1,2})(?:st|nd|rd|th)\b(?! (?:time|session|floor|grade|street|st\b|ave))", re.IGNORECASE
)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.]\d{2,4})?\b(?! ?(?:[ap]\.?m|hours?))", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_IN_DAYS = re.compile(
    r"\bin (a|one|two|three|four|five|six|\d{1,2}) (day|week)s?\b(?! of)|\b(a) week from (?:today|now)\b", re.IGNORECASE
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_WEEKEND = re.compile(r"\b(next |this |the |over the |on the )weekend\b(?!s)", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|during|around|throughout|through)\b", re.IGNORECASE)

# Who is ill cannot come today, unless another day is named.
_ILL = re.compile(
    r"\b(?:i'?m|i am|i feel|feeling|i'?ve got|i have|woke up|my (?:kid|child|son|daughter|baby)(?:'s| is| has)?)"
    r"\b.{0,25}\b(?:sick|ill|unwell|poorly|fever(?:ish)?|flu|covid|throwing up|vomiting|contagious|migraine|stomach bug"
    r"|a cold)\b"
    r"|\b(?:call(?:ing)? in sick|too (?:sick|ill) to come)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today(?:'s)?|tonight|this (?:morning|afternoon|evening)|right now"
    r"|in (?:an? |half an? |\d+ ?)(?:hours?|hrs?|minutes?|mins?)|last minute|same day)\b",
    re.IGNORECASE,
)
# Where the month is written before the day.
MONTH_FIRST = frozenset({"US", "CA", "PH"})


@dataclass(frozen=True)
class Asked:
    """What a question names of time.

    Attributes:
        first, last: the days, local to the practice; the same for one day.
        at: aware, where a time of day is named; then both days are its day.
        said_in: zone of the client's clock, where another one than the practice's is named.
    """

    first: date
    last: date
    at: datetime | None = None
    said_in: str | None = None


def asked_about(text: str, now: datetime, zone: str, country: str = "US", region: str | None = None) -> Asked | None:
    """The days or the moment that a text names, today or later; None where it names none.

    Args:
        now: aware.
        zone: name in the tz database, of the practice's clock.
        country, region: of the practice; they decide its holidays and the order of day and month.
    """
    plain = text.replace("\u2019", "'")
    named_zone = zone_named(plain)
    theirs = ZoneInfo(named_zone or zone)
    today = now.astimezone(theirs).date()
    days = _days_asked(plain, today, country, region)
    clock = clock_time(plain)
    if clock is None:
        return Asked(*days) if days else None
    if days is None:
        at = datetime.combine(today, clock, theirs)
        # "Can I call at 9 am?", asked at ten, is about tomorrow.
        at = at if at >= now else datetime.combine(today + timedelta(days=1), clock, theirs)
    elif days[0] != days[1]:
        return Asked(*days)
    else:
        at = datetime.combine(days[0], clock, theirs)
    here = at.astimezone(ZoneInfo(zone))
    other = named_zone is not None and at.utcoffset() != here.utcoffset()
    return Asked(here.date(), here.date(), here, named_zone if other else None)


def day_asked(text: str, today: date, country: str = "US", region: str | None = None) -> date | None:
    """The day, today or later, that a text names; the first of several; None where it names none."""
    days = _days_asked(text.replace("\u2019", "'"), today, country, region)
    return days[0] if days else None


def about_today(text: str, today: date) -> bool:
    """Whether an appointment of today is meant: today is named, or the client is ill and names no other day."""
    plain = text.replace("\u2019", "'")
    named = day_asked(plain, today)
    return named == today or (named is None and bool(_TODAY.search(plain) or _ILL.search(plain)))


def _days_asked(text: str, today: date, country: str, region: str | None) -> tuple[date, date] | None:
    feast = feast_day(text, today, country, region)
    if feast:
        return (feast, _end_of_feast(feast)) if _OVER.search(text) else (feast, feast)
    single = _dated(text, today, country) or _relative(text, today)
    if single:
        return single, single
    weekend = _WEEKEND.search(text)
    if weekend:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 if today.weekday() != 6 else -1)
        if weekend[1].lower() == "next " and today.weekday() >= 5:
            saturday += timedelta(days=7)
        return max(saturday, today), saturday + timedelta(days=1)
    return None


def _end_of_feast(feast: date) -> date:
    """The last day that "over Thanksgiving" means: the Sunday that follows closely, else two days more."""
    to_sunday = 6 - feast.weekday()
    return feast + timedelta(days=to_sunday if 1 <= to_sunday <= 3 else 2)


def _dated(text: str, today: date, country: str) -> date | None:
    """A day that is written with its number."""
    iso = _ISO.search(text)
    if iso:
        return _valid(int(iso[1]), int(iso[2]), int(iso[3]))
    if match := _MONTH_DAY.search(text):
        return _coming(today, _month(match[1]), int(match[2]))
    if match := _DAY_MONTH.search(text):
        return _coming(today, _month(match[2]), int(match[1]))
    if match := _SLASHED.search(text):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if country in MONTH_FIRST else (second, first)
        return _coming(today, month, day)
    if match := _OF_THE_MONTH.search(text):
        return _coming_of_month(today, int(match[1]))
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()[:3]) + 1


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(today: date, month: int, day: int) -> date | None:
    days = (_valid(year, month, day) for year in range(today.year, today.year + 5))
    return next((each for each in days if each and each >= today), None)


def _coming_of_month(today: date, day: int) -> date | None:
    months = ((today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1) for ahead in range(4))
    days = (_valid(year, month, day) for year, month in months)
    return next((each for each in days if each and each >= today), None)


def _relative(text: str, today: date) -> date | None:
    """A day that is told from today."""
    weekday = _WEEKDAY.search(text)
    named = _NAMED.search(text)
    if named:
        word = named[1].lower()
        ahead = 0 if word.startswith("this ") else _AHEAD.get(word, 1)
        return today + timedelta(days=ahead)
    if match := _IN_DAYS.search(text):
        count = (match[1] or match[3]).lower()
        number = int(count) if count.isdecimal() else _COUNTS[count]
        return today + timedelta(days=number * (7 if (match[2] or "week").lower() == "week" else 1))
    if weekday is None:
        return None
    name, lead = weekday[2] or weekday[4], weekday[1] or weekday[3] or ""
    index = SHORT_WEEKDAYS.index(name.lower()[:3])
    ahead = (index - today.weekday()) % 7
    after = (weekday[5] or "").strip().lower()
    if after == "next week":
        return today + timedelta(days=7 - today.weekday() + index)
    if after:
        return today + timedelta(days=ahead + 7)
    if lead.lower() == "next ":
        # "Next Saturday", said on a Saturday, is not today; on other days people mean either, and the date is named.
        ahead = ahead or 7
    return today + timedelta(days=ahead)
