"""Who speaks a language, from free words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord, Statement, Status
from bot.practice.speakers import speakers
from bot.publishing.fresh_database import DEMO_PRACTICE


def saying(text: str, own: str = "") -> PracticeRecord:
    """The demo practice with these words about languages, its second therapist with words of their own."""
    record = import_record(DEMO_PRACTICE.read_text("utf-8"))
    others = tuple(each for each in record.statements if each.key != "languages")
    first, second = record.therapists
    if own:
        second = replace(second, statements=(*second.statements, Statement("languages", Status.OFFERED, own)))
    told = (Statement("languages", Status.OFFERED, text),) if text else ()
    return replace(record, statements=(*others, *told), therapists=(first, second))


@pytest.mark.parametrize(
    ("text", "own", "names", "somebody"),
    [
        ("Sessions are in English. Daniel Reyes also works in Spanish.", "", ("Daniel Reyes",), True),
        ("Dr. Okafor and Daniel both speak Spanish.", "", ("Dr. Maya Okafor", "Daniel Reyes"), True),
        ("Dr. Okafor works in Spanish; sessions with Daniel Reyes are in English.", "", ("Dr. Maya Okafor",), True),
        ("The front desk speaks Spanish.", "", (), True),
        ("", "Spanish and English.", ("Daniel Reyes",), True),
        ("We do not work in Spanish.", "", (), False),
        ("Nobody here speaks Spanish, but we can ask for an interpreter.", "", (), False),
        ("Sessions are in English.", "", (), False),
        ("", "", (), False),
    ],
)
def test_speakers(text: str, own: str, names: tuple[str, ...], somebody: bool):
    found = speakers(saying(text, own), "Spanish")
    assert (found.names, found.somebody) == (names, somebody)
