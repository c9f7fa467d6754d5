"""The assistant's replies in the console: edited like other words, live once they are published. Without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.staff.roles import Role
from bot.words.files import WordFiles
from bot.words.wording_file import edit_token, read_wording, source_of
from tests.console.conftest import NAMES, PASSWORD, console_app, words_of
from tests.console.test_rules import send

PAGE = "/staff/wording/responses"
GOODBYE = "utter_goodbye.0.text"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return console_app(tmp_path)


@pytest.fixture
def therapist(app: Flask) -> FlaskClient:
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.THERAPIST], password=PASSWORD)
    return client


def files(app: Flask) -> WordFiles:
    return words_of(app)


def test_a_reply_is_changed_waits_for_publishing_and_goes_back(app: Flask, therapist: FlaskClient):
    before = read_wording(files(app), "responses").text(GOODBYE)
    form = {"text": "Bye for now.", "before": before, "based_on": edit_token(source_of(files(app), "responses"))}
    assert therapist.get(PAGE).status_code == 200
    assert send(therapist, f"{PAGE}/{GOODBYE}", **form).status_code == 302
    page = therapist.get(PAGE).get_data(as_text=True)
    assert "Clients read it once it is published." in page
    assert "Changed, not published." in page
    assert read_wording(files(app), "responses").text(GOODBYE) == "Bye for now.\n"
    versions = therapist.get(f"{PAGE}/versions").get_data(as_text=True)
    assert "<h3>goodbye</h3>" in versions


def test_a_reply_with_a_fact_that_nobody_knows_is_refused(app: Flask, therapist: FlaskClient):
    before = read_wording(files(app), "responses").text(GOODBYE)
    form = {"text": "Call {practice_fone}.", "before": before}
    answer = send(therapist, f"{PAGE}/{GOODBYE}", **form)
    assert answer.status_code == 422
    assert "{practice_fone} cannot be filled here" in answer.get_data(as_text=True)
    assert read_wording(files(app), "responses").text(GOODBYE) == before
