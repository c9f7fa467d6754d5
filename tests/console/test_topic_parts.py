"""What goes with an answer (title, reason, encouragement, buttons, follow-ups), as a therapist changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from bot.settings import PROJECT_ROOT
from bot.staff.roles import Role
from bot.topics.catalogue import labels
from bot.topics.topic import Sending
from bot.website.console.topic_parts import parts_of, typed_of
from bot.words.files import WordFiles
from tests.console.conftest import NAMES, PASSWORD, PHONE, Console, assert_accessible, console_app, words_of
from tests.console.test_rules import send
from tests.console.test_words import open_topic

PARTS = "/staff/words/faq/recording/parts"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> WordFiles:
    data = tmp_path_factory.mktemp("words") / "data"
    shutil.copytree(PROJECT_ROOT / "data" / "nlu", data / "nlu")
    return WordFiles(data)


@pytest.mark.parametrize("label", labels(PROJECT_ROOT / "data"))
def test_a_form_saved_as_it_was_opened_changes_nothing(label: str, copy: WordFiles):
    before, topic = copy.source(label), copy.read(label)
    copy.set_parts(label, parts_of(typed_of(topic), topic), topic.token)
    assert copy.source(label) == before


def test_every_part_can_be_changed_and_taken_out(copy: WordFiles):
    topic = copy.read("faq/response_time")
    typed = {
        "title": ["When do they answer?"],
        "why": ["They see other people."],
        "encouragement": ["You can say so."],
        "encouragement_young": [
            "You can say so, also when you are young. It is fine to ask what your parents would hear."
        ],
        "guideline": ["texting: They should tell you.\r\noutside_sessions: They may: always."],
        "drafts": ["ask_for_call", "cancel"],
        "console_forms": ["replies"],
        "sending": ["with_channel"],
        "policy_link": ["yes"],
        "names_day": ["yes"],
        "leads_to.text": ["same"],
        "leads_to.email": ["email_allowed"],
        "leads_to.phone": [""],
    }
    changed = copy.set_parts(topic.label, parts_of(typed, topic), topic.token)
    assert typed_of(changed) == {
        **{name: each for name, each in typed.items() if each != [""]},
        "guideline": ["texting: They should tell you.\noutside_sessions: They may: always."],
    }
    assert (changed.answer, changed.questions) == (topic.answer, topic.questions)
    bare = copy.set_parts(topic.label, parts_of({"title": ["When?"]}, changed), changed.token)
    assert (bare.why, bare.drafts, bare.sending, bare.guideline) == ("", (), Sending.NEVER, ())
    assert bare.follow_ups.leads_to == {}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return console_app(tmp_path)


def test_reception_cannot_change_it(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    assert client.get(PARTS).status_code == 403
    assert send(client, PARTS, title="Recording?").status_code == 403
    assert "Title, reason" not in client.get("/staff/words/faq/recording").get_data(as_text=True)


def test_what_is_unsafe_or_names_nothing_is_refused_and_stays_in_the_form(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.THERAPIST], password=PASSWORD)
    files = words_of(app)
    before = files.read("faq/recording")
    for wrong in ({"encouragement": "Calm down."}, {"title": ""}, {"why": "It is {no_such_fact}."}):
        answer = send(client, PARTS, **{"title": "Recording?", "based_on": before.token, **wrong})
        assert answer.status_code == 422
        assert "Must be changed" in answer.get_data(as_text=True)
    # Not from this form, but from somebody who makes their own.
    answer = send(client, PARTS, title="Recording?", based_on=before.token, sending="sometimes")
    assert answer.status_code >= 400
    assert files.read("faq/recording") == before


def test_a_therapist_gives_the_reason_and_encouragement(
    therapist: Page, console: Console, sign_in: Callable[..., Page], screenshots: Path
):
    words = console.words
    open_topic(therapist, words.read("faq/reminders").title)
    therapist.get_by_role("link", name="Title, reason, encouragement and buttons").click()
    assert_accessible(therapist)
    therapist.get_by_label("The reason behind it").fill("So that nobody forgets.")
    therapist.get_by_label("Encouragement to raise it in session").fill("If they trouble you, you can say so.")
    therapist.get_by_label("Write a message to ask for a call").check()
    therapist.get_by_label("A time, such as weekends").select_option("this answer again")
    therapist.screenshot(path=screenshots / "topic_parts.png", full_page=True)
    # Somebody else saves first: nothing is lost, and the second look decides.
    robin = sign_in(Role.RECEPTION)
    open_topic(robin, words.read("faq/reminders").title)
    robin.get_by_label("Answer", exact=True).fill("Robin was quicker. Ask at the desk.")
    robin.get_by_role("button", name="Save", exact=True).click()
    expect(robin.get_by_text("Saved:")).to_be_visible()
    therapist.get_by_role("button", name="Save").click()
    expect(therapist.get_by_text("Somebody saved this topic while you were typing.")).to_be_visible()
    expect(therapist.get_by_label("The reason behind it")).to_have_value("So that nobody forgets.")
    therapist.get_by_role("button", name="Save").click()
    expect(therapist.get_by_text("Saved:")).to_be_visible()
    topic = words.read("faq/reminders")
    assert (topic.why, topic.drafts) == ("So that nobody forgets.", ("ask_for_call",))
    assert topic.follow_ups.leads_to == {"times": "same"}
    assert topic.answer == "Robin was quicker. Ask at the desk."
    therapist.get_by_role("link", name="Earlier versions").click()
    expect(therapist.get_by_text("changed what goes with the answer")).to_be_visible()
    expect(therapist.get_by_text("So that nobody forgets.")).to_be_visible()
    therapist.get_by_role("button", name="Go back to the version").last.click()
    assert words.read("faq/reminders").why == ""


def test_on_a_phone(sign_in: Callable[..., Page]):
    page = sign_in(Role.THERAPIST, viewport=PHONE)
    for name in ("faq/gifts", "out_of_scope/advice"):
        page.goto(f"{page.url.partition('/staff')[0]}/staff/words/{name}/parts")
        assert_accessible(page)
