"""Questions about days and times, against a slow reference that walks through the calendar day by day.

The clock stands still; the practice is the demo. What the client reads is compared, not the parts that make it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from bot.dialogue.open_days import open_on
from bot.practice.practice_file import import_record
from bot.settings import PROJECT_ROOT

RECORD = import_record((PROJECT_ROOT / "bot/database/demo_practice.yml").read_text("utf-8"))
HERE = ZoneInfo("America/Los_Angeles")
# A Tuesday, two days before Thanksgiving, at ten in the morning.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=HERE)
TODAY = NOW.date()
PUBLIC = holidays.country_holidays("US", subdiv="OR")
WEEK = {0: "9:00-12:30 13:30-17:00", 1: "9:00-12:30 13:30-17:00", 2: "9:00-12:30 13:30-17:00"}
WEEK |= {3: WEEK[0], 4: "9:00-13:00", 5: "", 6: ""}
OUT = [date(2026, 11, 27), *(date(2026, 12, day) for day in (28, 29, 30, 31))]


def first(fits: Callable[[date], bool], start: date = TODAY) -> date:
    """The first day from `start` on that fits, found by looking at each."""
    day = start
    while not fits(day):
        day += timedelta(days=1)
    return day


def is_open(day: date, at: time) -> bool:
    if day in PUBLIC or day in OUT or (day == date(2026, 12, 24) and at >= time(12)):
        return False
    for stretch in WEEK[day.weekday()].split():
        opens, closes = (time(*map(int, each.split(":"))) for each in stretch.split("-"))
        if opens <= at < closes:
            return True
    return False


def opens_at_all(day: date) -> bool:
    return any(is_open(day, time(hour, minute)) for hour in range(24) for minute in (0, 15, 30, 45))


def weekday(name: str) -> Callable[[date], bool]:
    return lambda day: f"{day:%A}" == name


def number(n: int) -> Callable[[date], bool]:
    return lambda day: day.day == n


def month_and_day(month: int, n: int) -> Callable[[date], bool]:
    return lambda day: (day.month, day.day) == (month, n)


def holiday(name: str) -> Callable[[date], bool]:
    return lambda day: name in PUBLIC.get(day, "").split("; ")


NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS += ("November", "December")
ASK = ("are you open {}?", "is anyone there {}", "can I come by {}", "do you work {}")
DAYS: list[tuple[str, date]] = []
for index, name in enumerate(NAMES):
    for said in (f"on {name}", f"this {name}", name.lower()):
        DAYS.append((ASK[index % 4].format(said), first(weekday(name))))
    DAYS.append((f"is the office open {name} next week?", first(weekday(name), date(2026, 11, 30))))
for n in (1, 2, 3, 4, 8, 10, 13, 15, 18, 21, 22, 23, 24, 25, 28, 29, 30, 31):
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(n, "th")
    DAYS.append((f"are you open on the {n}{suffix}?", first(number(n))))
    DAYS.append((f"open the {n}{suffix}", first(number(n))))
for month, n in [
    (12, 24),
    (12, 25),
    (1, 4),
    (12, 1),
    (11, 26),
    (2, 3),
    (3, 17),
    (7, 3),
    (10, 9),
    (5, 25),
    (6, 19),
    (9, 7),
]:
    long = MONTHS[month - 1]
    day = first(month_and_day(month, n))
    DAYS += [
        (f"are you there {long} {n}?", day),
        (f"open on {long[:3]} {n}th", day),
        (f"is the practice closed on the {n}th of {long}", day),
        (f"do you work {n} {long[:3].lower()}?", day),
        (f"open {month}/{n}?", day),
    ]
for said, name in [
    ("Thanksgiving", "Thanksgiving Day"),
    ("thanksgiving day", "Thanksgiving Day"),
    ("Christmas", "Christmas Day"),
    ("xmas", "Christmas Day"),
    ("christmas day", "Christmas Day"),
    ("New Year's Day", "New Year's Day"),
    ("new years", "New Year's Day"),
    ("MLK day", "Martin Luther King Jr. Day"),
    ("Martin Luther King day", "Martin Luther King Jr. Day"),
    ("Presidents Day", "Presidents Day"),
    ("president's day", "Presidents Day"),
    ("Memorial Day", "Memorial Day"),
    ("Juneteenth", "Juneteenth National Independence Day"),
    ("the 4th of july", "Independence Day"),
    ("Independence Day", "Independence Day"),
    ("Labor Day", "Labor Day"),
    ("Veterans Day", "Veterans Day"),
]:
    DAYS += [(f"are you open on {said}?", first(holiday(name))), (f"is the office closed {said}", first(holiday(name)))]
DAYS += [
    ("open on Christmas Eve?", date(2026, 12, 24)),
    ("are you closed xmas eve", date(2026, 12, 24)),
    ("new year's eve?", date(2026, 12, 31)),
    ("are you open on black friday", date(2026, 11, 27)),
    ("the day after Thanksgiving?", date(2026, 11, 27)),
    ("the day before thanksgiving?", date(2026, 11, 25)),
    ("are you open on Good Friday", date(2027, 3, 26)),
    ("easter monday?", date(2027, 3, 29)),
    ("boxing day?", date(2026, 12, 26)),
    ("is anyone in tomorrow", date(2026, 11, 25)),
    ("tomorow?", date(2026, 11, 25)),
    ("open today?", TODAY),
    ("tomorrow evening", date(2026, 11, 25)),
    ("are you there tonight", TODAY),
    ("the day after tomorrow?", date(2026, 11, 26)),
    ("can I come in two days", date(2026, 11, 26)),
    ("in a week?", date(2026, 12, 1)),
    ("are you open 2026-12-30?", date(2026, 12, 30)),
]
CLOCKS = [
    ("can I call {} at noon?", time(12)),
    ("can I call {} at 9 am", time(9)),
    ("is anyone there {} at 12:45 pm?", time(12, 45)),
    ("can I ring {} at 4:30pm", time(16, 30)),
    ("{} at 5 pm?", time(17)),
    ("are you open {} at 16:59", time(16, 59)),
]
TIMED = [
    (text.format(said), day, at)
    for text, at in CLOCKS
    for said, day in [
        ("Saturday", date(2026, 11, 28)),
        ("Monday", date(2026, 11, 30)),
        ("tomorrow", date(2026, 11, 25)),
        ("on Christmas Eve", date(2026, 12, 24)),
        ("on the 4th", date(2026, 12, 4)),
        ("December 29", date(2026, 12, 29)),
    ]
]
ZONES = [
    ("I'm in New York, can I call {} at {} my time", "America/New_York"),
    ("can I call {} at {} Eastern time", "America/New_York"),
    ("can I call {} at {} in London", "Europe/London"),
    ("is it ok to call {} at {} central time?", "America/Chicago"),
    ("I am staying in Berlin. can I call {} at {}", "Europe/Berlin"),
    ("would someone pick up {} at {} EST", "America/New_York"),
]
ELSEWHERE = [
    (text.format(said, clock), day, time(hour), zone)
    for text, zone in ZONES
    for said, day in [("Monday", date(2026, 11, 30)), ("on December 4", date(2026, 12, 4))]
    for clock, hour in [("9 am", 9), ("1 pm", 13), ("8 pm", 20)]
]


def named(day: date) -> str:
    year = "" if day.year == TODAY.year else f", {day.year}"
    return f"{day:%A}, {day:%B} {day.day}{year}"


def test_there_are_at_least_200_questions():
    assert len(DAYS) + len(TIMED) + len(ELSEWHERE) >= 200


@pytest.mark.parametrize(("question", "day"), DAYS, ids=[question for question, _ in DAYS])
def test_a_day_is_answered(question: str, day: date):
    told = open_on(RECORD, None, question, NOW)
    assert told.startswith(f"On {named(day)}, Harbor Lane Therapy is "), told
    assert ("is open" in told) is opens_at_all(day), told


@pytest.mark.parametrize(("question", "day", "at"), TIMED, ids=[question for question, *_ in TIMED])
def test_a_time_is_answered(question: str, day: date, at: time):
    told = open_on(RECORD, None, question, NOW)
    assert told.startswith(f"On {named(day)}"), told
    first_sentence = told.partition(". ")[0]
    assert ("is open" in first_sentence) is is_open(day, at), told


@pytest.mark.parametrize(("question", "day", "at", "zone"), ELSEWHERE, ids=[question for question, *_ in ELSEWHERE])
def test_a_time_elsewhere_is_answered(question: str, day: date, at: time, zone: str):
    here = datetime.combine(day, at, ZoneInfo(zone)).astimezone(HERE)
    told = open_on(RECORD, None, question, NOW)
    assert "Pacific time." in told, told
    answer = told.partition("Pacific time. ")[2]
    assert answer.startswith(f"On {named(here.date())}"), told
    assert ("is open" in answer.partition(". ")[0]) is is_open(here.date(), here.time()), told


def test_days_in_a_row_are_answered_together():
    told = open_on(RECORD, None, "are you open over Thanksgiving?", NOW)
    assert told == "From Thursday, November 26 to Sunday, November 29, Harbor Lane Therapy is closed."
