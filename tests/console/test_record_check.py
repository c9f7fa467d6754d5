"""The facts page names what contradicts itself in the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.practice.store import load_record, save_record
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, console_app
from tests.console.test_rules import send


def test_contradictions_are_shown_until_they_are_mended(tmp_path: Path):
    app = console_app(tmp_path)
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    assert "contradict each other" not in client.get("/staff/facts/").get_data(as_text=True)
    with app.extensions["between_sessions"].database.session() as session:
        save_record(session, replace(load_record(session), review_by=date(2020, 1, 1)), "Robin")
    page = client.get("/staff/facts/").get_data(as_text=True)
    assert "These facts contradict each other" in page
    assert "policy.review_by" in page
