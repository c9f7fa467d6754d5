"""What a monitoring system reads: counts and times, nothing of a client."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from bot.settings import Settings
from bot.website.app import create_app

MARKER = "Zebedee"


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def say(client: FlaskClient, text: str) -> None:
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    body = {"id": str(uuid.uuid4()), "text": text}
    assert client.post("/api/messages", json=body, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def samples(text: str) -> dict[str, float]:
    families = text_string_to_metric_families(text)
    return {each.name + "".join(each.labels.values()): each.value for family in families for each in family.samples}


def test_answers_and_contacts_are_counted_without_a_word_of_them(client: FlaskClient):
    say(client, f"I want to kill myself, {MARKER}")
    say(client, f"May I text {MARKER}?")
    page = client.get("/metrics")
    assert page.status_code == 200
    found = samples(page.text)
    # Nothing listens where Rasa should be.
    assert found["between_sessions_answers_totalfallback"] == 2
    assert found["between_sessions_contacts_shown_total"] >= 1
    assert found["between_sessions_answer_seconds_count"] == 2
    assert found["between_sessions_ready"] == 0
    assert found["between_sessions_disk_free_bytes"] > 0
    assert MARKER not in page.text
    assert "127.0.0.1" not in page.text


def test_only_this_machine_reads_them(client: FlaskClient):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
