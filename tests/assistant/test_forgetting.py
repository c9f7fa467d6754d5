"""After the note was shown, or the form ended in another way, nothing of what was typed is kept anywhere."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.conversations.forgetting import private_spans, without_words
from tests.assistant.conftest import Talk, notes
from tests.conftest import Client, Service

# Words that stand in no file of the project.
WORRY = "zinnober quastenflosser"
FEELING = "plimpernell wackelzahn"
WISH = "Krummhorn sieben"
OPENING = "May I begin with Vogelbeere"
TYPED = (WORRY, FEELING, WISH, OPENING)
FORMS = [word.encode() for words in TYPED for word in words.split() if len(word) > 5]


def answer_all(client: Client) -> dict:
    client.say(f"help me prepare for my session, it is about {WORRY}")
    for words in TYPED:
        client.say(words)
    return client.say("yes")


def found_in(folder: Path) -> list[str]:
    """Files of the folder that hold any of the words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return sorted(f"{path.name}: {word.decode()}" for path in files for word in FORMS if word.lower() in _bytes(path))


def _bytes(path: Path) -> bytes:
    """What a file holds, in small letters; nothing if SQLite has just removed it."""
    try:
        return path.read_bytes().lower()
    except FileNotFoundError:
        return b""


@pytest.mark.integration
@pytest.mark.rasa
class TestRunning:
    """Through the running processes, with their database files and logs."""

    def test_nothing_typed_is_left_after_the_note(self, service: Service):
        client = service.open()
        client.say("May I text my therapist?")
        answer = answer_all(client)
        note = answer["messages"][-1]["note"]["text"]
        assert all(words in note for words in TYPED)
        assert found_in(service.settings.state_dir) == []

    def test_while_it_is_written_it_is_kept_for_the_form_alone(self, service: Service):
        client = service.open()
        client.say("/prepare_session")
        client.press("/prepare_session")
        client.say(WORRY)
        with sqlite3.connect(service.settings.state_dir / "between_sessions.sqlite") as database:
            (said,) = database.execute("SELECT count(*) FROM exchange WHERE said LIKE ?", (f"%{WORRY}%",)).fetchone()
        assert said == 0
        client.say("stop")
        assert found_in(service.settings.state_dir) == []

    @pytest.mark.parametrize("ending", ["stop", "I want to kill myself"])
    def test_nothing_typed_is_left_after_another_ending(self, service: Service, ending: str):
        client = service.open()
        client.press("/prepare_session")
        for words in TYPED:
            client.say(words)
        client.say(ending)
        assert found_in(service.settings.state_dir) == []

    def test_the_conversation_goes_on_after_it(self, service: Service):
        client = service.open()
        answer_all(client)
        assert client.say("How soon will I get a reply?")["messages"][0]["topic"] == "response_time"
        again = client.press("/prepare_session")
        assert again["preparing"] is True
        assert "Question 1" in again["messages"][-1]["text"]
        client.say("stop")

    def test_the_transcript_says_that_it_is_not_kept(self, service: Service):
        import requests

        client = service.open()
        answer_all(client)
        transcript = requests.get(f"{client.url}/api/conversations/transcript", headers=client.headers, timeout=10)
        assert transcript.status_code == 200
        assert "not kept" in transcript.text
        assert not any(word.decode() in transcript.text for word in FORMS)

    def test_a_retry_of_the_last_message_does_not_bring_the_note_back(self, service: Service):
        client = service.open()
        client.press("/prepare_session")
        for words in TYPED:
            client.say(words)
        body = {"id": "11111111-2222-4333-8444-555555555555", "text": "yes"}
        assert "note" in client.post(body).json()["messages"][-1]
        again = client.post(body).json()["messages"][-1]
        assert "note" not in again
        assert "not kept" in again["text"]


@pytest.mark.rasa
def test_the_tracker_keeps_its_events_but_not_their_words(talk: Talk):
    talk.say("/prepare_session")
    for words in TYPED:
        talk.say(words)
    before = len(talk.tracker.events)
    assert notes(talk.say("yes"))
    events = [event.as_dict() for event in talk.tracker.events]
    assert len(events) > before
    kept = json.dumps(events).lower()
    assert not any(word.decode().lower() in kept for word in FORMS)
    # The next save adds to these events; had some gone, it would leave some out.
    talk.say("May I text my therapist?")
    after = [event.as_dict() for event in talk.tracker.events]
    assert [event["event"] for event in after[: len(events)]] == [event["event"] for event in events]
    assert after[-2]["metadata"]["utter_action"] == "utter_faq/texting_allowed"


@pytest.mark.rasa
def test_what_was_said_outside_the_form_stays(talk: Talk):
    talk.say("May I text my therapist?")
    talk.say("/prepare_session")
    talk.say(WORRY)
    talk.say("stop")
    talk.say("Is email private?")
    said = [event.as_dict().get("text") for event in talk.tracker.events if event.type_name == "user"]
    assert said == ["May I text my therapist?", "", "", "", "Is email private?"]


def test_an_open_form_keeps_its_words():
    events = [
        {"event": "user", "text": "a"},
        {"event": "active_loop", "name": "prepare_session_form"},
        {"event": "user", "text": "b"},
    ]
    assert private_spans(events) == []
    ended = [*events, {"event": "active_loop", "name": None}, {"event": "bot"}, {"event": "user", "text": "c"}]
    assert private_spans(ended) == [(0, 5)]


def test_only_words_are_taken_out():
    slot = {"event": "slot", "name": "therapist", "value": "maya-okafor"}
    assert without_words(slot) is slot
    bot = {
        "event": "bot",
        "text": "Here",
        "metadata": {"note": {"text": "mine"}, "utter_action": "utter_prepared_note"},
    }
    assert without_words(bot)["metadata"] == {"utter_action": "utter_prepared_note"}
