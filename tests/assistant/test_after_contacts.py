"""Conversations after contacts, with the real agent: nobody is left alone with small talk. See after_contacts.yml."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.assistant import after_contacts as reader
from bot.dialogue.after_contacts.answering import WAYS_ON
from bot.dialogue.after_contacts.recognising import categories
from bot.helplines.wording import after_contacts
from tests.after_contacts import (
    CONVERSATIONS,
    SMALL_TALK,
    contacts,
    never_in,
    said_first,
    says,
    texts,
    turns_of,
)
from tests.assistant.conftest import Talk, payloads

pytestmark = pytest.mark.rasa

FEWEST = 150


def check(talk: Talk, said: str, meant: str, never: list[str]) -> None:
    messages = talk.say(said)
    what, _, topic = meant.partition(" ")
    shown = f"{said!r} ({meant}): {texts(messages)!r}"
    assert messages, said
    assert not [each for each in never if each in texts(messages)], shown
    assert what == "form" or not [opening for opening in SMALL_TALK if opening in texts(messages)], shown
    topics = [each["topic"] for each in messages if each.get("topic")]
    if what == "form":
        assert talk.form, shown
    elif what == "plea":
        assert messages[0]["type"] == "contacts", shown
        assert payloads(messages) == list(WAYS_ON.values()), shown
        assert talk.form is None, shown
    elif what in ("topic", "over"):
        assert topics[:1] == [topic], shown
        assert len(contacts(messages)) == (what == "topic"), shown
    elif what == "card":
        assert messages[0]["type"] == "contacts", shown
        assert not messages[0].get("collapsed"), shown
    elif what == "again":
        assert messages[0]["type"] == "contacts", shown
        assert messages[0]["collapsed"], shown
        assert says(messages, "again"), shown
    elif what == "ask":
        assert "your own words" in texts(messages), shown
    elif what == "handover":
        assert contacts(messages), shown
    else:
        assert not topics, shown
        assert says(messages, what), shown
        assert len(contacts(messages)) == 1, shown


@pytest.mark.parametrize(
    "conversation",
    [each for _, each in CONVERSATIONS],
    ids=[f"{kind}: {said_first(each)}-{n}" for n, (kind, each) in enumerate(CONVERSATIONS)],
)
def test_a_conversation_after_contacts(talk: Talk, conversation: list[Any]):
    for said, meant in turns_of(conversation):
        check(talk, said, meant, never_in(conversation))


def test_there_are_enough_of_all_kinds():
    assert len(CONVERSATIONS) >= FEWEST
    assert all(2 <= len(turns_of(conversation)) <= 6 for _, conversation in CONVERSATIONS)
    tried = {meant for _, conversation in CONVERSATIONS for _, meant in turns_of(conversation)}
    assert {each.name for each in categories()} - tried == set()


@pytest.mark.parametrize(
    "said", ["help", "please help", "I need help", "I need someone", "I can't do this", "somebody please"]
)
def test_a_plea_gets_the_numbers_and_three_ways_on_and_no_form(talk: Talk, said: str):
    messages = talk.say(said)
    assert messages[0]["type"] == "contacts"
    assert payloads(messages) == list(WAYS_ON.values())
    assert talk.form is None


def test_it_holds_for_the_set_time_and_in_the_tracker(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    talk.say("I want to kill myself")
    assert talk.slot("after_contacts")["kind"] == "suicide"
    now = time.time()
    monkeypatch.setattr(reader.time, "time", lambda: now + 59 * 60)
    assert says(talk.say("thanks"), "thanks")
    # The answer before counts as well: an hour after it, the state is over.
    monkeypatch.setattr(reader.time, "time", lambda: now + 120 * 60)
    assert not contacts(talk.say("thanks"))


def test_what_is_said_after_contacts_is_for_nobodys_list(talk: Talk):
    talk.say("I want to kill myself")
    talk.say("purple monkey dishwasher")
    assert talk.last_output.understood is None


@pytest.mark.parametrize(
    "said",
    [
        "bad night",
        "I give up",
        "I'm not ok",
        "I can't stop crying",
        "my partner hits me",
        "my sister texted me goodbye",
    ],
)
def test_nothing_stands_beside_contacts_that_does_not_fit_them(talk: Talk, said: str):
    messages = talk.say(said)
    if contacts(messages):
        assert not [opening for opening in SMALL_TALK if opening in texts(messages)], texts(messages)
        assert "close to you wants to be in touch" not in texts(messages)


def test_whoever_told_of_it_in_spanish_is_answered_in_spanish(talk: Talk):
    said = {
        "tomé muchas pastillas": "",
        "nadie contesta": "no_answer",
        "todas": "all_of_them",
        "ya estoy bien": "calmer",
    }
    spanish = after_contacts("es")["answers"]
    for text, meant in said.items():
        messages = talk.say(text)
        (card,) = contacts(messages)
        assert card["language"] == "es", text
        if meant:
            words = spanish[meant].get("emergency", spanish[meant]["text"])
            assert texts(messages) == words.strip().format(emergency="911")
