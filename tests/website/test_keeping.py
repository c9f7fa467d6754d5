"""What is kept of a conversation, for how long, and that the client is told again what the assistant is."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from bot.conversations import store
from bot.database.engine import Database
from bot.database.tables.conversations import ConversationRow, ExchangeRow, RasaEventRow
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.chat.steps import disclose
from bot.website.housekeeping import tidy
from bot.website.services import Services

NOW = datetime(2026, 11, 20, 12)
# Words that stand in no file of the project; long enough to need pages of their own.
TYPED = "quirrlende Zwetschgenmarmelade " * 60


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
    monkeypatch.setattr(disclose, "DISCLOSE_EVERY", every)
    client = create_app(settings).test_client()
    notice = client.get("/api/notice").json["version"]
    started = client.post("/api/conversations", json={"notice": notice}).json
    headers = {"Authorization": f"Bearer {started['token']}"}
    body = {"id": str(uuid.uuid4()), "text": "hello"}
    answer = client.post("/api/messages", json=body, headers=headers).json
    assert (started["messages"][0]["text"] in [each["text"] for each in answer["messages"]]) is said
    assert disclose.DISCLOSE_EVERY in (timedelta(0), timedelta(hours=3))


def found_in(folder: Path) -> list[str]:
    """Files that hold a word of what was typed: database, write-ahead log, logs."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if b"Zwetschgenmarmelade" in path.read_bytes())


def by_the_client(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.delete("/api/conversations", headers=headers).status_code == 204


def by_expiry(client: FlaskClient, _headers: dict[str, str]) -> None:
    services: Services = client.application.extensions["between_sessions"]
    with services.database.session() as session:
        session.execute(update(ConversationRow).values(last_message_at=NOW - timedelta(days=400)))
    tidy(services)


@pytest.mark.parametrize("delete", [by_the_client, by_expiry])
def test_what_was_typed_is_in_no_file_after_deletion(settings: Settings, delete: Callable):
    client = create_app(settings).test_client()
    started = client.post("/api/conversations", json={"notice": client.get("/api/notice").json["version"]}).json
    headers = {"Authorization": f"Bearer {started['token']}"}
    # Another process has the database open, as Rasa has; else SQLite itself empties its log.
    with closing(sqlite3.connect(settings.state_dir / "between_sessions.sqlite")) as other:
        other.execute("SELECT count(*) FROM exchange").fetchall()
        body = {"id": str(uuid.uuid4()), "text": TYPED}
        assert client.post("/api/messages", json=body, headers=headers).status_code == 200
        (name,) = other.execute("SELECT id FROM conversation").fetchone()
        with Database(settings.database_url).session() as session:
            session.add(RasaEventRow(sender_id=name, type_name="user", data=TYPED))
        assert found_in(settings.state_dir)
        delete(client, headers)
        assert found_in(settings.state_dir) == []


def test_what_a_turn_under_way_kept_of_a_deleted_conversation_goes_too(settings: Settings):
    database = Database(settings.database_url)
    with database.session() as session:
        session.add_all(RasaEventRow(sender_id=name, type_name="user", data="{}") for name in ("web-gone", "shell"))
    with database.session() as session:
        store.delete_expired(session, NOW, hours=24)
    with database.session() as session:
        assert session.execute(select(RasaEventRow.sender_id)).scalars().all() == ["shell"]
