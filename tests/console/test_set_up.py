"""The first set-up: an empty record of one's own, nothing of the demo told to clients, and "go live" after a look."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from bot import deadlines
from bot.database.engine import Database
from bot.practice.leftovers import demo_record, for_clients, leftovers
from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord, Statement, Status
from bot.practice.store import load_record, save_record
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, PHONE, Console, assert_accessible, console_app
from tests.console.test_rules import send

DEMO = Path("bot/database/demo_practice.yml").read_text("utf-8")
# Nothing of these may reach a client of another practice.
TELLING = ("503-555", "Okafor", "Reyes", "Hale", "Oregon", "harborlane", "Harbor Lane")
OWN = {"name": "Elm Street Therapy", "country": "US", "timezone": "America/Chicago", "phone": "312-555-0123"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(deadlines, "STAGE_HOLDS", 0.0)
    return console_app(tmp_path)


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.ADMINISTRATOR], password=PASSWORD)
    return client


def database(app: Flask) -> Database:
    found: Database = app.extensions["between_sessions"].database
    return found


def told(app: Flask, text: str) -> list[dict[str, str]]:
    """What a client is answered."""
    client = app.test_client()
    notice = client.get("/api/notice").get_json()["version"]
    started = client.post("/api/conversations", json={"notice": notice}).get_json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    answer = client.post("/api/messages", json={"id": str(uuid.uuid4()), "text": text}, headers=headers).get_json()
    return [*started["messages"], *answer["messages"]]


def save(app: Flask, record: PracticeRecord) -> None:
    with database(app).session() as session:
        save_record(session, record, "test")


def test_after_an_owner_typed_over_the_demo_nothing_of_it_is_told(app: Flask):
    """The accident: name and telephone entered, and the policy page still gave the demo's number for what is urgent."""
    phone, *others = demo_record().channels
    save(
        app,
        replace(demo_record(), name="Elm Street Therapy", channels=(replace(phone, address="312-555-0123"), *others)),
    )
    client = app.test_client()
    for path in ("/", "/policy", "/chat"):
        page = client.get(path).get_data(as_text=True)
        assert [each for each in TELLING if each in page] == [], path
        assert "312-555-0123" in page
    assert "demonstration" not in client.get("/").get_data(as_text=True)


def test_each_part_of_the_practices_own_page_names_the_language_it_is_in(app: Flask):
    phone, *others = demo_record().channels
    own = replace(phone, address="312-555-0123")
    save(app, replace(demo_record(), name="Elm Street Therapy", channels=(own, *others)))
    page = app.test_client().get("/", headers={"Accept-Language": "es"}).get_data(as_text=True)
    english, spanish = page.split('<div lang="es" dir="ltr">')
    assert '<html lang="en">' in english
    assert "In an emergency" in english
    assert "Llamar al 911" in spanish


def test_while_the_telephone_is_still_the_demos_clients_read_that_it_is_being_set_up(app: Flask):
    save(app, replace(demo_record(), name="Elm Street Therapy"))
    page = app.test_client().get("/policy").get_data(as_text=True)
    assert "still being set up" in page
    assert [each for each in TELLING if each in page] == []


def test_what_is_the_owners_stays_and_what_is_the_demos_is_marked():
    own = replace(demo_record(), name="Elm Street Therapy")
    first, *others = own.statements
    own = replace(own, statements=(replace(first, text="We call back on the next day."), *others))
    kept = for_clients(own)
    assert [each.text for each in kept.statements if each.text] == ["We call back on the next day."]
    assert kept.hours == own.hours
    assert not kept.therapists
    marked = {each.field for each in leftovers(own)}
    assert {"channels.phone.address", "therapists.maya-okafor.name", "statements.urgent_process", "closures"} <= marked
    assert f"statements.{first.key}" not in marked


@pytest.mark.parametrize("path", sorted(Path("tests/practice/samples").glob("*.yml")), ids=lambda path: path.stem)
def test_other_practices_have_nothing_of_the_demo(path: Path):
    record = import_record(path.read_text("utf-8"))
    assert list(leftovers(record)) == []
    assert for_clients(record) == record


def test_the_demo_says_that_it_is_one(app: Flask):
    assert "This is a demonstration." in app.test_client().get("/").get_data(as_text=True)
    assert for_clients(demo_record()) is demo_record()


def test_from_the_first_minute_to_live(app: Flask, owner: FlaskClient):
    assert "Start with your own practice" in owner.get("/staff/set-up").get_data(as_text=True)
    assert send(owner, "/staff/set-up/begin", **OWN).status_code == 302
    with database(app).session() as session:
        record = load_record(session)
    assert (record.name, record.phone, record.emergency_number) == ("Elm Street Therapy", "312-555-0123", "911")
    assert record.statements == record.therapists == ()

    # Clients are not answered yet, and whoever is in danger reads whom to call.
    first, contacts, *answer = told(app, "May I text my therapist?")
    assert "still being set up" in first["text"]
    assert "911" in first["text"]
    assert contacts["type"] == "contacts"
    assert "still being set up" in answer[0]["text"]
    assert told(app, "I want to kill myself")[2]["kind"] == "suicide"
    assert "still being set up" in app.test_client().get("/policy").get_data(as_text=True)

    page = owner.get("/staff/set-up").get_data(as_text=True)
    read = page.partition('name="read" value="')[2].partition('"')[0]
    send(owner, "/staff/set-up/go-live", read=read, sure="yes")
    assert "still missing" in owner.get("/staff/set-up").get_data(as_text=True)

    finished = import_record(Path("tests/practice/samples/telehealth_denver.yml").read_text("utf-8"))
    urgent = Statement("urgent_process", Status.OFFERED, "Call the office and say that it is urgent.")
    complaints = Statement("complaints_contact", Status.OFFERED, "Write to the manager of the practice.")
    save(app, replace(finished, statements=(*finished.statements, urgent, complaints)))
    # What was read before is not what clients would read now.
    send(owner, "/staff/set-up/go-live", read=read, sure="yes")
    page = owner.get("/staff/set-up").get_data(as_text=True)
    assert "Read them once more." in page
    assert page.count('aria-labelledby="answer-') == 10
    read = page.partition('name="read" value="')[2].partition('"')[0]
    send(owner, "/staff/set-up/go-live", read=read)
    assert "Not live yet" in owner.get("/staff/set-up").get_data(as_text=True)
    send(owner, "/staff/set-up/go-live", read=read, sure="yes")
    assert "is live: clients get answers" in owner.get("/staff/set-up").get_data(as_text=True)
    assert "still being set up" not in told(app, "May I text my therapist?")[0]["text"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("phone", "12", "This is no telephone number of that country."),
        ("phone", "call us", "This is no telephone number of that country."),
        ("timezone", "", "time zone"),
        ("name", " ", "is empty"),
    ],
)
def test_what_cannot_be_used_is_said_beside_it(app: Flask, owner: FlaskClient, field: str, typed: str, says: str):
    answer = send(owner, "/staff/set-up/begin", **{**OWN, field: typed})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    with database(app).session() as session:
        assert load_record(session) == demo_record()


def test_an_owner_starts_in_a_browser(administrator: Page, console: Console, screenshots: Path):
    administrator.goto(console.url + "/")
    expect(administrator.get_by_text("This is a demonstration.")).to_be_visible()
    administrator.goto(console.url + "/staff/")
    administrator.get_by_role("navigation").get_by_role("link", name="Set-up").click()
    assert_accessible(administrator)
    administrator.screenshot(path=screenshots / "set_up_start.png", full_page=True)
    administrator.get_by_label("Name of your practice").fill("Elm Street Therapy")
    administrator.get_by_label("Country").select_option("United States")
    administrator.get_by_label("Time zone").select_option("Chicago (Central Time)")
    administrator.get_by_label("Telephone").fill("312-555-0123")
    administrator.get_by_role("button", name="Start").click()
    expect(administrator.get_by_text("This is your practice now")).to_be_visible()
    assert_accessible(administrator)
    administrator.screenshot(path=screenshots / "set_up_list.png", full_page=True)
    administrator.set_viewport_size(PHONE)
    assert_accessible(administrator)
    administrator.goto(console.url + "/")
    expect(administrator.get_by_text("still being set up")).to_be_visible()
    administrator.screenshot(path=screenshots / "set_up_home.png", full_page=True)
