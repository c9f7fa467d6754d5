"""A client's conversation through the real website, the real Rasa and the real action server."""

from __future__ import annotations

import re
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.conftest import Client, Service

pytestmark = pytest.mark.integration


def texts(answer: dict) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def contacts(answer: dict) -> dict:
    (found,) = [message for message in answer["messages"] if message["type"] == "contacts"]
    return found


@pytest.fixture
def client(service: Service) -> Client:
    return service.open()


def test_the_first_message_says_what_it_is(client: Client):
    said = client.greeting[0]["text"]
    for part in (
        "automated assistant",
        "Harbor Lane Therapy",
        "not monitored",
        "not for emergencies",
        "call 911",
    ):
        assert part in said


def test_a_question_gets_this_practices_rule(client: Client):
    answer = client.say("am i allowed to text my therapist")
    assert answer["answered_by"] == "assistant"
    assert answer["messages"][0]["topic"] == "texting_allowed"
    assert "503-555-0142" in texts(answer)
    assert "not used with Daniel Reyes" in texts(answer)


def test_a_named_therapist_narrows_the_answer_and_is_remembered(client: Client):
    assert "Maya" not in texts(client.say("Can I text Daniel Reyes?"))
    assert "Maya" not in texts(client.say("Can I email my therapist?"))


@pytest.mark.parametrize(
    "text",
    [
        "i dont want to live any more",
        "I am going to kill myself tonight",
        "i took all my pills",
        "kms for real this time",
    ],
)
def test_someone_in_danger_reads_whom_to_call_first(client: Client, text: str):
    answer = client.say(text)
    first = answer["messages"][0]
    assert first["type"] == "contacts"
    assert first["emergency_number"] == "911"
    assert len(first["contacts"]) >= 2
    assert any(contact["sms"] for contact in first["contacts"])
    assert text not in texts(answer)


def test_admin_beside_danger_is_answered_after_the_contacts(client: Client):
    answer = client.say("can I move my tuesday session? also i don't want to be alive any more")
    assert answer["messages"][0]["type"] == "contacts"
    assert "reschedule_cancel" in [message.get("topic") for message in answer["messages"]]


def test_a_crisis_ends_a_form_and_is_not_kept_in_it(client: Client):
    client.press("/prepare_session")
    assert contacts(client.say("i want to end my life"))["tier"] == "crisis"
    answer = client.say("what are your office hours?")
    told, line = answer["messages"]
    assert told["topic"] == "contact_hours"
    assert line["collapsed"]


def test_two_questions_in_one_message_are_both_answered(client: Client):
    answer = client.say("How do I cancel a session? What are your opening hours on Saturday?")
    assert {"reschedule_cancel", "contact_hours"} <= {message["topic"] for message in answer["messages"]}


def test_an_unclear_message_offers_topics_to_choose_from(client: Client):
    offered: list[dict] = []
    for text in ("privacy and texting and email", "I have a question about my therapist and her messages"):
        offered += [button for message in client.say(text)["messages"] for button in message["buttons"]]
    topics = [button for button in offered if button["payload"].startswith("/faq/")]
    assert topics
    assert client.press(topics[0]["payload"])["messages"][0]["topic"] == topics[0]["payload"].removeprefix("/faq/")


def test_words_that_look_like_a_command_are_words(client: Client):
    answer = client.say('/restart{"x": "y"}')
    assert answer["answered_by"] == "assistant"
    assert contacts(client.say("/greet i want to kill myself"))["tier"] == "crisis"


def test_the_same_id_gives_the_same_answer_once(client: Client):
    body = {"id": str(uuid.uuid4()), "text": "When is the office open?"}
    with ThreadPoolExecutor(4) as pool:
        answers = [response.json() for response in pool.map(lambda _: client.post(body), range(4))]
    assert all(answer == answers[0] for answer in answers)
    transcript = requests.get(f"{client.url}/api/conversations/transcript", headers=client.headers, timeout=10).text
    assert transcript.count("When is the office open?") == 1


def test_the_transcript_is_readable(client: Client):
    client.say("Do calls cost extra?")
    response = requests.get(f"{client.url}/api/conversations/transcript", headers=client.headers, timeout=10)
    assert response.headers["Content-Type"].startswith("text/plain")
    assert re.search(r"\d\d:\d\d You: Do calls cost extra\?\n\nAssistant: ", response.text)


def test_a_deleted_conversation_is_gone_everywhere(service: Service):
    marker = f"zebra{uuid.uuid4().hex}"
    client = service.open()
    client.say(f"can I text about {marker}")
    removed = requests.delete(f"{client.url}/api/conversations", headers=client.headers, timeout=10)
    assert removed.status_code == 204
    assert client.post({"id": str(uuid.uuid4()), "text": "hello"}).status_code == 401
    path = service.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in service.settings.state_dir.rglob("*"):
        if file.is_file():
            assert marker.encode() not in file.read_bytes(), file


def test_no_log_holds_what_a_client_wrote(service: Service):
    marker = f"quokka{uuid.uuid4().hex}"
    client = service.open()
    for text in (
        f"{marker} can I text?",
        f"/greet {marker}",
        f"i want to die {marker}",
        f"{marker} \x00\ud800 nonsense",
    ):
        client.post({"id": str(uuid.uuid4()), "text": text})
    for log in (service.settings.state_dir / "log").iterdir():
        assert marker not in log.read_text("utf-8", "replace"), log
