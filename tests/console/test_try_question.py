"""Trying a question in the console: what a client would be told now, and why. Without a browser.

parses.json holds what a trained model's /model/parse said of each message, with shorter rankings.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from sqlalchemy import MetaData, select
from werkzeug.serving import make_server

from bot.conversations.rasa_client import RasaClient
from bot.database.engine import Database
from bot.staff.roles import Role
from bot.website.console import try_question
from bot.words.live import keep_words
from tests.console.conftest import NAMES, PASSWORD, PHONE, assert_accessible, console_app, enter, words_of
from tests.console.test_rules import send
from tests.guarded_browser import guarded_contexts
from tests.serving import serving

PARSES = {each["text"]: each for each in json.loads((Path(__file__).parent / "parses.json").read_text("utf-8"))}
TRY = "/staff/try"
LATE = "What if I am late or miss a session?"


class Rasa(BaseHTTPRequestHandler):
    """Rasa's port, with a model that knows the messages of parses.json."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
        body = json.dumps(PARSES[text] if self.path == "/model/parse" else None).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture(scope="module")
def rasa() -> Iterator[str]:
    with serving(HTTPServer(("127.0.0.1", 0), Rasa)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def app(tmp_path: Path, rasa: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The website, its Rasa, and a live model that was made of the words as they are."""
    app, models = console_app(tmp_path), tmp_path / "models"
    keep_words(models, "as_published", words_of(app))
    (models / "current.json").write_text('{"fingerprint": "as_published", "model": "20260101-120000.tar.gz"}')
    monkeypatch.setattr(try_question, "MODELS", models)
    app.extensions["between_sessions"].rasa = RasaClient(rasa, 3.0)
    Rasa.asked.clear()
    return app


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    return client


def tried(client: FlaskClient, message: str, status: int = 200) -> str:
    response = send(client, TRY, message=message)
    assert response.status_code == status
    return response.get_data(as_text=True)


def seen(html: str) -> str:
    """What is read of a piece of a page."""
    blocks = re.sub(r"</?(?:d[ltd]|p|li|ul|div|h[1-6])\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", blocks)).split())


def part(page: str, heading: str) -> str:
    """What is read under a heading."""
    _, found, rest = page.partition(f">{heading}</h2>")
    assert found, f"there is no {heading!r}"
    return seen(rest.partition("</section>")[0])


def box(page: str) -> str:
    """What stands in the box."""
    return unescape(page.partition('name="message"')[2].partition(">")[2].partition("</textarea>")[0])


def problem(page: str) -> str:
    return seen(page.partition('role="alert">')[2].partition("</p>")[0])


def test_the_menu_leads_to_the_box(reception: FlaskClient):
    assert f'<a href="{TRY}">Try a question</a>' in reception.get("/staff/").get_data(as_text=True)
    assert reception.get(TRY).status_code == 200


def test_an_answer_is_shown_as_a_client_reads_it_now(reception: FlaskClient):
    page = tried(reception, LATE)
    told = part(page, "What the client would be told")
    # The practice's own words, which nobody finds in a file.
    assert "Your therapist waits 15 minutes for you." in told
    assert "It is answered." in told
    assert "This is the answer to this message alone." in told
    # What was typed stays in the box.
    assert box(page) == LATE


def test_why_is_told_in_plain_words(reception: FlaskClient):
    page = tried(reception, "may i text")
    why = part(page, "Why")
    assert "May my therapist and I text each other?" in why
    assert "How sure 0.97" in why
    # The two next topics, with their shares.
    assert why.count("0.01") == 2
    assert "No crisis contacts would be shown." in why


def test_each_fact_leads_to_the_form_that_sets_it(reception: FlaskClient):
    page = tried(reception, LATE)
    links = dict(re.findall(r'<code>({[a-z_]+})</code> <a href="([^"]+)"', page))
    assert links == {
        "{late_grace}": "/staff/facts/edit/sessions#late_grace",
        "{no_show_fee}": "/staff/facts/edit/sessions#no_show_fee",
        "{practice_phone}": "/staff/facts/edit/phone",
    }
    for link in links.values():
        address, _, place = link.partition("#")
        form = reception.get(address).get_data(as_text=True)
        assert not place or f'id="{place}"' in form


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("can I bring a gift", "It is asked back"),
        ("can I bring a gift", 'Is it more "May I give my therapist a gift?"'),
        ("messages", "Which of these do you mean?"),
        ("what is the weather like tomorrow", "It is told where this belongs"),
        ("hello", "It is no question about contact"),
        ("hello", "Hello. I am the automated assistant of Harbor Lane Therapy"),
        ("Hallo, wann haben Sie geöffnet?", "Ich verstehe leider nur Englisch."),
        ("contact stuff", "With these buttons: “Dr. Maya Okafor”, “Daniel Reyes”, “I am not sure”"),
        # In place of the topic's answer stands what the practice's rules say to just that.
        ("Can I text her to move my session?", "Yes, you may move a session by text message to 503-555-0142."),
        ("are you open on friday?", "On Friday,"),
        ("I feel bad texting her so much", "I can help you get the words ready."),
    ],
)
def test_whatever_becomes_of_a_message_is_said(reception: FlaskClient, message: str, says: str):
    assert says in part(tried(reception, message), "What the client would be told")


@pytest.mark.parametrize(
    ("message", "where", "kind", "topic"),
    [
        ("i want to kill myself", "before anything else", "thoughts of suicide", ""),
        ("help me", "before anything else", "strong distress", ""),
        ("what is the suicide hotline number", "before anything else", "a number that was asked for", ""),
        # Who is in danger and asks something gets both, the contacts first.
        ("i want to die. can i text my therapist?", "before anything else", "thoughts of suicide", "You may text"),
        ("Hallo, wann haben Sie geöffnet?", "beside the answer", "a message in another language", ""),
    ],
)
def test_crisis_contacts_are_told_with_what_they_are_for(
    reception: FlaskClient, message: str, where: str, kind: str, topic: str
):
    told = part(tried(reception, message), "What the client would be told")
    assert f"Crisis contacts would be shown, {where}. What they are for: {kind}" in told
    assert "988 Suicide & Crisis Lifeline: 988" in told
    assert topic in told[told.index("988 Suicide") :]


def test_a_draft_stands_beside_what_is_live(reception: FlaskClient, app: Flask):
    late = words_of(app).read("faq/late_or_missed_session")
    typed = late.answer.replace("{late_grace}", "We wait ten minutes.")
    send(reception, "/staff/words/faq/late_or_missed_session/check", text=typed, based_on=late.token)
    page = tried(reception, LATE)
    assert "waits 15 minutes" in part(page, "What the client would be told")
    beside = part(page, "What your draft would change")
    assert "Your therapist waits 15 minutes" in beside
    assert "ten minutes." in seen("".join(re.findall(r"<ins>.*?</ins>", page, re.S)))


def test_what_is_saved_and_not_published_is_not_yet_told(reception: FlaskClient, app: Flask):
    files = words_of(app)
    late = files.read("faq/late_or_missed_session")
    files.set_answer(late.label, "Please call. {practice_phone}", late.token)
    page = tried(reception, LATE)
    assert "waits 15 minutes" in part(page, "What the client would be told")
    assert "Please call. 503-555-0140" in part(page, "What the next publishing would change")


def test_where_an_answer_is_worked_out_its_draft_is_shown_all_the_same(reception: FlaskClient, app: Flask):
    texting = words_of(app).read("faq/texting_allowed")
    form = {"text": "No texts at all.", "based_on": texting.token}
    send(reception, "/staff/words/faq/texting_allowed/check", **form)
    page = tried(reception, "Can I text her to move my session?")
    without_gone = re.sub(r"<del>.*?</del>", "", page, flags=re.S)
    assert "No texts at all." in part(without_gone, "What your draft would change")


def test_a_silent_rasa_is_said_in_one_line(reception: FlaskClient, app: Flask):
    app.extensions["between_sessions"].rasa = RasaClient("http://127.0.0.1:9", 1.0)
    page = tried(reception, LATE, 503)
    assert "The assistant cannot be asked right now" in problem(page)
    assert box(page) == LATE


@pytest.mark.parametrize(
    ("message", "says"), [("  ", "Write a question first."), ("a" * 2001, "longer than a client may write")]
)
def test_what_no_client_could_send_is_refused(reception: FlaskClient, message: str, says: str):
    assert says in problem(tried(reception, message, 422))
    assert Rasa.asked == []


def test_a_slash_is_no_command(reception: FlaskClient):
    assert "May my therapist and I text" in part(tried(reception, " /may i text"), "Why")


def test_nothing_of_the_message_is_kept_counted_or_logged(
    reception: FlaskClient, app: Flask, caplog: pytest.LogCaptureFixture
):
    database = app.extensions["between_sessions"].database
    before = rows(database)
    with caplog.at_level(logging.DEBUG):
        tried(reception, "i want to kill myself")
        tried(reception, "messages")
    assert rows(database) == before
    assert "kill myself" not in caplog.text
    # Only what it means was asked for: no conversation was opened.
    assert set(Rasa.asked) == {"/model/parse"}


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.session() as session:
        return {each.name: len(session.execute(select(each)).all()) for each in tables.sorted_tables}


def test_an_answers_page_leads_to_the_box_with_its_question(reception: FlaskClient):
    page = reception.get("/staff/words/faq/gifts").get_data(as_text=True)
    (link,) = re.findall(r'<a href="([^"]+)">Try a question</a>', page.partition("<main")[2])
    assert box(reception.get(unescape(link)).get_data(as_text=True)) == "May I give my therapist a gift?"


def test_an_answer_for_the_therapist_who_is_named(reception: FlaskClient):
    told = part(tried(reception, "does Dr. Okafor answer emails?"), "What the client would be told")
    assert "Emails are not used with Dr. Maya Okafor." in told
    assert "Daniel Reyes" not in told


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_in_a_browser(app: Flask, chromium: Browser, screenshots: Path, viewport: dict[str, int] | None):
    size = {"viewport": viewport} if viewport else {}
    with (
        serving(make_server("127.0.0.1", 0, app, threaded=True)) as port,
        guarded_contexts(chromium, f"http://127.0.0.1:{port}", own_policy_holds=True) as new_context,
    ):
        page = new_context(**size).new_page()
        page.goto(f"http://127.0.0.1:{port}/staff/sign-in")
        enter(page, NAMES[Role.RECEPTION], PASSWORD)
        page.get_by_role("button", name="Sign out").wait_for()
        page.goto(f"http://127.0.0.1:{port}{TRY}")
        assert_accessible(page)
        for message, shows in ((LATE, "It is answered."), ("i want to kill myself", "988 Suicide & Crisis Lifeline")):
            page.get_by_label("A client's message").fill(message)
            page.get_by_role("button", name="Try it").click()
            expect(page.get_by_role("region", name="What the client would be told")).to_contain_text(shows)
            assert_accessible(page)
            name = f"try_{'danger' if 'kill' in message else 'answer'}_{'phone' if viewport else 'wide'}.png"
            page.screenshot(path=screenshots / name, full_page=True)
