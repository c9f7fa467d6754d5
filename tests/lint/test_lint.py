"""What people type in a hurry is told apart as it should: refused, remarked, or left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.lint.known import Known
from bot.lint.lint import Place, lint, speaks_of_danger
from bot.practice.known import known_of
from bot.practice.lined_yaml import PracticeFileError
from bot.practice.practice_file import import_record
from bot.publishing.fresh_database import DEMO_PRACTICE

TEXTS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "texts.yml").read_text("utf-8"))
DEMO = DEMO_PRACTICE.read_text("utf-8")


@pytest.fixture(scope="module")
def known() -> Known:
    return known_of(import_record(DEMO))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [(wanted, text) for wanted in ("stopped", "remarked", "accepted") for text in TEXTS[wanted]],
)
def test_texts_are_told_apart(wanted: str, text: str, known: Known):
    found = lint(text, known)
    told = "stopped" if any(slip.stops for slip in found) else "remarked" if found else "accepted"
    assert told == wanted, [str(slip) for slip in found]


@pytest.mark.parametrize("text", TEXTS["second_person"])
def test_what_no_rule_refuses_needs_a_second_person(text: str):
    assert speaks_of_danger(text)


def test_turning_away_from_help_speaks_of_help_too():
    """Where a rule fails one day, a second person still reads it."""
    turned_away = TEXTS["stopped"][:24]
    assert [text for text in turned_away if not speaks_of_danger(text)] == [
        "Do not tell anyone about this.",
        "Keep this between you and your therapist and tell nobody.",
    ]


def test_what_is_said_names_the_words_and_what_to_do(known: Known):
    (slip,) = [each for each in lint("Call us on 212-555-0177 to cancel.", known) if each.stops]
    assert str(slip) == (
        "“212-555-0177” is no number of your practice, nor of a helpline. Put it into Facts, and use its {name} here"
    )


def test_facts_may_hold_numbers_names_and_times_but_nothing_dangerous(known: Known):
    text = "Call Dr. Okafor at 503-555-0142 by 5 pm; a missed session costs $140."
    assert lint(text, known, Place.FACT) == []
    assert [slip.kind for slip in lint("Do not call 911.", known, Place.FACT)] == ["turned_away"]
    assert [slip.kind for slip in lint("Call 1-800-273-8255.", known, Place.FACT)] == ["retired"]
    assert [slip.stops for slip in lint("Call 212-555-0177.", known, Place.FACT)] == [False]
    assert lint("Call the board at 212-555-0177.", known, Place.FACT, outsiders=True) == []


def test_numbers_of_another_country_are_judged_by_the_record(known: Known):
    british = replace(known, country="GB", emergency_number="999")
    assert [slip.stops for slip in lint("In an emergency, call 999.", british)] == [False]
    assert [slip.stops for slip in lint("In an emergency, call 999.", known)] == [True]


def test_an_imported_file_is_refused_with_the_line_of_the_dangerous_words():
    text = DEMO.replace("You are told at least two weeks", "Do not call 911. You are told at least two weeks")
    with pytest.raises(PracticeFileError) as caught:
        import_record(text)
    (problem,) = caught.value.problems
    line = text.splitlines()[problem.line - 1]
    assert "absence_notice" in line
    assert "turns somebody in danger away from help" in problem.message
