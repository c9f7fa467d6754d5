"""What the forms of the console do, without a browser."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

import pyotp
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.evaluation import held_out
from bot.helplines.events import record_event
from bot.helplines.lines import Line
from bot.helplines.store import load_lines
from bot.settings import PROJECT_ROOT
from bot.staff import audit
from bot.staff.roles import Role
from bot.words.files import WordFiles
from bot.words.wording_file import read_wording
from tests.console.conftest import NAMES, PASSWORD, console_app, words_of
from tests.console.test_rules import send, token
from tests.practice_day import today

RAINN = "us_rainn_national_sexual_assault_hotline"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return console_app(tmp_path)


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    return signed_in(app, Role.ADMINISTRATOR)


def signed_in(app: Flask, role: Role) -> FlaskClient:
    client = app.test_client()
    assert send(client, "/staff/sign-in", name=NAMES[role], password=PASSWORD).status_code == 302
    return client


@pytest.fixture
def words(app: Flask) -> WordFiles:
    return words_of(app)


def database(app: Flask) -> Database:
    found: Database = app.extensions["between_sessions"].database
    return found


def test_a_helpline_is_recorded_as_checked_with_its_ways(app: Flask, administrator: FlaskClient):
    with database(app).session() as session:
        line = next(each for each in load_lines(session) if each.country == "US" and each.checked_by is None)
    path = f"/staff/helplines/{line.key}/checked"
    send(administrator, path, day="2999-01-01")
    send(administrator, path, day="soon")
    with database(app).session() as session:
        assert next(each for each in load_lines(session) if each.key == line.key).checked_by is None
    assert send(administrator, path, day=today().isoformat()).status_code == 302
    with database(app).session() as session:
        found = next(each for each in load_lines(session) if each.key == line.key)
        newest = audit.entries(session, 1)[0]
    assert (found.checked_by, found.checked_on) == (NAMES[Role.ADMINISTRATOR], today())
    assert (newest.action, newest.subject) == ("helpline.check", line.name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "12345"}, "cannot be dialled"),
        ({"phone": ""}, "at least a phone number"),
        ({"url": "practice.example"}, "beginning with https"),
        ({"name": " "}, "Write the name"),
        ({"hours": ""}, "when somebody answers"),
        ({"note": "Do not commit suicide"}, "commit"),
        ({"name": "Do not call 911"}, "says not to call"),
        ({"hours": "24 hours, but never call an ambulance"}, "says not to call"),
    ],
)
def test_a_line_with_a_fault_is_not_added(administrator: FlaskClient, wrong: dict[str, str], said: str):
    typed = {"name": "County crisis team", "phone": "503-988-4888", "hours": "24 hours", **wrong}
    answer = send(administrator, "/staff/helplines", **typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_local_line_is_shown_at_once_and_removed_at_once(app: Flask, administrator: FlaskClient):
    typed = {"name": "County crisis team", "phone": "503-988-4888", "hours": "24 hours"}
    assert send(administrator, "/staff/helplines", **typed).status_code == 302
    assert send(administrator, "/staff/helplines", **typed).status_code == 422, "the same name again"
    assert "County crisis team" in app.test_client().get("/api/help").get_data(as_text=True)
    send(administrator, "/staff/helplines/local_county_crisis_team/off")
    assert "County crisis team" not in app.test_client().get("/api/help").get_data(as_text=True)


def test_a_line_is_switched_off_and_on_but_not_the_emergency_number(app: Flask, administrator: FlaskClient):
    def active() -> set[str]:
        with database(app).session() as session:
            return {line.key for line in load_lines(session) if line.country == "US"}

    with database(app).session() as session:
        lines = [line for line in load_lines(session) if line.country == "US"]
    emergency = next(line.key for line in lines if line.category == "emergency")
    other = next(line.key for line in lines if line.category == "suicide_crisis")
    send(administrator, f"/staff/helplines/{emergency}/off")
    assert emergency in active()
    send(administrator, f"/staff/helplines/{other}/off")
    send(administrator, f"/staff/helplines/{other}/off")
    assert other in active(), "one person alone"
    assert "wants this line switched off" in administrator.get("/staff/helplines").get_data(as_text=True)
    second = signed_in(app, Role.THERAPIST)
    send(second, f"/staff/helplines/{other}/keep")
    send(second, f"/staff/helplines/{other}/off")
    assert other in active(), "it was kept, so the wish begins anew"
    send(administrator, f"/staff/helplines/{other}/off")
    assert other not in active()
    send(administrator, f"/staff/helplines/{other}/on")
    assert other in active()


def line_of(app: Flask, key: str) -> Line:
    with database(app).session() as session:
        return next(each for each in load_lines(session) if each.key == key)


def test_a_wrong_number_is_corrected_by_two_persons_and_a_wrong_correction_refused(
    app: Flask, administrator: FlaskClient
):
    address = f"/staff/helplines/{RAINN}/correct"
    second = signed_in(app, Role.THERAPIST)
    right = {"phone": "503-988-4888", "sms": "", "hours": "Mon-Fri 9:00-17:00"}
    for client in (administrator, second):
        send(client, address, phone="911", sms="", hours="24/7")
        send(client, address, phone="", sms="", hours="24/7")
        send(client, address, phone="", sms="", hours="")
    assert line_of(app, RAINN).phone == "1-800-656-4673"
    send(administrator, address, **right)
    send(administrator, address, **right)
    assert line_of(app, RAINN).phone == "1-800-656-4673", "one person alone"
    assert "503-988-4888" in second.get("/staff/helplines").get_data(as_text=True)
    send(second, address, phone="503-988-4889", sms="", hours="24/7")
    assert line_of(app, RAINN).phone == "1-800-656-4673", "another number is no agreement"
    send(second, address, **right)
    assert (line_of(app, RAINN).phone, line_of(app, RAINN).hours) == ("503-988-4888", "Mon-Fri 9:00-17:00")


def test_a_correction_that_is_not_wanted_begins_anew(app: Flask, administrator: FlaskClient):
    address, second = f"/staff/helplines/{RAINN}", signed_in(app, Role.THERAPIST)
    typed = {"phone": "503-988-4888", "sms": "", "hours": "24/7"}
    send(administrator, f"{address}/correct", **typed)
    send(second, f"{address}/keep")
    send(second, f"{address}/correct", **typed)
    assert line_of(app, RAINN).phone == "1-800-656-4673"


@pytest.mark.parametrize("category", ["suicide_crisis", "emergency"])
def test_nobody_empties_a_line_that_is_called_or_texted(app: Flask, administrator: FlaskClient, category: str):
    with database(app).session() as session:
        line = next(each for each in load_lines(session) if (each.country, each.category) == ("US", category))
    for client in (administrator, signed_in(app, Role.THERAPIST)):
        for phone in ("", "call somebody else"):
            send(client, f"/staff/helplines/{line.key}/correct", phone=phone, sms="", hours="24/7")
    assert (line_of(app, line.key).phone, line_of(app, line.key).sms) == (line.phone, line.sms)


def test_a_line_of_the_practice_is_corrected_at_once(app: Flask, administrator: FlaskClient):
    send(administrator, "/staff/helplines", name="County crisis team", phone="503-988-4888", hours="24 hours")
    address = "/staff/helplines/local_county_crisis_team/correct"
    send(administrator, address, phone="503-988-4889", sms="", hours="24 hours")
    assert line_of(app, "local_county_crisis_team").phone == "503-988-4889"
    send(administrator, address, phone="503-988-4889", sms="", hours="Do not call before noon, just relax")
    assert line_of(app, "local_county_crisis_team").hours == "24 hours"


def test_an_account_is_made_used_and_reset(app: Flask, administrator: FlaskClient):
    page = send(administrator, "/staff/accounts", name="Noor New", role="therapist").get_data(as_text=True)
    link = re.search(r"/staff/link/[\w-]+", page)[0]
    somebody = app.test_client()
    assert send(somebody, link, password=PASSWORD, again="other").status_code == 422
    assert send(somebody, link, password=PASSWORD, again=PASSWORD).status_code == 302
    assert "Noor New" in somebody.get("/staff/").get_data(as_text=True)
    assert send(app.test_client(), link, password=PASSWORD, again=PASSWORD).status_code == 410
    accounts = administrator.get("/staff/accounts").get_data(as_text=True)
    number = re.search(r'for="role-(\d+)">Role of Noor New', accounts)[1]
    page = send(administrator, f"/staff/accounts/{number}/reset").get_data(as_text=True)
    assert somebody.get("/staff/").status_code == 302, "signed out by the reset"
    assert send(app.test_client(), "/staff/sign-in", name="Noor New", password=PASSWORD).status_code == 401
    link = re.search(r"/staff/link/[\w-]+", page)[0]
    assert send(app.test_client(), link, password=PASSWORD, again=PASSWORD).status_code == 302


def test_the_second_factor_is_asked_for_after_the_password(app: Flask):
    client = signed_in(app, Role.THERAPIST)
    key = re.sub(r"\s", "", re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/staff/account/phone").text)[1])
    assert send(client, "/staff/account/phone", code="000000").status_code == 422
    assert send(client, "/staff/account/phone", code=pyotp.TOTP(key).now()).status_code == 200
    other = app.test_client()
    answer = send(other, "/staff/sign-in", name=NAMES[Role.THERAPIST], password=PASSWORD)
    assert answer.headers["Location"].startswith("/staff/sign-in/code")
    assert other.get("/staff/").headers["Location"].startswith("/staff/sign-in"), "the password alone is not enough"
    value = token(other)
    for code, status in (("000000", 401), (pyotp.TOTP(key).at(int(time.time()) + 30), 302)):
        posted = other.post("/staff/sign-in/code", data={"csrf_token": value, "code": code})
        assert posted.status_code == status
    assert other.get("/staff/").status_code == 200


def test_a_new_password_signs_out_the_other_browsers(app: Flask):
    here, there = signed_in(app, Role.RECEPTION), signed_in(app, Role.RECEPTION)
    new = {"old": PASSWORD, "new": "four calm grey boats", "again": "four calm grey boats"}
    assert send(here, "/staff/account/password", **{**new, "old": "wrong"}).status_code == 422
    assert send(here, "/staff/account/password", **new).status_code == 302
    assert here.get("/staff/").status_code == 200
    assert there.get("/staff/").status_code == 302
    assert there.post("/staff/account/password", data=new).status_code == 401


def test_how_long_conversations_are_kept_is_set_and_noted(app: Flask, administrator: FlaskClient):
    for wrong in ("", "two days", "0", "721", "1.5"):
        answer = send(administrator, "/staff/retention", hours=wrong)
        assert answer.status_code == 422
        assert "whole number of hours from 1 to 720" in answer.get_data(as_text=True)
    assert send(administrator, "/staff/retention", hours="48").status_code == 302
    with database(app).session() as session:
        assert audit.entries(session, 1)[0].details == {"from": 24, "to": 48}


def test_the_overview_draws_its_plots(administrator: FlaskClient):
    for name in ("conversations", "outcomes", "topics", "crises"):
        for days in (30, 90, 364):
            picture = administrator.get(f"/staff/overview/{name}.svg?days={days}&theme=dark")
            assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml"), name


def test_the_overview_tells_apart_why_contacts_were_shown(app: Flask, administrator: FlaskClient):
    with database(app).session() as session:
        for finding in [Finding("crisis", "suicide", "rule"), *[Finding("policy", None, "asked_number")] * 2]:
            record_event(session, finding, today())
        record_event(session, Finding("crisis", "suicide", "es.suicide.want_to_die"), today())
    page = administrator.get("/staff/").get_data(as_text=True)
    assert "somebody asked for a number: 2" in page
    assert "in another language: 1" in page


def test_the_audit_page_says_when_the_log_was_changed(app: Flask, administrator: FlaskClient):
    assert "This log is whole" in administrator.get("/staff/audit-log").get_data(as_text=True)
    with database(app).engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'Eve' WHERE position = 2")
    page = administrator.get("/staff/audit-log").get_data(as_text=True)
    assert "Somebody has changed this log" in page
    assert "number 2" in page
    assert "Somebody has changed the log" in administrator.get("/staff/").get_data(as_text=True)


@pytest.mark.parametrize("do", [{"do": "retire"}, {"do": "move", "to": "faq/recording"}])
def test_of_several_ticked_questions_all_are_moved_or_none(app: Flask, words: WordFiles, do: dict[str, str]):
    receptionist, before, target = signed_in(app, Role.RECEPTION), words.read("faq/gifts"), words.read("faq/recording")
    # A topic keeps its last question.
    answer = send(receptionist, "/staff/words/faq/gifts/questions/change", ticked=list(before.questions), **do)
    page = receptionist.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Nothing was changed: a topic needs at least one question." in page
    assert (words.read("faq/gifts"), words.read("faq/recording")) == (before, target)
    with database(app).session() as session:
        assert not audit.entries(session, 1)[0].action.startswith("words.")


def test_a_sentence_kept_for_testing_is_not_learned(app: Flask, words: WordFiles):
    receptionist, tested = signed_in(app, Role.RECEPTION), held_out.load_questions().topics[0]
    label, question = f"faq/{tested.topics[0]}", tested.text.upper() + "!"
    answer = send(receptionist, f"/staff/words/{label}/questions", question=question)
    assert answer.status_code == 422
    assert "is kept for testing" in answer.get_data(as_text=True)
    assert question not in words.read(label).questions


def test_what_somebody_else_saved_is_shown_though_ones_own_words_had_a_fault(app: Flask, words: WordFiles):
    # One that nobody in danger reads, so that one person is enough.
    key = next(each.key for each in read_wording(words, "preparing").texts if "{" not in each.text)
    mine, theirs, path = (
        signed_in(app, Role.THERAPIST),
        signed_in(app, Role.THERAPIST),
        f"/staff/wording/preparing/{key}",
    )
    opened = mine.get(path).get_data(as_text=True)
    assert send(theirs, path, text="Write what you like.", **hidden(theirs.get(path).text)).status_code == 302
    refused = send(mine, path, text="Do not call 911.", **hidden(opened))
    for answer in (refused, send(mine, path, text="Write as you speak.", **hidden(opened))):
        assert answer.status_code == 409
        assert "Somebody else saved this text" in answer.text
    assert "Do not call 911." in refused.text
    assert read_wording(words, "preparing").text(key).strip() == "Write what you like."
    assert send(mine, path, text="Write as you speak.", **hidden(refused.text)).status_code == 302
    assert read_wording(words, "preparing").text(key).strip() == "Write as you speak."


def hidden(page: str) -> dict[str, str]:
    """What a page's form says by itself of the text that it was made from."""
    return {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1]) for name in ("based_on", "before")
    }


def test_a_broken_file_of_words_is_named(app: Flask, words: WordFiles):
    words.path("faq/gifts").write_text("nlu: [", "utf-8")
    for path in ("/staff/words", "/staff/words/faq/gifts", "/staff/review"):
        answer = signed_in(app, Role.RECEPTION).get(path)
        assert answer.status_code == 500
        assert "A file of words cannot be read" in answer.text
        assert "the file of faq/gifts is no YAML" in answer.text


@pytest.mark.parametrize("path", ["/staff/", "/staff/facts/", "/staff/helplines", "/staff/words/faq/gifts"])
def test_without_a_practice_record_every_page_says_what_to_do(app: Flask, administrator: FlaskClient, path: str):
    with database(app).engine.begin() as connection:
        for table in ("statement", "closure", "opening_hours", "channel", "therapist", "practice_version", "practice"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    page = administrator.get(path)
    assert page.status_code == 200
    assert "Bring in a file" in page.text


def test_whoever_edits_the_notice_reads_of_its_translation(app: Flask, words: WordFiles):
    therapist = signed_in(app, Role.THERAPIST)
    for key in ("notice", "translations.es.notice"):
        page = therapist.get(f"/staff/wording/website/{key}")
        assert page.status_code == 200
        assert "every client is asked to agree anew" in page.text
    for hinted in yaml.safe_load((PROJECT_ROOT / "data/wording/console/wording.yml").read_text("utf-8"))["hints"]:
        name, _, key = hinted.partition(".")
        assert read_wording(words, name).text(key)


def test_the_website_page_gives_a_snippet_for_each_kind_of_editor(administrator: FlaskClient):
    page = administrator.get("/staff/embed?language=es&theme=dark").get_data(as_text=True)
    usual, plain = (html.unescape(each) for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL))
    assert '<practice-chat practice="' in usual
    assert '<div data-practice-chat=""' in plain
    assert 'data-api="http://localhost"' in plain
    # What was chosen above counts in both.
    assert 'language="es"' in usual
    assert 'data-language="es" ' in plain
    assert 'data-theme="dark"' in plain
    assert "<practice-chat" not in plain
    for snippet in (usual, plain):
        assert 'href="tel:988"' in snippet


def test_the_website_page_leads_to_the_chat_on_a_page_of_its_own(administrator: FlaskClient):
    def address(query: str) -> str:
        page = administrator.get(f"/staff/embed{query}").get_data(as_text=True)
        assert "If your editor takes no code at all" in page
        return html.unescape(re.findall(r'<a href="(http://localhost/chat[^"]*)">', page)[0])

    assert address("") == "http://localhost/chat"
    assert '<html lang="es"' in administrator.get(address("?language=es")).get_data(as_text=True)
    # Colors that cannot be read take the snippets away, and not the link.
    unreadable = "?theme=light&light-ink=%23ffffff"
    assert address(unreadable) == "http://localhost/chat"
    assert "<textarea" not in administrator.get(f"/staff/embed{unreadable}").get_data(as_text=True)
