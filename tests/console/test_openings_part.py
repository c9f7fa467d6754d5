"""What is open for once, as staff type it: one a line."""

from __future__ import annotations

import pytest

from bot.practice.practice_file import PracticeFileError, document, import_record, record_of
from bot.settings import PROJECT_ROOT
from bot.website.console.facts.parts import Openings
from bot.website.console.facts.tasks import _sections

DEMO = import_record((PROJECT_ROOT / "bot/database/demo_practice.yml").read_text("utf-8"))
PART = Openings(("openings",), "Open for once")
LINES = "2026-12-05 10:00-14:00 open day\n2026-12-25 9:00 - 12:00"


def typed(lines: str) -> dict:  # type: ignore[type-arg]
    written = document(DEMO)
    PART.write(written, {PART.name: [lines]}, lambda _path: True)
    return written


def test_what_is_typed_is_recorded_and_shown_again():
    record = record_of(typed(LINES))
    assert [(each.day.isoformat(), each.opens.hour, each.closes.hour, each.reason) for each in record.openings] == [
        ("2026-12-05", 10, 14, "open day"),
        ("2026-12-25", 9, 12, None),
    ]
    (shown,) = PART.show(document(record))[PART.name]
    assert shown.splitlines() == ["2026-12-05 10:00-14:00 open day", "2026-12-25 09:00-12:00"]
    assert typed("") == document(DEMO)


@pytest.mark.parametrize("lines", ["next Saturday", "2026-12-05", "2026-12-05 14:00-10:00"])
def test_what_cannot_be_read_is_said(lines: str):
    with pytest.raises(PracticeFileError):
        record_of(typed(lines))


def test_the_form_for_closures_has_it():
    parts = [part.path for section in _sections("closures", (), document(DEMO)) for part in section.parts]
    assert ("openings",) in parts
    assert ("practice", "open_on_holidays") in parts
