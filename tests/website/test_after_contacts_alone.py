"""The conversations of tests/assistant/after_contacts.yml without Rasa: the website stays with the person alone.

A row whose first message the gate does not find is left out: nothing has begun that the website could know of. So are
forms, which only Rasa holds. In test_after_contacts.py Rasa is killed in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.danger.gate import Gate
from bot.dialogue.after_contacts.pleas import is_plea
from bot.dialogue.after_contacts.state import is_of_state
from bot.dialogue.contacts_first import Place, place_of
from bot.publishing.fresh_database import prepare_database
from tests.after_contacts import CONVERSATIONS, SMALL_TALK, contacts, never_in, said_first, says, texts, turns_of
from tests.conftest import Client, Service
from tests.website.alone import settings_of, start_website

pytestmark = pytest.mark.integration

FEWEST = 180
# What only Rasa answers.
QUESTIONS = frozenset({"topic", "over", "ask", "handover", "ask_practice"})
SORRY = "I am sorry, I cannot answer right now."


def begins_alone(conversation: list[Any], gate: Gate) -> bool:
    """Whether the first message gets contacts without Rasa, and without the learned layer."""
    said = said_first(conversation)
    return place_of(gate.check(said)) in (Place.TAKE_OVER, Place.BESIDE) or is_plea(said)


GATE = Gate.load()
ALONE = [
    (f"{kind}: {said_first(conversation)}-{number}", conversation)
    for number, (kind, conversation) in enumerate(CONVERSATIONS)
    if begins_alone(conversation, GATE)
]
LEFT_OUT = [said_first(conversation) for _, conversation in CONVERSATIONS if not begins_alone(conversation, GATE)]


@pytest.fixture(scope="module")
def website(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Nothing listens where it looks for Rasa."""
    settings = settings_of(tmp_path_factory.mktemp("alone"), TRUSTED_PROXIES="1")
    prepare_database(settings, print)
    yield from start_website(settings)


def test_few_are_left_out():
    assert len(ALONE) >= FEWEST, LEFT_OUT


@pytest.mark.parametrize(
    ("number", "conversation"),
    [(number, conversation) for number, (_, conversation) in enumerate(ALONE)],
    ids=[name for name, _ in ALONE],
)
def test_without_rasa_nobody_is_left_alone_after_contacts(website: Service, number: int, conversation: list[Any]):
    # Of addresses of their own: no address may begin so many conversations in a minute.
    client = website.open(f"198.51.100.{number}")
    (first, _), *later = turns_of(conversation)
    shown = answer_to(client, first)
    assert shown[0]["type"] == "contacts", first
    assert not shown[0].get("collapsed"), first
    for said, meant in later:
        check(answer_to(client, said), said, meant, never_in(conversation))


def answer_to(client: Client, said: str) -> list[dict[str, Any]]:
    answer = client.press(said) if said.startswith("/") else client.say(said)
    assert answer["answered_by"] == "fallback"
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


def check(messages: list[dict[str, Any]], said: str, meant: str, never: list[str]) -> None:
    what = meant.partition(" ")[0]
    shown = f"{said!r} ({meant}): {texts(messages)!r}"
    assert len(contacts(messages)) == 1, shown
    assert not [each for each in never if each in texts(messages)], shown
    assert not [opening for opening in SMALL_TALK if opening in texts(messages)], shown
    if what in ("card", "again"):
        assert messages[0]["type"] == "contacts", shown
        assert not messages[0].get("collapsed"), shown
    elif what in QUESTIONS:
        # An honest answer, or words of the state where the question is not known for one about the practice.
        assert texts(messages).startswith(SORRY) or is_of_state(contacts(messages)[0].get("rule")), shown
    else:
        assert says(messages, what), shown
