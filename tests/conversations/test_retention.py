"""How long conversations are kept, as administrators set it."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import deadlines
from bot.conversations import store
from bot.conversations.retention import Retention, RetentionError, set_hours
from bot.database.engine import Database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.housekeeping import tidy


@pytest.fixture
def settings(with_demo_practice: Path, tmp_path: Path) -> Settings:
    shutil.copytree(with_demo_practice, tmp_path, dirs_exist_ok=True)
    return Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "CONVERSATION_HOURS": "24"})


def change(settings: Settings, hours: int) -> None:
    with Database(settings.database_url).session() as session:
        set_hours(session, hours)


def test_the_setting_holds_until_an_administrator_sets_another(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deadlines, "RETENTION_HOLDS", 0.0)
    hours = Retention(Database(settings.database_url), settings.conversation_hours).hours
    assert hours() == 24
    change(settings, 3)
    assert hours() == 3
    change(settings, 48)
    assert hours() == 48


def test_while_the_database_is_gone_the_last_hours_hold(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deadlines, "RETENTION_HOLDS", 0.0)
    change(settings, 3)
    database = Database(settings.database_url)
    kept = Retention(database, settings.conversation_hours)
    assert kept.hours() == 3
    database.engine.dispose()
    for path in settings.state_dir.glob("between_sessions.sqlite*"):
        os.unlink(path)
    (settings.state_dir / "between_sessions.sqlite").mkdir()
    assert kept.hours() == 3


@pytest.mark.parametrize("hours", [0, -1, 721])
def test_too_few_or_many_hours_are_refused(settings: Settings, hours: int):
    with pytest.raises(RetentionError):
        change(settings, hours)


def test_clients_are_told_and_asked_and_the_housekeeping_deletes_by_it(settings: Settings):
    before = create_app(settings).test_client().get("/api/notice").json
    change(settings, 3)
    app = create_app(settings)
    client = app.test_client()
    now = client.get("/api/notice").json
    assert "3 hours" in now["text"]
    assert "24 hours" in before["text"]
    assert client.post("/api/conversations", json={"notice": before["version"]}).status_code == 409
    started = client.post("/api/conversations", json={"notice": now["version"]}).json
    left = datetime.fromisoformat(started["expires_at"]) - datetime.now(timezone.utc)
    assert timedelta(hours=2) < left <= timedelta(hours=3)

    services, old = app.extensions["between_sessions"], datetime.now(timezone.utc).replace(tzinfo=None)
    with services.database.session() as session:
        store.open_conversation(session, "web-old", "x", old - timedelta(hours=4))
        store.open_conversation(session, "web-new", "x", old - timedelta(hours=2))
    tidy(services)
    with services.database.session() as session:
        assert not store.exists(session, "web-old")
        assert store.exists(session, "web-new")
