"""The day that a client asks about: "are you open Saturday?", "tomorrow", "on Christmas Day"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# "Saturdays" and "every Saturday" ask about the week, which the usual hours answer; "since Friday" is past.
_WEEKDAY = re.compile(
    r"(?<!since )(?<!last )(?<!every )\b(?:(next |this |on |by |open )(mon|tues?|wed|thurs?|fri|sat|sun)"
    r"|(next |this )?(mon|tues|wednes|thurs|fri|satur|sun)day)\b(?!')",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(the day after tomorrow|tomorrow|today|tonight|tmrw|tmr|2moro)\b", re.IGNORECASE)
_AHEAD = {"the day after tomorrow": 2, "today": 0, "tonight": 0}
# Days that stand on one date each year.
_FIXED = (
    (re.compile(r"\bchristmas eve\b", re.IGNORECASE), (12, 24)),
    (re.compile(r"\b(?:christmas|xmas)(?: day)?\b(?! eve| break| holiday|es\b)", re.IGNORECASE), (12, 25)),
    (re.compile(r"\bboxing day\b", re.IGNORECASE), (12, 26)),
    (re.compile(r"\bnew year'?s? eve\b", re.IGNORECASE), (12, 31)),
    (re.compile(r"\bnew year'?s?(?: day)?\b(?! eve)", re.IGNORECASE), (1, 1)),
)


def day_asked(text: str, today: date) -> date | None:
    """The day, today or later, that a text names; the first of several; None where it names none."""
    plain = text.replace("\u2019", "'")
    for pattern, (month, day) in _FIXED:
        if pattern.search(plain):
            this_year = date(today.year, month, day)
            return this_year if this_year >= today else date(today.year + 1, month, day)
    named = _NAMED.search(plain)
    if named:
        return today + timedelta(days=_AHEAD.get(named[1].lower(), 1))
    weekday = _WEEKDAY.search(plain)
    if weekday is None:
        return None
    name, lead = weekday[2] or weekday[4], weekday[1] or weekday[3] or ""
    ahead = (_WEEKDAYS.index(name.lower()[:3]) - today.weekday()) % 7
    if lead.lower() == "next ":
        # "Next Saturday", said on a Saturday, is not today; on other days people mean either, and the date is named.
        ahead = ahead or 7
    return today + timedelta(days=ahead)
