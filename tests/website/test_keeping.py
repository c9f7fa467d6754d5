"""What is kept of a conversation, for how long, and that the client is told again what the assistant is."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.conversations import store
from bot.database.engine import Database
from bot.database.tables.conversations import ConversationRow, ExchangeRow, RasaEventRow
from bot.running.prepare import prepare_database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.chat import routes
from bot.website.housekeeping import tidy

NOW = datetime(2026, 11, 20, 12)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})
    prepare_database(settings, lambda line: None)
    return settings


def keep(database: Database, name: str, last_message_at: datetime) -> None:
    with database.session() as session:
        store.open_conversation(session, name, "1", last_message_at)
        session.flush()
        store.claim_message(session, name, str(uuid.uuid4()), "hello", last_message_at)
        session.add(RasaEventRow(sender_id=name, type_name="user", data="{}"))


def rows(database: Database) -> list[int]:
    with database.session() as session:
        tables = (ConversationRow, ExchangeRow, RasaEventRow)
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_a_conversation_ends_when_its_last_message_is_too_old(settings: Settings):
    database = Database(settings.database_url)
    keep(database, "web-old", NOW - timedelta(hours=25))
    keep(database, "web-new", NOW - timedelta(hours=23))
    with database.session() as session:
        assert store.delete_expired(session, NOW, hours=24) == 1
    assert rows(database) == [1, 1, 1]


def test_housekeeping_deletes_what_has_expired(settings: Settings):
    app = create_app(settings)
    services = app.extensions["between_sessions"]
    keep(services.database, "web-old", NOW - timedelta(days=400))
    tidy(services)
    assert rows(services.database) == [0, 0, 0]


@pytest.mark.parametrize(("every", "said"), [(timedelta(0), True), (timedelta(hours=3), False)])
def test_what_it_is_is_said_again_after_three_hours(settings: Settings, monkeypatch, every: timedelta, said: bool):
    monkeypatch.setattr(routes, "DISCLOSE_EVERY", every)
    client = create_app(settings).test_client()
    notice = client.get("/api/notice").json["version"]
    started = client.post("/api/conversations", json={"notice": notice}).json
    headers = {"Authorization": f"Bearer {started['token']}"}
    body = {"id": str(uuid.uuid4()), "text": "hello"}
    answer = client.post("/api/messages", json=body, headers=headers).json
    assert (started["messages"][0] in answer["messages"]) is said
    assert routes.DISCLOSE_EVERY in (timedelta(0), timedelta(hours=3))
