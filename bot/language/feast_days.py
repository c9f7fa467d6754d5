"""Days that have a name: public holidays of a country, and others that clients ask about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays
from dateutil.easter import easter

# (how it is said, month and day) of days that stand on one date each year. The longer name comes first.
_FIXED = (
    (r"(?:christmas|xmas) eve", (12, 24)),
    (r"boxing day", (12, 26)),
    (r"(?:christmas|xmas)(?: day)?(?! eve| break| holiday| vacation|es\b| time)", (12, 25)),
    (r"new year'?s? eve", (12, 31)),
    (r"new year'?s?(?: day)?(?! eve)", (1, 1)),
    (r"valentine'?s(?: day)?", (2, 14)),
    (r"halloween", (10, 31)),
)
# (how it is said, days after Easter Sunday).
_EASTER = (
    (r"good friday", -2),
    (r"easter saturday", -1),
    (r"easter monday", 1),
    (r"easter(?: sunday)?(?! monday| saturday| break| holiday)", 0),
    (r"whit monday|pentecost monday", 50),
)
_NICKNAMES = (
    (r"(?:4th|fourth) of july|july (?:4th|fourth)|independence day", "Independence Day"),
    (r"mlk(?: day)?|martin luther king(?: jr\.?)?(?:'s)?(?: day)?", "Martin Luther King Jr. Day"),
    (r"juneteenth", "Juneteenth National Independence Day"),
    (r"thanksgiving(?: day)?", "Thanksgiving Day"),
    (r"labou?r day", "Labor Day"),
    (r"president'?s'? day", "Presidents Day"),
    (r"king'?s birthday", "King's Birthday"),
)
_AFTER_THANKSGIVING = re.compile(r"\b(?:black friday|(?:the )?(?:day|friday) after thanksgiving)\b", re.IGNORECASE)
_BEFORE_THANKSGIVING = re.compile(r"\b(?:the )?(?:day|wednesday) before thanksgiving|thanksgiving eve\b", re.IGNORECASE)


def feast_day(text: str, today: date, country: str = "US", region: str | None = None) -> date | None:
    """The day, today or later, whose name stands in a text; None for none."""
    # Christmas Eve is said before Christmas.
    for words, (month, day) in _FIXED:
        if _says(words, text):
            this_year = date(today.year, month, day)
            return this_year if this_year >= today else date(today.year + 1, month, day)
    for words, after in _EASTER:
        if _says(words, text):
            days = (easter(year) + timedelta(days=after) for year in (today.year, today.year + 1))
            return next(each for each in days if each >= today)
    thanksgiving = _next("Thanksgiving Day", today - timedelta(days=1), country, region)
    if thanksgiving and _AFTER_THANKSGIVING.search(text):
        return thanksgiving + timedelta(days=1)
    if thanksgiving and _BEFORE_THANKSGIVING.search(text):
        return thanksgiving - timedelta(days=1)
    for words, name in [*_NICKNAMES, *_names(country, region, today.year)]:
        if _says(words, text) and (found := _next(name, today, country, region)):
            return found
    return None


def _says(words: str, text: str) -> bool:
    return bool(re.search(rf"\b(?:{words})\b", text, re.IGNORECASE))


def _names(country: str, region: str | None, year: int) -> Iterator[tuple[str, str]]:
    """Each public holiday by its own name."""
    for name in dict.fromkeys(_days(country, region, year).values()):
        plain = name.removesuffix(" (observed)")
        yield re.escape(plain).replace("'", "'?"), plain


def _next(name: str, today: date, country: str, region: str | None) -> date | None:
    for year in (today.year, today.year + 1):
        for day, said in sorted(_days(country, region, year).items()):
            if name in said.split("; ") and day >= today:
                return day
    return None


@lru_cache(maxsize=64)
def _days(country: str, region: str | None, year: int) -> dict[date, str]:
    try:
        return dict(holidays.country_holidays(country, subdiv=region, years=year, language="en_US"))
    except NotImplementedError:
        return {}
