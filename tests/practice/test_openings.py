"""Days on which the practice is open for once, half days, and public holidays that it does not keep."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.dialogue.open_days import open_on
from bot.practice.facts import describe
from bot.practice.practice_file import PracticeFileError, export_record, import_record
from bot.practice.record import ChannelKind, PracticeRecord
from bot.practice.replies import expected_reply
from bot.practice.store import load_record, save_record

HERE = ZoneInfo("America/Los_Angeles")
# A Tuesday, two days before Thanksgiving.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=HERE)
OPENINGS = """openings:
  - day: 2026-12-05
    from: 10:00
    until: 14:00
    reason: open day
  - day: 2026-12-25
    from: 09:00
    until: 12:00
  - day: 2026-12-15
    from: 18:00
    until: 20:00
closures:
"""


@pytest.fixture(scope="module")
def record(demo_text: str) -> PracticeRecord:
    text = demo_text.replace("closures:\n", OPENINGS, 1)
    text = text.replace(
        "closed_on_public_holidays: yes\n",
        "closed_on_public_holidays: yes\n  open_on_holidays: [thanksgiving day, Veterans Day]\n",
    )
    return import_record(text)


def test_the_file_and_the_database_hold_them(record: PracticeRecord, session: Session):
    assert import_record(export_record(record)) == record
    save_record(session, record, author="test")
    assert load_record(session) == record
    assert record.open_on_holidays == ("Thanksgiving Day", "Veterans Day")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "are you open on Saturday December 5?",
            "Saturday, December 5, Harbor Lane Therapy is open from 10:00 am to 2:00 pm",
        ),
        ("are you open December 5 at 11 am", "is open, until 2:00 pm"),
        ("are you open December 6?", "is closed"),
        # A half day on a public holiday that is kept.
        ("open on Christmas?", "Friday, December 25, Harbor Lane Therapy is open from 9:00 am to noon"),
        # A holiday that is not kept is a Thursday like others; another one is kept.
        ("are you closed on Thanksgiving?", "is open from 9:00 am to 12:30 pm and 1:30 pm to 5:00 pm"),
        ("are you open on New Year's Day?", "is closed (New Year's Day)"),
        ("are you there December 15 at 7 pm", "is open, until 8:00 pm"),
    ],
)
def test_a_day_that_is_asked_about_is_answered_with_them(record: PracticeRecord, asked: str, said: str):
    assert said in open_on(record, None, asked, NOW)


def test_who_is_away_is_not_there_because_the_office_is_open(record: PracticeRecord):
    """Dr. Okafor is away from December 14 to 18."""
    assert "is not working" in open_on(record, "maya-okafor", "December 15 at 7 pm", NOW)


def test_they_are_told_with_the_hours_and_the_holidays(record: PracticeRecord):
    hours = describe("office_hours", record, None, NOW)
    assert "Open as well: on Saturday, December 5 from 10:00 am to 2:00 pm (open day)" in hours
    holidays = describe("holidays", record, None, NOW)
    assert "It stays open on Thanksgiving Day and Veterans Day." in holidays
    assert "The next one is Christmas Day" in holidays


def test_a_day_that_is_open_counts_for_the_answer_to_a_message(record: PracticeRecord, demo: PracticeRecord):
    friday = datetime(2026, 12, 4, 16, 0, tzinfo=HERE)
    due = [expected_reply(each.policy_for(None), ChannelKind.PHONE, friday).due for each in (demo, record)]
    assert [each and f"{each:%A %d}" for each in due] == ["Tuesday 08", "Monday 07"]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("openings:\n  - day: tomorrow\nclosures:\n", "write the day as 2026-12-05"),
        ("openings:\n  - day: 2026-12-05\nclosures:\n", "write from when until when"),
        ("openings:\n  - day: 2026-12-05\n    from: 14:00\n    until: 10:00\nclosures:\n", "is before 'from'"),
    ],
)
def test_a_fault_is_named(demo_text: str, lines: str, fault: str):
    with pytest.raises(PracticeFileError, match=fault):
        import_record(demo_text.replace("closures:\n", lines, 1))


def test_a_holiday_that_is_none_is_named(demo_text: str):
    text = demo_text.replace(
        "closed_on_public_holidays: yes\n", "closed_on_public_holidays: yes\n  open_on_holidays: [Boxing Day]\n"
    )
    with pytest.raises(PracticeFileError, match=r"Boxing Day is no public holiday here; write one of: Christmas Day"):
        import_record(text)
