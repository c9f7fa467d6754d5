"""What several messages say together, and what is taken back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.danger.conversation import FORGOTTEN_AFTER, MOST_BEFORE, Said, said_before, takes_back, together
from bot.danger.finding import NOTHING, Finding

NOW = 1_000_000.0
CRISIS = Finding("crisis", "suicide", "a_rule")


def _event(text: str, seconds_ago: float = 10, finding: Finding = NOTHING) -> SimpleNamespace:
    told = {"tier": finding.tier, "kind": finding.kind, "rule": finding.rule}
    return SimpleNamespace(type_name="user", text=text, timestamp=NOW - seconds_ago, parse_data={"crisis": told})


def test_buttons_answers_and_what_is_long_ago_are_not_read():
    bot = SimpleNamespace(type_name="bot", text="Hello", timestamp=NOW)
    events = [_event("old", FORGOTTEN_AFTER + 1), _event("one"), bot, _event("/faq"), _event("two", finding=CRISIS)]
    assert said_before(events, NOW) == [Said("one", NOTHING), Said("two", CRISIS)]


def test_no_more_than_the_last_messages_are_read():
    said = said_before([_event(f"message {number}") for number in range(20)], NOW)
    assert [each.text for each in said] == [f"message {number}" for number in range(20 - MOST_BEFORE, 20)]


def test_messages_are_read_as_one_text_with_and_without_the_latest():
    said = [Said(text, NOTHING) for text in ("a", "b")]
    assert together(said, "c") == "a b c"
    assert together(said) == "a b"


@pytest.mark.parametrize(
    "text",
    [
        "just kidding lol",
        "I was only being dramatic",
        "sorry im being so dramatic",
        "jk",
        "nvm",
        "I didn't mean it",
        "didn\u2019t really mean that",
        "forget what I said",
        "never mind, I'm fine",
        "it was a joke, don't worry",
        "I overreacted",
        "I take that back",
    ],
)
def test_taking_back_keeps_contacts_only_after_danger(text: str):
    assert takes_back([Said("hi", NOTHING), Said("I want to die", CRISIS)], text)
    assert not takes_back([Said("hi", NOTHING), Said("when are you open", NOTHING)], text)


@pytest.mark.parametrize(
    "text", ["when are you open", "can I text her on Sunday", "Dr. Okafor", "book me in on Monday"]
)
def test_another_subject_takes_nothing_back(text: str):
    assert not takes_back([Said("I want to die", CRISIS)], text)
