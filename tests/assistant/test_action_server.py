"""With the action server gone: what needs none is answered, the rest fails as a whole, for the website to answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.dialogue.forms import PREPARE_FORM
from tests.assistant.conftest import Assistant, Talk, alive, notes

pytestmark = pytest.mark.rasa


@contextmanager
def fails() -> Iterator[None]:
    """Expects that the turn fails because its action did."""
    from rasa.engine.exceptions import GraphComponentException

    from bot.assistant.failed_actions import ActionFailedError

    with pytest.raises(GraphComponentException) as failed:
        yield
    assert isinstance(failed.value.__cause__, ActionFailedError)


@pytest.fixture
def gone(assistant: Assistant) -> Iterator[None]:
    assistant.actions.stop()
    yield
    assistant.actions.start()
    alive(assistant)


@pytest.fixture
def hanging(gone: None, assistant: Assistant) -> Iterator[None]:
    """Something takes the connections that are meant for the action server, and says nothing."""
    with socket.create_server(("127.0.0.1", assistant.settings.actions_port)):
        yield


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", "automated assistant"),
        ("May I text my therapist?", "Texts may not be private"),
        ("I want to kill myself", "988"),
        ("let me talk to a person", "503-555-0140"),
        ("/prepare_session", "Question 1 of 4"),
        ("stop", "stopped"),
    ],
)
@pytest.mark.usefixtures("gone")
def test_what_needs_no_action_is_answered(talk: Talk, text: str, told: str):
    assert told in str(talk.say(text))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("are you open on Sunday?", "contact_hours"),
        ("I emailed Daniel on Friday night, when will I get an answer?", "response_time"),
    ],
)
@pytest.mark.usefixtures("gone")
def test_a_topic_is_answered_without_what_would_be_worked_out(talk: Talk, text: str, topic: str):
    (message,) = talk.say(text)
    assert message["topic"] == topic


@pytest.mark.parametrize("text", ["write a message to cancel my session", "/draft_message"])
@pytest.mark.usefixtures("gone")
def test_what_needs_one_fails_as_a_whole(talk: Talk, text: str):
    with fails():
        talk.say(text)


@pytest.mark.usefixtures("hanging")
def test_one_that_hangs_is_given_up(talk: Talk):
    """Rasa itself waits for five minutes, and as long no other message of the conversation is answered."""
    (message,) = talk.say("are you open on Sunday?")
    assert message["topic"] == "contact_hours"
    with fails():
        talk.say("write a message to cancel my session")


def test_the_note_is_not_lost(talk: Talk, assistant: Assistant):
    talk.say("/prepare_session")
    for answer in ("I got no answer", "/skip", "/skip", "/skip"):
        talk.say(answer)
    assistant.actions.stop()
    try:
        with fails():
            talk.say("/affirm")
        assert talk.form == PREPARE_FORM
    finally:
        assistant.actions.start()
        alive(assistant)
    (note,) = notes(talk.say("/affirm"))
    assert "I got no answer" in note["text"]
    assert talk.slot("what_happened") is None


@pytest.mark.usefixtures("gone")
def test_a_form_forgets_all_the_same(talk: Talk):
    talk.say("/prepare_session")
    talk.say("something private")
    talk.say("/stop")
    assert talk.slot("what_happened") is None
    assert talk.form is None
