"""Whether an answer helped, and the staff's review list: what comes onto it, and what never does."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from bot.conversations.rasa_client import Reply
from bot.conversations.review import (
    LABELLED,
    MOST_QUESTIONS,
    NOT_UNDERSTOOD,
    OPEN,
    REJECTED,
    UNHELPFUL,
    in_own_words,
    note_question,
    review_questions,
    settle_question,
    tidy_review_list,
)
from bot.conversations.store import Understood
from bot.database.tables.conversations import ConversationRow
from bot.database.tables.review import ReviewQuestionRow
from bot.practice.store import save_record
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.housekeeping import tidy
from bot.website.services import Services
from tests.practice_day import today

TOPICS = (("texting_allowed", 0.41), ("contact_hours", 0.2), ("gifts", 0.1))
TODAY = date(2026, 11, 22)


class Rasa:
    """Answers as the Rasa process does; which topics it found is set by the test."""

    def __init__(self) -> None:
        self.understood: Understood | None = Understood("answer", TOPICS)
        self.preparing = False

    def ask(self, _conversation: str, _text: str, *_: object) -> Reply:
        message = {"type": "text", "text": "an answer", "buttons": [], "topic": "gifts"}
        return Reply([message], self.preparing, self.understood)


@pytest.fixture
def http(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings)
    found = services(app)
    found.rasa = Rasa()  # type: ignore[assignment]
    found.pipeline = replace(found.pipeline, ask=replace(found.pipeline.ask, rasa=found.rasa))
    with app.test_client() as client:
        notice = client.get("/api/notice").json["version"]
        token = client.post("/api/conversations", json={"notice": notice}).json["token"]
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        yield client


def services(app: Any) -> Services:
    found: Services = app.extensions["between_sessions"]
    return found


def say(http: FlaskClient, said: str, key: str = "text") -> str:
    message_id = str(uuid.uuid4())
    assert http.post("/api/messages", json={"id": message_id, key: said}).status_code == 200
    return message_id


def rate(http: FlaskClient, message_id: str, helpful: Any = False) -> int:
    return http.post("/api/feedback", json={"id": message_id, "helpful": helpful}).status_code


def listed(http: FlaskClient) -> list[Any]:
    with services(http.application).database.session() as session:
        return review_questions(session)


def unsure(http: FlaskClient, act: str = "unsure") -> None:
    services(http.application).rasa.understood = Understood(act, TOPICS)  # type: ignore[attr-defined]


def test_what_did_not_help_comes_onto_the_list_once(http: FlaskClient):
    message_id = say(http, "Can she text me about the bill?")
    assert listed(http) == []
    assert [rate(http, message_id), rate(http, message_id)] == [204, 204]
    (question,) = listed(http)
    assert question.words == "can she text me about the bill?"
    assert (question.not_understood, question.unhelpful) == (0, 1)
    assert question.topics == TOPICS
    assert question.day == today()


def test_what_helped_does_not(http: FlaskClient):
    assert rate(http, say(http, "Can she text me about the bill?"), helpful=True) == 204
    assert listed(http) == []


@pytest.mark.parametrize("act", ["unsure", "offer"])
def test_what_was_not_understood_comes_onto_the_list(http: FlaskClient, act: str):
    unsure(http, act)
    for _ in range(2):
        say(http, "is the thing with the forms a yes or no")
    (question,) = listed(http)
    assert question.not_understood == 2


@pytest.mark.parametrize("act", ["answer", "outside", "intent"])
def test_what_was_understood_does_not(http: FlaskClient, act: str):
    unsure(http, act)
    say(http, "is the thing with the forms a yes or no")
    assert listed(http) == []


def test_what_the_client_calls_misread_comes_onto_the_list(http: FlaskClient):
    say(http, "Can she text me about the bill?")
    unsure(http, "misread")
    say(http, "no that is not what I meant")
    (question,) = listed(http)
    assert question.words == "can she text me about the bill?"
    assert question.unhelpful == 1


@pytest.mark.parametrize("danger", ["i want to kill myself tonight", "sorry to bother you but i took all my pills"])
def test_nothing_that_tells_of_danger_comes_onto_the_list(http: FlaskClient, danger: str):
    unsure(http)
    rate(http, say(http, danger))
    assert listed(http) == []


def test_nothing_said_for_a_note_comes_onto_the_list(http: FlaskClient):
    unsure(http)
    rasa = services(http.application).rasa
    rasa.preparing = True  # type: ignore[attr-defined]
    messages = [say(http, "help me say that he hurt me"), say(http, "he laughed about my letter")]
    rasa.preparing = False  # type: ignore[attr-defined]
    messages.append(say(http, "begin with the letter please"))
    for message_id in messages:
        rate(http, message_id)
    assert listed(http) == []


def test_a_button_has_no_words(http: FlaskClient):
    assert rate(http, say(http, "/faq/gifts", key="payload")) == 204
    assert listed(http) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": str(uuid.uuid4()), "helpful": True}, 404),
        ({"id": "7", "helpful": True}, 422),
        ({"id": str(uuid.uuid4()), "helpful": "yes"}, 422),
        ({"helpful": True}, 422),
    ],
)
def test_feedback_that_cannot_be_taken_says_why(http: FlaskClient, body: dict[str, Any], status: int):
    response = http.post("/api/feedback", json=body)
    assert response.status_code == status
    assert response.json["detail"]


def test_nobody_rates_the_answers_of_others(http: FlaskClient):
    message_id = say(http, "Can she text me about the bill?")
    notice = http.get("/api/notice").json["version"]
    other = http.post("/api/conversations", json={"notice": notice}).json["token"]
    body = {"id": message_id, "helpful": False}
    assert http.post("/api/feedback", json=body, headers={"Authorization": f"Bearer {other}"}).status_code == 404
    assert listed(http) == []


def test_who_wrote_is_nowhere_once_the_conversation_is_deleted(http: FlaskClient, settings: Settings):
    unsure(http)
    told = {
        "name": "Ottoline",
        "surname": "Featherstonehaugh",
        "number": "503-555-0188",
        "mail": "o.feather@example.org",
        "place": "Threadneedle Street",
        "link": "https://example.org/~otto",
        "therapist": "Okafor",
    }
    text = (
        f"hi my name is {told['name']} {told['surname']} from 12 {told['place']}, can {told['therapist']} call me on "
        f"{told['number']} or write to {told['mail']} about the form at {told['link']}"
    )
    rate(http, say(http, text))
    (question,) = listed(http)
    assert "about the form" in question.words
    assert http.delete("/api/conversations").status_code == 204
    with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        review = str([database.execute("SELECT * FROM review_question").fetchall()])
    assert "review_question" in tables
    for word in told.values():
        assert word.casefold() not in review.casefold()
    for file in settings.state_dir.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            for name, word in told.items():
                # The practice's own record names its therapist.
                assert name == "therapist" or word.lower().encode() not in content, (file, word)


def test_the_list_has_a_limit_and_forgets(http: FlaskClient):
    database = services(http.application).database
    words = ["text", "email", "call", "form", "bill", "session", "letter", "note", "office", "friend", "gift", "video"]
    texts = [f"about the {a} and {b} or {c} again" for a in words for b in words for c in words]
    with database.session() as session:
        note_question(session, "an old question about the bill", NOT_UNDERSTOOD, TOPICS, TODAY - timedelta(days=400))
        assert tidy_review_list(session, TODAY, 24) == 1
        for index in range(MOST_QUESTIONS + 5):
            note_question(
                session, f"{texts[index % len(texts)]} {words[index // len(texts)]}", UNHELPFUL, TOPICS, TODAY
            )
        assert tidy_review_list(session, TODAY, 24) == 5
        assert len(review_questions(session)) == MOST_QUESTIONS


def test_a_settled_question_does_not_come_up_again(http: FlaskClient):
    database = services(http.application).database
    with database.session() as session:
        note_question(session, "is the form a yes or no", NOT_UNDERSTOOD, TOPICS, TODAY)
        (question,) = review_questions(session)
        assert settle_question(session, question.id, LABELLED, "informed_consent").label == "informed_consent"
        note_question(session, "Is the form a yes or no", NOT_UNDERSTOOD, TOPICS, TODAY)
        assert review_questions(session) == []
        assert [each.not_understood for each in review_questions(session, LABELLED)] == [2]


def test_therapists_are_not_named_on_the_list_though_their_name_is_a_word(http: FlaskClient):
    found = services(http.application)
    record = found.live.current()
    first, *others = record.therapists
    named = replace(record, therapists=(replace(first, name="Dr. Window", aliases=("Table",)), *others))
    with found.database.session() as session:
        save_record(session, named, author="test", note="")
    rate(http, say(http, "can i text window or table about the bill?"))
    (question,) = listed(http)
    assert "window" not in question.words
    assert "table" not in question.words
    assert "about the bill" in question.words


def test_the_housekeeping_tidies_the_list(http: FlaskClient):
    with services(http.application).database.session() as session:
        assert note_question(session, "may i text about the bill", UNHELPFUL, TOPICS, date(2020, 1, 1))
        assert note_question(session, "may i email about the bill", UNHELPFUL, TOPICS, today())
    tidy(services(http.application))
    assert [each.words for each in listed(http)] == ["may i email about the bill"]


def test_a_deleted_conversation_has_no_transcript(http: FlaskClient):
    say(http, "Can she text me about the bill?")
    assert "bill" in http.get("/api/conversations/transcript").get_data(as_text=True)
    assert http.delete("/api/conversations").status_code == 204
    answer = http.get("/api/conversations/transcript")
    assert answer.status_code == 401
    assert "bill" not in answer.get_data(as_text=True)


def by_the_client(http: FlaskClient) -> None:
    assert http.delete("/api/conversations").status_code == 204


def by_expiry(http: FlaskClient) -> None:
    found = services(http.application)
    with found.database.session() as session:
        session.execute(update(ConversationRow).values(last_message_at=datetime.now() - timedelta(days=400)))
    tidy(found)


@pytest.mark.parametrize("ends", [by_the_client, by_expiry])
@pytest.mark.parametrize("state", [OPEN, LABELLED, REJECTED])
def test_what_is_on_the_list_goes_with_the_conversation(http: FlaskClient, settings: Settings, ends: Any, state: str):
    """Also where staff have decided on it: what they keep are words of their own."""
    unsure(http)
    rate(http, say(http, "may the lighthouse keeper read the form"))
    (question,) = listed(http)
    assert (question.not_understood, question.unhelpful) == (1, 1)
    with services(http.application).database.session() as session:
        settle_question(session, question.id, state)
    ends(http)
    with services(http.application).database.session() as session:
        assert session.get(ReviewQuestionRow, question.id) is None
    for file in settings.state_dir.rglob("*"):
        assert not file.is_file() or b"lighthouse keeper" not in file.read_bytes(), file


def test_a_question_of_two_clients_stays_for_the_other_one(http: FlaskClient):
    unsure(http)
    say(http, "is the thing with the forms a yes or no")
    notice = http.get("/api/notice").json["version"]
    other = {"Authorization": f"Bearer {http.post('/api/conversations', json={'notice': notice}).json['token']}"}
    body = {"id": str(uuid.uuid4()), "text": "Is the thing with the forms a yes or no"}
    assert http.post("/api/messages", json=body, headers=other).status_code == 200
    assert [each.not_understood for each in listed(http)] == [2]
    by_the_client(http)
    assert [each.not_understood for each in listed(http)] == [1]
    assert http.delete("/api/conversations", headers=other).status_code == 204
    assert listed(http) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("what colour is the door of the office", False),
        ("Hello, what colour is the door of the house?", False),
        ("Which color does the front door have?", True),
        ("is there a door", True),
        ("", False),
    ],
)
def test_what_staff_keep_is_said_in_words_of_their_own(text: str, own: bool):
    assert in_own_words(text, "what colour is the door of the office") is own
