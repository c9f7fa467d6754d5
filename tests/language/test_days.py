"""The day that a client asks about, and what they are told of it."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from bot.dialogue.open_days import open_on
from bot.language.days import day_asked
from bot.practice.practice_file import import_record
from bot.settings import PROJECT_ROOT

# A Sunday.
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("are you open Saturday?", date(2026, 11, 28)),
        ("can I call on thurs", date(2026, 11, 26)),
        ("is anyone there tomorrow", date(2026, 11, 23)),
        ("are you open today?", TODAY),
        ("open sunday?", TODAY),
        ("open next Sunday?", date(2026, 11, 29)),
        ("the day after tomorrow", date(2026, 11, 24)),
        ("do you work on Christmas Eve", date(2026, 12, 24)),
        ("are you there on christmas day", date(2026, 12, 25)),
        ("open on new year\u2019s day?", date(2027, 1, 1)),
        ("and new year's eve", date(2026, 12, 31)),
    ],
)
def test_the_day_is_found(text: str, expected: date):
    assert day_asked(text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what are your hours?",
        "are you open on Saturdays",
        "I have heard nothing since Friday",
        "she answered last Monday",
        "is it open every Tuesday",
        "the sun is out",
        "we got married",
    ],
)
def test_no_day_is_made_up(text: str):
    assert day_asked(text, TODAY) is None


@pytest.fixture(scope="module")
def demo():
    return import_record((PROJECT_ROOT / "bot/database/demo_practice.yml").read_text("utf-8"))


NOW = datetime(2026, 11, 22, 20, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("are you open saturday?", "On Saturday, November 28, Harbor Lane Therapy is closed."),
        ("open monday?", "On Monday, November 23, Harbor Lane Therapy is open from 9:00 am to"),
        ("on christmas day", "Harbor Lane Therapy is closed (Christmas Day)."),
        ("what are your hours", ""),
    ],
)
def test_the_day_is_answered(demo, text: str, told: str):
    words = open_on(demo, None, text, NOW)
    assert told in words
    assert bool(told) == bool(words)


def test_a_therapist_has_days_of_their_own(demo):
    words = open_on(demo, "maya-okafor", "is she there on friday", NOW)
    assert words.startswith("On Friday, November 27, Dr. Maya Okafor is ")
