"""Whose contacts somebody in danger reads: those of the country they named or chose, else the practice's."""

from __future__ import annotations

import pytest

from tests.assistant.conftest import Talk

pytestmark = pytest.mark.rasa

DANGER = "I want to kill myself"


def emergency_number(messages: list[dict]) -> str:
    (contacts,) = [each for each in messages if each["type"] == "contacts"]
    return str(contacts["emergency_number"])


def test_without_a_choice_it_is_the_practices(talk: Talk):
    assert emergency_number(talk.say(DANGER)) == "911"


def test_what_was_named_holds(talk: Talk):
    talk.say("I'm in the UK, whom can I call in an emergency?")
    assert emergency_number(talk.say(DANGER)) == "999"


def test_what_was_chosen_on_the_page_holds(talk: Talk):
    assert emergency_number(talk.say(DANGER, country="GB")) == "999"


def test_what_is_named_now_counts_more_than_what_was_chosen(talk: Talk):
    assert emergency_number(talk.say("I want to kill myself. I am in the UK", country="CA")) == "999"


def test_a_country_without_lines_gets_no_number_of_another(talk: Talk):
    assert emergency_number(talk.say(DANGER, country="ZZ")) == ""
