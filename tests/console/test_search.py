"""The search over all that staff edit. Without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from bot.conversations.review import NOT_UNDERSTOOD, note_question
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, PHONE, assert_accessible, console_app, words_of
from tests.console.test_rules import send

SEARCH = "/staff/search"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return console_app(tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="module")
def signed_in(app: Flask) -> Callable[[Role], FlaskClient]:
    clients = {}
    for role in Role:
        clients[role] = app.test_client()
        send(clients[role], "/staff/sign-in", name=NAMES[role], password=PASSWORD)
    return clients.__getitem__


@pytest.fixture
def reception(signed_in: Callable[[Role], FlaskClient]) -> FlaskClient:
    return signed_in(Role.RECEPTION)


@pytest.fixture
def therapist(signed_in: Callable[[Role], FlaskClient]) -> FlaskClient:
    return signed_in(Role.THERAPIST)


def found(client: FlaskClient, wanted: str) -> dict[str, list[tuple[str, str]]]:
    """What is found: title and address of each, by heading."""
    response = client.get(SEARCH, query_string={"q": wanted})
    assert response.status_code == 200
    main = response.get_data(as_text=True).partition("<main")[2]
    groups = {}
    for section in main.split("<section")[1:]:
        heading = re.findall(r"<h2[^>]*>([^<]*?) <span", section)[0]
        links = re.findall(r'<li><a href="([^"]+)"><span>(.*?)</span></a>', section, re.S)
        groups[heading] = [(seen(title), unescape(url)) for url, title in links]
    return groups


def seen(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def snippets(client: FlaskClient, wanted: str) -> str:
    page = client.get(SEARCH, query_string={"q": wanted}).get_data(as_text=True)
    return " ".join(re.findall(r'<p class="hit">(.*?)</p>', page, re.S))


def test_every_page_has_the_box(reception: FlaskClient):
    for address in ("/staff/", "/staff/words", "/staff/facts/", "/staff/nowhere"):
        assert f'action="{SEARCH}"' in reception.get(address).get_data(as_text=True)


def test_before_anything_is_looked_for_nothing_is_found(reception: FlaskClient):
    page = reception.get(SEARCH).get_data(as_text=True)
    assert "Words to find" in page
    assert 'role="status"' not in page


def test_a_fact_is_found_by_what_clients_read(reception: FlaskClient):
    assert found(reception, "waits 15 minutes")["Facts of your practice"] == [
        ("Booking, canceling and fees: Coming late", "/staff/facts/edit/sessions#late_grace")
    ]
    assert "<mark>waits</mark> <mark>15</mark> <mark>minutes</mark>" in snippets(reception, "waits 15 minutes")


def test_a_placeholder_leads_to_its_form_and_to_the_answers_that_have_it(reception: FlaskClient):
    groups = found(reception, "{late_grace}")
    assert groups["Facts of your practice"][0][1] == "/staff/facts/edit/sessions#late_grace"
    assert ("What if I am late or miss a session?", "/staff/words/faq/late_or_missed_session") in groups["Answers"]


@pytest.mark.parametrize(
    ("wanted", "heading", "url"),
    [
        ("what if i am late", "Answers", "/staff/words/faq/late_or_missed_session"),
        ("level crossing", "Questions that lead to an answer", "/staff/words/faq/late_or_missed_session#questions"),
        ("winter break", "Facts of your practice", "/staff/facts/edit/closures"),
        ("18 harbor lane", "Facts of your practice", "/staff/facts/edit/letter"),
        # What one therapist has of their own.
        ("reyes training", "Facts of your practice", "/staff/facts/edit/away"),
        ("psychologist", "Facts of your practice", "/staff/facts/edit/therapists/maya-okafor"),
        # What is made of facts when somebody asks.
        ("monday friday open", "Facts of your practice", "/staff/facts/edit/hours"),
        ("crisis text line", "Helplines", "/staff/helplines#us_crisis_text_line"),
    ],
)
def test_each_kind_is_found_where_it_is_edited(reception: FlaskClient, wanted: str, heading: str, url: str):
    groups = found(reception, wanted)
    assert url in [each for _, each in groups[heading]], groups


def test_each_place_that_is_found_opens(therapist: FlaskClient):
    for wanted in ("text", "fee", "988"):
        for heading, hits in found(therapist, wanted).items():
            for title, url in hits:
                address, _, place = url.partition("#")
                page = therapist.get(address)
                assert page.status_code == 200, (heading, title)
                assert not place or f'id="{place}"' in page.get_data(as_text=True), (heading, title, place)


def test_accents_and_capitals_make_no_difference(therapist: FlaskClient):
    spanish = found(therapist, "botones están en español")
    assert spanish["Other wording"]
    assert found(therapist, "BOTONES ESTAN EN ESPANOL") == spanish


def test_several_words_must_all_occur(reception: FlaskClient):
    assert "Answers" in found(reception, "late session")
    assert found(reception, "late zebra session") == {}
    page = reception.get(SEARCH, query_string={"q": "late zebra session"}).get_data(as_text=True)
    assert "Nothing has “late zebra session” in it." in page


def test_nobody_finds_what_they_may_not_open(reception: FlaskClient, therapist: FlaskClient):
    wanted = "deserve help from a person"
    assert "What is said when somebody may be in danger" in found(therapist, wanted)["Other wording"][0][0]
    assert found(reception, wanted) == {}
    # The reason behind an answer stands in a form that reception may not open.
    wanted = "the next client often comes right after"
    reason = "/staff/words/faq/late_or_missed_session/parts#why"
    assert found(therapist, wanted) == {
        "Answers": [("What if I am late or miss a session?: the reason behind it", reason)]
    }
    assert found(reception, wanted) == {}


def test_words_of_before_are_found_with_who_left_them(reception: FlaskClient, app: Flask):
    gifts, address = words_of(app).read("faq/gifts"), "/staff/words/faq/gifts"
    typed = "Marzipan is fine. Please ask first."
    send(reception, f"{address}/answer", text=typed, based_on=gifts.token)
    assert found(reception, "marzipan") == {"Answers": [(gifts.title, address)]}
    send(reception, f"{address}/answer", text=gifts.answer, based_on=words_of(app).read("faq/gifts").token)
    groups = found(reception, "marzipan")
    assert list(groups) == ["Earlier words, no longer there"]
    ((title, url),) = groups["Earlier words, no longer there"]
    assert title.startswith(f"{gifts.title}, as Robin Reception left it on ")
    assert url == f"{address}/versions"


def test_earlier_wording_is_for_those_who_may_open_it(reception: FlaskClient, therapist: FlaskClient):
    url = "/staff/wording/sending/app_not_used"
    page = therapist.get(url).get_data(as_text=True)
    before = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[0])
    for text in (f"{before.strip()} Quillwort.", before.strip()):
        token = re.findall(r'name="based_on" value="([^"]+)"', therapist.get(url).get_data(as_text=True))[0]
        assert send(therapist, url, text=text, based_on=token, before="").status_code == 302
    assert list(found(therapist, "quillwort")) == ["Earlier words, no longer there"]
    assert found(reception, "quillwort") == {}


def test_what_clients_wrote_is_not_searched(therapist: FlaskClient, app: Flask):
    with app.extensions["between_sessions"].database.session() as session:
        assert note_question(session, "may i bring my wolverine along", NOT_UNDERSTOOD, [], date.today())
    assert "wolverine" in therapist.get("/staff/review").get_data(as_text=True)
    assert found(therapist, "wolverine") == {}


def test_what_is_looked_for_is_shown_as_text(reception: FlaskClient):
    page = reception.get(SEARCH, query_string={"q": "<script>alert(1)</script>"}).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_many_hits_are_counted_and_cut(reception: FlaskClient):
    page = reception.get(SEARCH, query_string={"q": "a"}).get_data(as_text=True)
    assert "more. One more word finds fewer." in page
    assert page.count('<p class="hit">') < 80


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_in_a_browser(sign_in: Callable[..., Page], screenshots: Path, viewport: dict[str, int] | None):
    page = sign_in(Role.RECEPTION, **({"viewport": viewport} if viewport else {}))
    page.get_by_label("Find in answers, facts and all other words").fill("late_grace")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find")
    expect(page.get_by_role("status")).to_contain_text("Facts of your practice")
    assert_accessible(page)
    page.screenshot(path=screenshots / f"search_{'phone' if viewport else 'wide'}.png", full_page=True)
    page.get_by_role("link", name="Booking, canceling and fees: Coming late").click()
    expect(page.get_by_role("heading", name="Coming late")).to_be_in_viewport()
