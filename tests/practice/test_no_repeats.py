"""No answer says how to ask, or whom to call in danger, twice."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.practice.filling import fill
from bot.practice.practice_file import import_record
from bot.practice.reach import answers
from tests.practice.conftest import DEMO_FILE
from tests.practice.test_check import SAMPLES

NOW = datetime(2026, 12, 1, 20, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize("path", [DEMO_FILE, *SAMPLES], ids=lambda path: path.stem)
def test_how_to_ask_stands_once_in_an_answer(path: Path):
    record = import_record(path.read_text("utf-8"))
    for template in answers():
        for therapist in [None, *(each.id for each in record.therapists)]:
            told = fill(template, record, therapist, NOW, {"conversation_hours": "24"})
            assert told.count(f"You can ask by phone: {record.phone}.") <= 1, told
            assert told.count(f"If anyone is in danger, call {record.emergency_number} now.") <= 1, told
