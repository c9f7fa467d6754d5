"""Conversations as they are had, read from tests/assistant/dialogues/*.yml.

A turn is what the client says, and what must be seen: `topic` (of the first message that has one), `topics` (all of
them, in order), `has` and `hasnt` (words of the answer), `buttons` (beginnings of payloads), `contacts` (whom to call
comes first), `answered: false` (no topic is answered), `intent` (what Rasa made of it).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.words.training_texts import all_texts
from tests.assistant.conftest import Talk, payloads

DIALOGUES = [
    {**dialogue, "file": path.stem}
    for path in sorted(Path(__file__).with_name("dialogues").glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text("utf-8"))
]
FEWEST_DIALOGUES = 40
# Not right yet, with the reason; such a dialogue fails the day it goes right, so that the mark is taken away.
KNOWN_FAULT = "not_yet"
KNOWN_KEYS = {"say", "topic", "topics", "has", "hasnt", "buttons", "contacts", "answered", "intent"}


def parameters() -> list[Any]:
    """Each dialogue, marked where it is known not to go right."""
    found = []
    for each in DIALOGUES:
        marks = [pytest.mark.xfail(reason=each[KNOWN_FAULT], strict=True)] if KNOWN_FAULT in each else []
        found.append(pytest.param(each, id=f"{each['file']}: {each['name']}", marks=marks))
    return found


@pytest.mark.rasa
@pytest.mark.parametrize("dialogue", parameters())
def test_a_dialogue_goes_as_written(talk: Talk, dialogue: dict[str, Any]):
    for turn in dialogue["turns"]:
        messages = talk.say(turn["say"])
        check(talk, turn, messages)


def check(talk: Talk, turn: dict[str, Any], messages: list[dict[str, Any]]) -> None:
    words = "\n".join(each.get("text") or "" for each in messages)
    topics = [each["topic"] for each in messages if each.get("topic")]
    shown = f"{turn['say']!r} was answered with {topics}: {words}"
    if "topic" in turn:
        assert topics[:1] == [turn["topic"]], shown
    if "topics" in turn:
        assert topics == turn["topics"], shown
    if "has" in turn:
        assert turn["has"] in words, shown
    if "hasnt" in turn:
        assert turn["hasnt"] not in words, shown
    for beginning in turn.get("buttons", []):
        assert any(payload.startswith(beginning) for payload in payloads(messages)), shown
    if turn.get("contacts"):
        assert messages[0]["type"] == "contacts", shown
        assert len(messages[0]["contacts"]) >= 2
    if turn.get("answered") is False:
        assert not topics, shown
    if "intent" in turn:
        assert talk.tracker.latest_message.intent["name"] == turn["intent"], shown


def test_there_are_enough_dialogues_and_all_can_be_read():
    assert len(DIALOGUES) >= FEWEST_DIALOGUES
    assert not {key for each in DIALOGUES for turn in each["turns"] for key in turn} - KNOWN_KEYS


def test_no_long_turn_is_a_training_sentence():
    trained = {text.text.casefold() for text in all_texts()}
    said = [turn["say"] for each in DIALOGUES for turn in each["turns"]]
    # Short questions and small talk have only so many words.
    assert not [text for text in said if len(text.split()) > 8 and text.casefold() in trained]
