"""What was changed: with the text, by person, kind and day, and as a file that no spreadsheet runs. No browser."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bot.conversations.review import NOT_UNDERSTOOD, note_question
from bot.database.engine import Database
from bot.staff import audit
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, console_app, words_of
from tests.console.test_rules import send
from tests.practice_day import today

ROBIN, TONI = NAMES[Role.RECEPTION], NAMES[Role.THERAPIST]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return console_app(tmp_path)


@pytest.fixture
def toni(app: Flask) -> FlaskClient:
    client = app.test_client()
    send(client, "/staff/sign-in", name=TONI, password=PASSWORD)
    return client


def database(app: Flask) -> Database:
    found: Database = app.extensions["between_sessions"].database
    return found


def page(client: FlaskClient, query: str = "") -> str:
    return client.get(f"/staff/audit-log{query}").get_data(as_text=True)


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/staff/audit-log.csv{query}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_an_answer_stands_there_before_and_after(app: Flask, toni: FlaskClient):
    before = words_of(app).read("faq/gifts").answer
    after = before + " Half a thought."
    saved = send(toni, "/staff/words/faq/gifts/answer", text=after, based_on=words_of(app).read("faq/gifts").token)
    assert saved.status_code == 302
    shown = page(toni, "?kind=words")
    assert "Answer: before and after" in shown
    assert "Half a thought." in shown
    assert "saved_as" not in shown
    (row,) = rows(toni, "?kind=words")
    assert row["Text before"] == f"Answer: {before}"
    assert row["Text after"] == f"Answer: {after}"


def test_no_message_of_a_client_stands_there(app: Flask, toni: FlaskClient):
    said = "my mother found the gift card and cried all night about it"
    with database(app).session() as session:
        number = note_question(session, said, NOT_UNDERSTOOD, [("faq/gifts", 0.4)], today())
    refused = send(toni, f"/staff/review/{number}/accept", label="faq/gifts", text=said)
    assert "own words" in refused.get_data(as_text=True)
    send(toni, f"/staff/review/{number}/reject")
    assert "mother" not in page(toni)
    assert "mother" not in str(rows(toni))
    assert "rejected question" in page(toni)


def test_it_is_filtered_by_person_kind_and_day(app: Flask, toni: FlaskClient):
    with database(app).session() as session:
        audit.record(session, ROBIN, "facts.save", "Texting")
        audit.record(session, TONI, "facts.save", "Email")
        audit.record(session, TONI, "publish.ask", "-")
    assert "changed facts: Texting" in page(toni)
    assert "changed facts: Texting" not in page(toni, f"?person={TONI}")
    only = page(toni, f"?person={TONI}&kind=facts")
    assert "changed facts: Email" in only
    assert "asked for changes" not in only
    assert [row["What"] for row in rows(toni, f"?person={TONI}&kind=facts")] == ["changed facts: Email"]
    day, tomorrow = today(), today() + timedelta(days=1)
    assert "changed facts: Email" in page(toni, f"?since={day}&until={day}")
    assert "Nothing that fits." in page(toni, f"?since={tomorrow}")
    assert "Nothing that fits." in page(toni, f"?until={day - timedelta(days=1)}")
    assert "changed facts: Email" in page(toni, "?since=soon&until=9999-99-99"), "what is no day does not matter"


def test_the_filter_stays_with_the_older_entries(app: Flask, toni: FlaskClient):
    with database(app).session() as session:
        for number in range(60):
            audit.record(session, ROBIN, "facts.save", f"number {number}")
    first = page(toni, "?kind=facts")
    assert "number 59" in first
    older = first.partition('">Older entries')[0].rpartition('href="')[2].replace("&amp;", "&")
    rest = toni.get(older).get_data(as_text=True)
    assert "number 9<" in rest.replace("\n", "")
    assert "signed in" not in rest.partition('<ol class="log"')[2]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_file_is_a_formula(app: Flask, toni: FlaskClient, typed: str):
    with database(app).session() as session:
        audit.record(session, typed, f"{typed}.x", typed, {"changes": [{"what": typed, "before": typed, "after": ""}]})
    for row in rows(toni):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rows(toni)[0]["Person"] == f"'{typed}"


def test_a_person_may_be_called_anything(app: Flask, toni: FlaskClient):
    with database(app).session() as session:
        audit.record(session, '<b>&amp; "Co"', "facts.save", "Texting")
    shown = page(toni)
    assert "<b>&amp;" not in shown
    assert len(rows(toni, "?person=%3Cb%3E%26amp%3B%20%22Co%22")) == 1


def test_times_and_days_are_those_of_the_practice(app: Flask, toni: FlaskClient):
    with database(app).session() as session:
        audit.record(session, "Eve", "facts.save", "Texting")
    with database(app).engine.begin() as connection:
        # Half past seven in the evening of the 3rd in Portland is the 4th by the clock of the machine.
        connection.execute(
            text("UPDATE audit_entry SET at = '2026-07-04 02:30:00.000000' WHERE actor = :a"), {"a": "Eve"}
        )
    shown = page(toni, "?since=2026-07-03&until=2026-07-03")
    assert "Jul 3, 2026, 19:30" in shown
    assert "Times are those of the practice (America/Los_Angeles)" in shown
    (row,) = rows(toni, "?since=2026-07-03&until=2026-07-03")
    assert row["Time"] == "2026-07-03 19:30:00 -0700"
    assert "Nothing that fits." in page(toni, "?since=2026-07-04&until=2026-07-04")


def test_the_log_stays_whole_with_texts_in_it(app: Flask, toni: FlaskClient):
    gifts = words_of(app).read("faq/gifts")
    send(toni, "/staff/words/faq/gifts/answer", text=gifts.answer + " Ünïcode.", based_on=gifts.token)
    assert "Ünïcode." in page(toni)
    assert "This log is whole" in page(toni)
