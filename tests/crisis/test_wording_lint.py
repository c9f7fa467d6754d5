# ruff: noqa: RUF001 (look-alike letters and marks are what is tested)
from __future__ import annotations

import copy

import pytest

from bot.crisis.reply import load_wording
from bot.crisis.wording_lint import lint_echo, lint_text, lint_wording


def test_shipped_words_are_in_order() -> None:
    assert [str(problem) for problem in lint_wording(load_wording())] == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Many people who committed suicide regretted it.", "banned"),
        ("This was a failed attempt.", "banned"),
        ("It is a cry for help.", "banned"),
        ("Stay strong.", "banned"),
        ("Don’t worry.", "banned"),
        ("Put the pills away.", "methods"),
        ("Step off the bridge.", "methods"),
        ("Everything will be fine.", "promises"),
        ("We will help you.", "promises"),
        ("I promise that it passes.", "promises"),
        ("They always answer.", "promises"),
        ("It is completely confidential.", "promises"),
        ("You should call a friend.", "advice"),
        ("Try to breathe slowly.", "advice"),
        ("Take a walk.", "advice"),
        ("Make yourself vomit.", "advice"),
        ("Leave him.", "advice"),
        ("Are you safe.", "assessment"),
        ("How are you?", "assessment"),
        ("On a scale of one to ten.", "assessment"),
        ("You sound depressed.", "assessment"),
        ("You wrote that you are sad.", "echo"),
        ("You wrote: {message}", "echo"),
        ("Call {phone}.", "placeholder"),
        ("This is a sentence that goes on and on and on " * 4 + ".", "length"),
    ],
)
def test_lint_finds(text: str, rule: str) -> None:
    assert rule in {problem.rule for problem in lint_text(text)}


@pytest.mark.parametrize(
    "text",
    [
        "If anyone is in danger right now, call {emergency}.",
        "A trained person answers. You can say as much or as little as you want.",
        "Nobody at {practice} reads it.",
    ],
)
def test_lint_passes(text: str) -> None:
    assert lint_text(text) == []


@pytest.mark.parametrize(("part", "name"), [("opening", "suicide"), ("emergency_first", "crisis")])
def test_lint_misses_words_that_are_not_there(part: str, name: str) -> None:
    wording = copy.deepcopy(dict(load_wording()))
    del wording[part][name]
    assert [problem.rule for problem in lint_wording(wording)] == ["missing"]


def test_lint_says_where_and_what_to_do() -> None:
    (problem,) = lint_text("You must go.", "opening.suicide")
    assert str(problem) == "opening.suicide: 'you must' tells the person what to do: say what they can do (advice)"


@pytest.mark.parametrize(
    ("reply", "message", "found"),
    [
        ("You said my cat is very ill today.", "My cat is very ill today", True),
        ("Thank you for saying this.", "thank you for nothing", False),
        ("Call 911 now.", "", False),
    ],
)
def test_lint_echo(reply: str, message: str, found: bool) -> None:
    assert bool(lint_echo(reply, message)) is found
