"""The published crisis protocol, as visitors read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.danger.finding import Finding
from bot.danger.patterns import MASK, load_patterns
from bot.helplines.events import record_event
from bot.settings import Settings
from bot.website.app import create_app
from tests.practice_day import today


@pytest.fixture
def http(settings: Settings) -> Iterator[FlaskClient]:
    with create_app(settings).test_client() as client:
        yield client


def _read(http: FlaskClient) -> str:
    response = http.get("/protocol")
    assert response.status_code == 200
    return unescape(re.sub(r"<[^>]+>|\s+", " ", response.get_data(as_text=True)))


def test_the_page_tells_the_practice_the_rules_and_the_contacts_that_are_in_use(http: FlaskClient):
    page = _read(http)
    assert "Harbor Lane Therapy uses an automated assistant" in page
    assert f"has {sum(pattern.kind != MASK for pattern in load_patterns())} written rules" in page
    assert "988 Suicide & Crisis Lifeline (988, text 988" in page
    assert "{" not in page


def test_the_page_holds_when_the_database_is_gone(http: FlaskClient, settings: Settings):
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    path.unlink()
    path.mkdir()
    page = _read(http)
    assert "The practice uses an automated assistant" in page
    assert "Find A Helpline" in page


def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(http: FlaskClient):
    response = http.get("/protocol")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.get_data(as_text=True)


def test_the_demo_page_leads_to_it(http: FlaskClient):
    assert 'href="/protocol"' in http.get("/").get_data(as_text=True)


def test_the_page_tells_when_which_rules_who_and_how_often(http: FlaskClient):
    with http.application.extensions["between_sessions"].database.session() as session:
        for number, tier in ((12, "crisis"), (3, "emergency")):
            for _ in range(number):
                record_event(session, Finding(tier, "suicide", "a rule"), today())
        record_event(session, Finding("crisis", "suicide", "a rule"), today() - timedelta(days=400))
    page = _read(http)
    assert f"Read on {today().isoformat()}. Version of the rules:" in page
    assert "answers for it, also for questions about this page: 503-555-0140" in page
    assert "Crisis: 12" in page
    assert "Emergency: fewer than ten" in page
    assert "also in hints" in page or "has not been measured" in page
    assert "asks nobody's age" in page
    assert "gets contacts again, however often" in page
    assert "someone is overwhelmed" in page


def test_the_page_says_that_distress_is_not_looked_for_in_a_strict_place(settings: Settings):
    with create_app(replace(settings, strict_place=True)).test_client() as client:
        page = _read(client)
    assert "Distress: is not looked for here" in page
    assert "someone is overwhelmed" not in page
