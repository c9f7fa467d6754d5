"""Every reply to somebody in danger is in order, and is printed for a person to read."""

from __future__ import annotations

import pytest

from bot.danger.finding import KINDS
from bot.helplines.__main__ import main
from bot.helplines.asking import ASKED
from bot.helplines.lines import EVERYWHERE, shipped
from bot.helplines.showing import shown_replies
from bot.helplines.wording import LANGUAGES

LINES = shipped().lines


def test_every_reply_of_every_country_and_language_is_in_order() -> None:
    replies = list(shown_replies(LINES))
    assert [str(problem) for each in replies for problem in each.problems()] == []
    titles = {each.title for each in replies}
    countries = {line.country for line in LINES} | {EVERYWHERE}
    assert {f"{where} {kind} {language}" for where in countries for kind in KINDS for language in LANGUAGES} <= titles
    assert {f"GB asked for {asked} en" for asked in ASKED} <= titles


def test_a_reply_reads_from_top_to_bottom(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--country", "US", "--kind", "overdose", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert said.index("Call 911 now.") < said.index("Poison Help") < said.index("988") < said.index("Nobody at")


def test_an_unknown_language_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--language", "xx"]) == 1
    assert "xx" in capsys.readouterr().err


def test_pleas_are_printed_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--language", "en"]) == 0
    said = capsys.readouterr().out
    for words in (
        "You can also tap what fits best below.",
        "I cannot reach your therapist for you",
        "What do you need?",
    ):
        assert words in said


def test_what_is_said_after_contacts_is_printed_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--language", "es"]) == 0
    said = capsys.readouterr().out
    assert "Tómese el tiempo que necesite." in said
    assert "Take the time that you need." not in said
