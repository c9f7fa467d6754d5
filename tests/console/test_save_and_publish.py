"""From an answer straight to publishing, for those who may publish. Without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from bot.staff.roles import Role
from bot.website.console import topics
from tests.console.conftest import NAMES, PASSWORD, console_app, live_model, words_of
from tests.console.test_rules import send

GIFTS = "/staff/words/faq/gifts"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """With a live model that is made from what stands in the files."""
    app = console_app(tmp_path)
    live_model(tmp_path / "models", words_of(app))
    monkeypatch.setattr(topics, "MODELS", tmp_path / "models")
    return app


def test_a_therapist_publishes_with_the_third_click(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.THERAPIST], password=PASSWORD)
    assert "Save and publish" in client.get(GIFTS).get_data(as_text=True)
    files = words_of(app)
    form = {"text": "Please ask first. Then bring it.", "based_on": files.read("faq/gifts").token, "then": "publish"}
    answer = send(client, GIFTS + "/answer", **form)
    # The browser posts the same form to where publishing begins.
    assert (answer.status_code, answer.headers["Location"].partition("?seen=")[0]) == (307, "/staff/publish")
    assert files.read("faq/gifts").answer == form["text"]


def test_reception_saves_and_leaves_publishing_to_others(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    assert "Save and publish" not in client.get(GIFTS).get_data(as_text=True)
