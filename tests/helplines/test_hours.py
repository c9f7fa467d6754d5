# ruff: noqa: RUF001 (dashes as they are shown)
from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.helplines.hours import HoursError, closes_at, is_open, opens_at, spells, told

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CHAT = "Mon-Fri 17-21, Sat-Sun 13-17"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("hours", "now", "is_it_open"),
    [
        ("24/7", at(23, 3), True),
        ("daily 9-17", at(23, 9), True),
        ("daily 9-17", at(23, 17), False),
        ("daily 9-5", at(23, 4, 59), True),
        ("daily 9-5", at(23, 5), False),
        ("daily 7-24", at(23, 23, 59), True),
        ("daily 7-24", at(24, 0), False),
        ("Fri-Sat 11-3", at(28, 2), True),
        ("Fri-Sat 11-3", at(29, 2), True),
        ("Fri-Sat 11-3", at(30, 2), False),
        (CHAT, at(28, 14), True),
        (CHAT, at(23, 14), False),
        ("Mon 8:30-12:15", at(23, 12, 14), True),
        ("appointment", at(23, 12), False),
        ("varies", at(23, 12), None),
        ("weekdays, call first", at(23, 12), None),
    ],
)
def test_open(hours: str, now: datetime, is_it_open: bool | None) -> None:
    assert is_open(hours, now) is is_it_open


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (CHAT, at(23, 14), at(23, 17)),
        (CHAT, at(27, 22), at(28, 13)),
        ("Mon-Fri 9-17", at(27, 18), at(30, 9)),
        ("daily 9-5", at(23, 6), at(23, 9)),
        ("varies", at(23, 6), None),
    ],
)
def test_next_opening(hours: str, now: datetime, opens: datetime | None) -> None:
    assert opens_at(hours, now) == opens


@pytest.mark.parametrize(
    ("hours", "now", "closes"),
    [
        (CHAT, at(23, 18), at(23, 21)),
        (CHAT, at(23, 21), None),
        ("daily 9-5", at(23, 23), at(24, 5)),
        ("daily 7-24", at(23, 12), at(24, 0)),
        ("Mon 17-24, Tue 0-9", at(23, 18), at(24, 9)),
        ("daily 0-24", at(23, 18), None),
        ("24/7", at(23, 18), None),
        ("varies", at(23, 18), None),
        ("appointment", at(23, 18), None),
    ],
)
def test_closing(hours: str, now: datetime, closes: datetime | None) -> None:
    assert closes_at(hours, now) == closes


def test_opening_keeps_the_clock_when_summer_time_ends() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    saturday = datetime(2026, 10, 24, 20, tzinfo=berlin)
    opens = opens_at("Sun 9-17", saturday)
    assert opens
    assert opens.isoformat() == "2026-10-25T09:00:00+01:00"


@pytest.mark.parametrize(
    ("language", "country", "said"),
    [
        ("en", "US", "Mon–Fri 5 PM–9 PM, Sat–Sun 1 PM–5 PM"),
        ("en", "GB", "Mon–Fri 17:00–21:00, Sat–Sun 13:00–17:00"),
        ("es", "US", "lun–vie 17:00–21:00, sáb–dom 13:00–17:00"),
        ("ko", "US", "월–금 17:00–21:00, 토–일 13:00–17:00"),
    ],
)
def test_hours_are_told_in_the_clients_language(language: str, country: str, said: str) -> None:
    assert told(CHAT, language, country, "every day") == said


def test_hours_of_every_day() -> None:
    assert told("daily 7-24", "en", "US", "every day") == "every day 7 AM–midnight"
    assert told("daily 7-24", "fr", "FR", "tous les jours") == "tous les jours 07:00–24:00"
    assert told("24/7", "en", "US", "every day") == "24/7"
    assert told("on Mondays", "en", "US", "every day") == "on Mondays"


@pytest.mark.parametrize("hours", ["daily 9-25", "Mo-Fr 9-17", "Abc 9-17"])
def test_hours_with_a_fault_are_refused_or_left_as_text(hours: str) -> None:
    if hours.startswith("Mo-"):
        assert spells(hours) is None
    else:
        with pytest.raises(HoursError):
            spells(hours)
