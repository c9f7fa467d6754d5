"""What a practice has recorded is told by some answer; what is told by none is reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from bot.practice.practice_file import import_record
from bot.practice.reach import answers, unreached
from bot.practice.record import PracticeRecord
from tests.practice.test_check import SAMPLES

# The first of December: the demo's absences and closures are to come.
NOW = datetime(2026, 12, 1, 20, 0, tzinfo=timezone.utc)


def test_every_recorded_fact_of_the_demo_stands_in_an_answer(demo: PracticeRecord):
    assert [str(each) for each in unreached(demo, answers(), NOW)] == []


def test_every_recorded_fact_of_the_samples_stands_in_an_answer():
    templates = answers()
    for path in SAMPLES:
        assert [str(each) for each in unreached(import_record(path.read_text("utf-8")), templates, NOW)] == []


def test_what_no_answer_tells_is_reported(demo: PracticeRecord):
    only_gifts = ["{gift_policy} {practice_phone}"]
    fields = {each.field for each in unreached(replace(demo, therapists=()), only_gifts, NOW)}
    assert "statements.couples_policy" in fields
    assert "statements.gift_policy" not in fields
