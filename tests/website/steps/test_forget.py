"""Who asks in the chat that what they wrote be deleted has it deleted, and is told so."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.conversations.rasa_client import RasaClient, Reply
from bot.messages import text_message
from bot.settings import Settings
from bot.website.app import create_app

WORDS = "the lighthouse keeper borrowed my umbrella"


@pytest.fixture
def http(settings: Settings) -> FlaskClient:
    """Rasa is down: a deletion needs none."""
    client = create_app(settings).test_client()
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def say(http: FlaskClient, text: str, language: str = "en", key: str = "text") -> dict:  # type: ignore[type-arg]
    body = {"id": str(uuid.uuid4()), key: text}
    return http.post("/api/messages", json=body, headers={"Accept-Language": language}).json  # type: ignore[no-any-return]


def files_with_the_words(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and b"lighthouse keeper" in path.read_bytes()]


@pytest.mark.parametrize("text", ["please delete what I told you", "delete it please", "borra lo que escribí"])
def test_it_is_deleted_and_said(http: FlaskClient, settings: Settings, text: str):
    say(http, WORDS)
    assert files_with_the_words(settings.state_dir)
    answer = say(http, text)
    assert answer["deleted"] is True
    assert "I have deleted this chat" in answer["messages"][0]["text"]
    assert files_with_the_words(settings.state_dir) == []
    assert http.get("/api/conversations/transcript").status_code == 401
    assert say(http, "hello")["status"] == 401


def test_who_asks_how_gets_the_button(http: FlaskClient, settings: Settings):
    say(http, WORDS)
    answer = say(http, "how do I delete this chat")
    assert "deleted" not in answer
    (button,) = answer["messages"][0]["buttons"]
    assert button["title"] == "Delete the chat now"
    assert files_with_the_words(settings.state_dir)
    assert say(http, button["payload"], key="payload")["deleted"] is True
    assert files_with_the_words(settings.state_dir) == []


def test_what_rasa_would_say_does_not_take_the_buttons_place(http: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(RasaClient, "ask", lambda *_, **__: Reply([text_message("I cannot help with apps.")]))
    (message,) = say(http, "how do I delete this chat")["messages"]
    assert [button["title"] for button in message["buttons"]] == ["Delete the chat now"]


def test_it_is_said_in_the_language_of_the_chat(http: FlaskClient):
    assert "He borrado este chat" in say(http, "borra todo por favor", "es")["messages"][0]["text"]


def test_danger_in_the_same_breath_comes_first(http: FlaskClient):
    answer = say(http, "delete everything I wrote, I am going to kill myself tonight")
    assert answer["messages"][0]["type"] == "contacts"
    assert "deleted" not in answer
