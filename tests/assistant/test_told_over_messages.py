"""Danger that only several messages tell together, and danger that is taken back."""

from __future__ import annotations

import pytest

from tests.assistant.conftest import Talk

pytestmark = pytest.mark.rasa


def _crisis(talk: Talk) -> dict[str, str]:
    return dict(talk.tracker.latest_message.parse_data["crisis"])


def test_what_was_taken_and_how_many_are_read_together(talk: Talk):
    found = []
    for text in ("is there a limit on how many ibuprofen", "I took some", "like 30"):
        talk.say(text)
        found.append(_crisis(talk))
    assert [each for each in found if each["kind"] == "overdose" and each["tier"] == "emergency"]


def test_everyday_messages_together_are_no_danger(talk: Talk):
    for text in ("hi", "can I move Thursday", "the train was late again", "thanks"):
        talk.say(text)
        assert _crisis(talk)["tier"] == "none"


def test_taking_it_back_keeps_contacts_beside_the_answer(talk: Talk):
    talk.say("I want to kill myself")
    talk.say("sorry I was only being dramatic")
    assert _crisis(talk) == {"tier": "distress", "kind": "distress", "rule": "conversation.retraction"}


def test_nothing_is_taken_back_where_nothing_was_said(talk: Talk):
    talk.say("when are you open")
    talk.say("never mind")
    assert _crisis(talk)["tier"] == "none"
