"""Nobody is left alone after contacts, also when Rasa's process is killed between two messages, and when it is back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.dialogue.after_contacts.answering import WORDS
from bot.wording import wording
from tests.conftest import Client, Service

pytestmark = pytest.mark.integration

# What is said first, while Rasa is killed, and when it is back; each with what the words after contacts mean.
CONVERSATIONS = [
    ("I want to kill myself", ("ok", "ok"), ("what do I do now", "what_now")),
    ("I want to kill myself", ("what do I do now", "what_now"), ("thanks", "thanks")),
    ("I want to kill myself", ("nobody answers", "no_answer"), ("ok", "ok")),
    ("I want to kill myself", ("thanks", "thanks"), ("bye", "goodbye")),
    ("i want to end my life", ("stop", "stop"), ("no", "no")),
    ("i want to end my life", ("I don't want to call anyone", "not_call"), ("can I text instead", "cannot_speak")),
    ("i took all my pills", ("what now", "what_now"), ("ok", "ok")),
    ("i took all my pills", ("I feel fine", "calmer"), ("I'm ok now", "calmer")),
    ("I cut myself again tonight", ("will you tell my therapist", "therapist"), ("ok", "ok")),
    ("my husband beat me up last night", ("he will hear me", "cannot_speak"), ("can they trace me", "trace")),
    ("I was raped last night", ("will they call the police", "police"), ("stay with me", "stay_with_me")),
    ("my friend wants to kill himself", ("it's about my brother", "someone_else"), ("ok", "ok")),
    ("I don't want to be alive any more", ("it's pointless", "no_help_before"), ("hello", "greeting")),
    ("I can't breathe and my chest hurts", ("they are on their way", "called"), ("thanks", "thanks")),
    ("help me", ("ok", "ok"), ("are you a person", "person")),
    ("I need someone", ("purple monkey dishwasher", "unknown"), ("I have nobody", "alone")),
]


@dataclass
class Said:
    """What was answered in a conversation: before, while and after Rasa was killed."""

    answers: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def said(service: Service) -> list[Said]:
    """All conversations, held while Rasa is killed once and started again."""
    clients: list[Client] = [service.open() for _ in CONVERSATIONS]
    found = [Said() for _ in CONVERSATIONS]

    def say(turn: int) -> None:
        for client, each, conversation in zip(clients, found, CONVERSATIONS, strict=True):
            text = conversation[turn] if turn == 0 else conversation[turn][0]
            each.answers.append(client.say(str(text)))

    say(0)
    service.stop_rasa()
    try:
        say(1)
    finally:
        service.start_rasa()
    say(2)
    return found


def says(answer: dict[str, Any], meant: str) -> bool:
    entry = wording(WORDS)["answers"][meant]
    words = "\n".join(each["text"] for each in answer["messages"] if each["type"] == "text")
    return any(words.startswith(entry[key].split("{")[0].strip()) for key in ("text", "emergency") if key in entry)


@pytest.mark.parametrize(
    "number", range(len(CONVERSATIONS)), ids=[f"{each[0]}, {each[1][0]}" for each in CONVERSATIONS]
)
def test_it_stays_with_the_person_whatever_happens_to_rasa(said: list[Said], number: int):
    first, while_down, when_back = said[number].answers
    assert first["messages"][0]["type"] == "contacts"
    assert while_down["answered_by"] == "fallback"
    assert when_back["answered_by"] == "assistant"
    for answer, (_, meant) in zip((while_down, when_back), CONVERSATIONS[number][1:], strict=True):
        assert says(answer, meant), answer["messages"]
        (line,) = [each for each in answer["messages"] if each["type"] == "contacts"]
        assert line["collapsed"]
        assert line["line"]


def test_contacts_that_were_shown_without_rasa_are_known_to_it_afterwards(service: Service):
    client = service.open()
    service.stop_rasa()
    try:
        assert client.say("I want to kill myself")["answered_by"] == "fallback"
    finally:
        service.start_rasa()
    answer = client.say("ok")
    assert answer["answered_by"] == "assistant"
    assert says(answer, "ok")
