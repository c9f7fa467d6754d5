"""Which other pages may show the chat, and what staff may type for one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot import deadlines
from bot.database.engine import Database
from bot.publishing.fresh_database import prepare_database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.origins import OriginError, add_origin, origin_of, remove_origin


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://practice.example", "https://practice.example"),
        (" Practice.Example/contact?x=1#y ", "https://practice.example"),
        ("https://www.practice.example:443/", "https://www.practice.example"),
        ("https://practice.example:8443", "https://practice.example:8443"),
        ("https://prâctice.example", "https://xn--prctice-qwa.example"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_an_address_becomes_its_origin(typed: str, origin: str):
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no_address"),
        ("my website", "no_address"),
        ("practice", "no_address"),
        ("https://", "no_address"),
        ("https://practice.example:port", "no_address"),
        ("http://practice.example", "not_secure"),
        ("ftp://practice.example", "not_secure"),
        ("https://*.example", "wildcard"),
        ("null", "no_address"),
    ],
)
def test_what_is_no_origin_is_refused(typed: str, reason: str):
    with pytest.raises(OriginError, match=reason):
        origin_of(typed)


def test_a_change_of_the_list_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # What is removed may otherwise be answered for some seconds more.
    monkeypatch.setattr(deadlines, "ORIGINS_HOLD", 0.0)
    settings = Settings.from_environment(
        {"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "ALLOWED_ORIGINS": "https://set.example"}
    )
    prepare_database(settings, lambda line: None)
    client, database = create_app(settings).test_client(), Database(settings.database_url)

    def answered(origin: str) -> str | None:
        response = client.get("/api/help", headers={"Origin": origin})
        return response.headers.get("Access-Control-Allow-Origin")

    assert answered("https://set.example") == "https://set.example"
    assert answered("https://new.example") is None
    with database.session() as session:
        assert add_origin(session, "https://new.example", datetime(2026, 11, 22))
    assert answered("https://new.example") == "https://new.example"
    assert answered("https://new.example.evil.example") is None
    with database.session() as session:
        assert remove_origin(session, "https://new.example")
    assert answered("https://new.example") is None


def test_while_the_database_is_gone_the_list_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deadlines, "ORIGINS_HOLD", 0.0)
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})
    prepare_database(settings, lambda line: None)
    client = create_app(settings).test_client()
    with Database(settings.database_url).session() as session:
        add_origin(session, "https://new.example", datetime(2026, 11, 22))
    headers = {"Origin": "https://new.example"}
    assert client.get("/api/help", headers=headers).headers["Access-Control-Allow-Origin"]
    for path in tmp_path.glob("between_sessions.sqlite*"):
        path.unlink()
    (tmp_path / "between_sessions.sqlite").mkdir()
    assert client.get("/api/help", headers=headers).headers["Access-Control-Allow-Origin"]
