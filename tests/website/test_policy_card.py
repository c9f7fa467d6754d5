"""The printable page of the contact policy, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.practice.practice_file import import_record
from bot.publishing.fresh_database import DEMO_PRACTICE, prepare_database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.policy_card import render

SAMPLES = sorted((Path(__file__).parents[1] / "practice" / "samples").glob("*.yml"))
NOW = datetime(2026, 11, 21, 23, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path_factory.mktemp("card")), "RASA_PORT": "9"})
    prepare_database(settings, lambda line: None)
    with create_app(settings).test_client() as client:
        yield client


def test_a_therapists_card_has_the_therapists_ways(http: FlaskClient):
    page = http.get("/policy/maya-okafor").get_data(as_text=True)
    assert "How to be in contact with Dr. Maya Okafor" in page
    assert "503-555-0142" in page
    assert "1 business day" in page
    assert "in force since September 1, 2026 (version 4)" in page
    assert "looked at again by September 1, 2027" in page
    assert "emails" in page.partition("Not used:")[2].partition("</p>")[0]


def test_the_practices_card_leads_to_those_of_its_therapists(http: FlaskClient):
    page = http.get("/policy").get_data(as_text=True)
    assert "How to be in contact with Harbor Lane Therapy" in page
    assert 'href="/policy/daniel-reyes"' in page


def test_an_unknown_therapist_is_not_found(http: FlaskClient):
    assert http.get("/policy/nobody").status_code == 404


def test_the_card_runs_no_script_and_loads_nothing_from_elsewhere(http: FlaskClient):
    response = http.get("/policy")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.get_data(as_text=True)
    assert http.get("/policy/card.css").content_type.startswith("text/css")


# What each sample's record says to dial, with what dials it.
DIALLED = {
    "clinic_leeds": {"999": "999", "0113 496 0100": "+441134960100", "0113 496 0155": "+441134960155", "111": "111"},
    "group_toronto": {"911": "911", "416-555-0110": "+14165550110", "416-555-0121": "+14165550121"},
    "school_sydney": {"000": "000", "(02) 5550 0100": "+61255500100", "1800 55 1800": "+611800551800"},
    "solo_berlin": {"112": "112", "030 23125 014": "+493023125014", "116 117": "116117"},
    "telehealth_denver": {"911": "911", "303-555-0170": "+13035550170", "303-555-0171": "+13035550171"},
}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_number_on_the_card_dials(path: Path):
    record = import_record(path.read_text("utf-8"))
    pages = "".join(render(record, each, NOW) for each in (None, *(each.id for each in record.therapists)))
    rest = re.sub(r'<a href="tel:[^>]*>[^<]*</a>', "", pages)
    for shown, dialled in DIALLED[path.stem].items():
        assert f'<a href="tel:{dialled}">{shown}</a>' in pages, shown
        assert not re.search(rf"(?<![\w-]){re.escape(shown)}(?![\w-])", rest), f"{shown} stands without its link"
    # A year, a price or an hour is no number to dial.
    links = re.findall(r'href="tel:[^"]+">([^<]+)<', pages)
    assert not [each for each in links if re.fullmatch(r"20\d\d.*|\d\d?", each)]


@pytest.mark.parametrize("path", [*SAMPLES, DEMO_PRACTICE], ids=lambda path: path.stem)
def test_every_practice_gets_a_card_without_holes(path: Path):
    record = import_record(path.read_text("utf-8"))
    for therapist_id in (None, *(each.id for each in record.therapists)):
        page = render(record, therapist_id, NOW)
        assert record.emergency_number in page
        assert record.phone in page
        assert "None" not in page
        assert "{" not in page
