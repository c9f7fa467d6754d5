"""The words after contacts: true, calm, one next step, and the numbers in one line."""

from __future__ import annotations

import re

import pytest

from bot.danger.finding import Finding
from bot.dialogue.after_contacts.answering import (
    WORDS,
    if_hard,
    plea_answer,
    way_named,
    ways_on,
    with_line,
    words_for,
)
from bot.dialogue.after_contacts.recognising import ASK_PRACTICE, ELSEWHERE, UNKNOWN, categories
from bot.helplines.contact_book import ContactBook
from bot.helplines.wording import after_contacts
from bot.helplines.wording_lint import lint_beside
from bot.messages import ContactsMessage
from bot.wording import wording

CATEGORIES = [*(each.name for each in categories()), UNKNOWN, ASK_PRACTICE, ELSEWHERE, "again", "later"]
MOST_SENTENCES = 4
PROMISES = re.compile(
    r"\b(will help|will be (fine|ok|okay|all right)|promise|always answers?|somebody answers|answers at once|trained)\b"
)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> ContactsMessage:
    from bot.database.engine import Database
    from bot.practice.live import LiveRecord
    from bot.publishing.fresh_database import prepare_database
    from bot.settings import Settings

    settings = Settings.from_environment({"STATE_DIR": str(tmp_path_factory.mktemp("card"))})
    prepare_database(settings, lambda line: None)
    database = Database(settings.database_url)
    return ContactBook(database, LiveRecord(database)).crisis_message(Finding("crisis", "suicide", None))


@pytest.mark.parametrize("minutes_count", [False, True])
@pytest.mark.parametrize("category", CATEGORIES)
def test_the_words_are_short_and_promise_nothing(card: ContactsMessage, category: str, minutes_count: bool):
    text = words_for(category, minutes_count, card, "503-555-0100")
    assert "{" not in text
    assert not lint_beside(text.replace("911", "{emergency}"), category)
    assert not PROMISES.search(text.casefold())
    assert "committed" not in text.casefold()
    assert len(re.findall(r"[.!?](?:\s|$)", text)) <= MOST_SENTENCES


def test_every_category_has_words_of_its_own():
    assert set(CATEGORIES) == set(wording(WORDS)["answers"])


EMERGENCY_STEPS = [
    "what_now",
    "took_more",
    "call_for_me",
    "all_of_them",
    "no_answer",
    "ok",
    "calmer",
    "goodbye",
    "no",
    "unknown",
    "again",
]


@pytest.mark.parametrize("category", EMERGENCY_STEPS)
def test_where_minutes_count_the_emergency_number_is_named(card: ContactsMessage, category: str):
    assert "911" in words_for(category, True, card, "503-555-0100")


def test_the_line_names_the_emergency_number_and_the_first_contact(card: ContactsMessage):
    line = with_line(card)
    assert line["collapsed"]
    assert line["contacts"] == card["contacts"]
    assert "911" in line["line"]
    assert "988" in line["line"]
    assert "\n" not in line["line"]


def test_without_a_known_country_no_number_is_made_up(card: ContactsMessage):
    nowhere: ContactsMessage = {**card, "emergency_number": "", "emergency_link": None}
    assert "your local emergency number" in with_line(nowhere)["line"]
    assert "your local emergency number" in words_for("what_now", True, nowhere, "503-555-0100")


def test_a_number_that_is_not_sure_stands_beside_the_local_one(card: ContactsMessage):
    unsure: ContactsMessage = {**card, "emergency_number": "999", "emergency_sure": False}
    for said in (with_line(unsure)["line"], words_for("what_now", True, unsure, "503-555-0100"), if_hard(unsure)):
        assert "999 (or your local emergency number)" in said
    assert "local" not in with_line(card)["line"]


def test_a_possible_danger_gets_one_neutral_line(card: ContactsMessage):
    assert "988" in if_hard(card)
    assert len(if_hard(card)) < 160


@pytest.mark.parametrize("wants_therapist", [False, True])
def test_a_plea_gets_the_numbers_and_three_ways_on(card: ContactsMessage, wants_therapist: bool):
    contacts, question = plea_answer(card, wants_therapist)
    assert contacts["type"] == "contacts"
    assert not contacts.get("collapsed")
    assert "911" in contacts["text"]
    assert not lint_beside(contacts["text"], "plea")
    assert question["type"] == "text"
    assert [each["payload"] for each in question["buttons"]] == ["/in_danger", "/human_handover", "/ask_question"]


def test_the_title_of_a_way_on_may_be_typed():
    for button in ways_on():
        assert way_named(button["title"].lower() + ".") == button["payload"].lstrip("/")
    assert way_named("I have a question about texting") is None


@pytest.mark.parametrize(
    "text",
    [
        "I am in danger, or thinking of hurting myself",
        "I am in danger",
        "im in danger right now",
        "Help, I'm in danger!!",
        "my life is in danger",
        "i think im in danger please help me",
        "yes, I'm in danger",
        "I could be in danger",
        "in danger",
        "I'm in a dangerous situation",
    ],
)
def test_the_first_way_on_may_be_said_in_other_words(text: str):
    assert way_named(text) == "in_danger"


@pytest.mark.parametrize(
    "text",
    [
        "am I in danger?",
        "I'm not in danger",
        "my sister is in danger",
        "I am in danger, he has a knife",
        "I'm in danger of losing my place",
        "is my data in danger",
    ],
)
def test_other_words_about_danger_are_read_for_what_they_say(text: str):
    assert way_named(text) is None


SPANISH_ANSWERS = after_contacts("es")["answers"]


@pytest.mark.parametrize("minutes_count", [False, True])
@pytest.mark.parametrize("category", CATEGORIES)
def test_whoever_told_of_it_in_spanish_is_answered_in_spanish(
    card: ContactsMessage, category: str, minutes_count: bool
):
    spanish: ContactsMessage = {**card, "language": "es"}
    text = words_for(category, minutes_count, spanish, "503-555-0100")
    assert text
    assert "{" not in text
    assert not {"the", "you", "please", "numbers"} & set(re.findall(r"[a-z]+", text.lower()))
    assert len(re.findall(r"[.!?](?:\s|$)", text)) <= MOST_SENTENCES
    if minutes_count and "emergency" in SPANISH_ANSWERS.get(category, SPANISH_ANSWERS["unknown"]):
        assert "911" in text


def test_the_spanish_line_names_the_emergency_number_and_the_first_line(card: ContactsMessage):
    line = with_line({**card, "language": "es"})["line"]
    assert line.startswith("En peligro: 911. ")
    assert "988" in line


def test_no_spanish_answer_stands_where_there_is_no_english_one():
    assert set(SPANISH_ANSWERS) <= set(wording(WORDS)["answers"])
