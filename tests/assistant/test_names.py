"""Therapists by the names that clients use, in the real agent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.database.engine import Database
from bot.practice.record import Therapist
from bot.practice.store import load_record, save_record
from tests.assistant.conftest import Assistant, Talk, payloads

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def more_therapists(assistant: Assistant) -> Iterator[None]:
    """A second Daniel and others without recorded short names, for this module."""
    database = Database(assistant.settings.database_url)
    new = (
        Therapist("dev-nair", "Dev Nair"),
        Therapist("daniel-cho", "Daniel Cho"),
        Therapist("grace-lin", "Grace Lin"),
    )
    with database.session() as session:
        before = load_record(session)
        save_record(session, replace(before, therapists=(*before.therapists, *new)), "test")
    # New names are understood within half a second.
    give_up = time.monotonic() + 10
    while not _entities(assistant, "Dev"):
        assert time.monotonic() < give_up, "a new therapist's name is not understood"
    try:
        yield
    finally:
        with database.session() as session:
            save_record(session, before, "test")


def _entities(assistant: Assistant, text: str) -> list[dict[str, Any]]:
    return assistant.loop.run_until_complete(assistant.agent.parse_message(text))["entities"]


@pytest.fixture
def talk(more_therapists: None, new_talk: Callable[[], Talk]) -> Talk:
    return new_talk()


@pytest.mark.parametrize(
    ("text", "therapist"),
    [
        ("can I email Dev", "dev-nair"),
        ("may i text nair?", "dev-nair"),
        ("is it ok to email Ms. Lin", "grace-lin"),
        ("can I text daniel cho", "daniel-cho"),
        ("what is Dev's phone number", "dev-nair"),
    ],
)
def test_the_first_or_last_name_is_enough(talk: Talk, text: str, therapist: str):
    talk.say(text)
    assert talk.slot("therapist") == therapist


def test_an_ordinary_word_is_no_name(talk: Talk):
    talk.say("is there a grace period if I am late")
    assert talk.slot("therapist") is None


def test_a_name_of_two_therapists_is_asked_about_once(talk: Talk):
    messages = talk.say("can I text Daniel?")
    assert "Which one do you mean?" in messages[0]["text"]
    names = [each for each in payloads(messages) if each.startswith("/choose")]
    assert names == [f'/choose{{"therapist": "{each}"}}' for each in ("daniel-reyes", "daniel-cho", "any")]
    answer = talk.say(names[0])[0]
    assert answer["topic"] == "texting_allowed"
    assert "Daniel Reyes" in answer["text"]
    assert "Which one" not in talk.answer("and by email?")


def test_a_shared_name_does_not_fall_back_on_the_one_named_before(talk: Talk):
    talk.say("can I text Dr. Okafor?")
    assert "Which one do you mean?" in talk.answer("and Daniel?")
