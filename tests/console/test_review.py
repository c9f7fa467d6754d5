"""The review list in the console: decided by clicks, by keys, and without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from bot.conversations.__main__ import about_danger
from bot.conversations.review import DANGER, LABELLED, NOT_UNDERSTOOD, OPEN, REJECTED, note_question, review_questions
from bot.database.tables.review import ReviewQuestionRow
from bot.settings import PROJECT_ROOT
from bot.staff.roles import Role
from bot.words.files import WordFiles
from tests.practice_day import today

from .conftest import PHONE, Console, assert_accessible

LIKELIEST = [("faq/gifts", 0.41), ("faq/recording", 0.3), ("out_of_scope/advice", 0.1)]
DOG, DOG_TOO = "may i bring my dog with me to the office", "can i bring my dog to the office"
# In the staff's words.
DOOR_KEPT, CANDLE_KEPT = "Which colour does your front door have?", "Do you light candles before sessions?"
DOOR, CANDLE = "what colour is the door of the office", "is there a candle in the waiting room"


@pytest.fixture
def words(console: Console) -> WordFiles:
    return console.words


@pytest.fixture(autouse=True)
def asked(console: Console) -> Iterator[None]:
    """Four questions that were not understood, two of them alike; afterwards no topic has them."""
    with console.database.session() as session:
        for text in (DOOR, DOG, CANDLE, DOG_TOO):
            assert note_question(session, text, NOT_UNDERSTOOD, LIKELIEST, today())
    yield
    with console.database.session() as session:
        session.execute(delete(ReviewQuestionRow))
    shutil.copytree(PROJECT_ROOT / "data" / "nlu", console.words.data / "nlu", dirs_exist_ok=True)


def states(console: Console) -> dict[str, str]:
    with console.database.session() as session:
        return {
            each.words: state
            for state in (OPEN, LABELLED, REJECTED, DANGER)
            for each in review_questions(session, state)
        }


def open_list(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Review list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review list")
    page.wait_for_load_state()


def card(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("article", name=f"“{text}”")


def write(page: Page, text: str, own: str) -> None:
    card(page, text).get_by_label("The question in your own words").fill(own)


def test_one_click_makes_a_training_question(reception: Page, console: Console, words: WordFiles, screenshots: Path):
    open_list(reception)
    expect(reception.get_by_role("heading", name="2 questions that are alike")).to_be_visible()
    assert_accessible(reception)
    reception.screenshot(path=screenshots / "review_list.png", full_page=True)
    # Looking for faults of accessibility leaves marks on the page.
    open_list(reception)
    choose = card(reception, DOOR).get_by_role("button", name=words.read("faq/recording").title)
    choose.click()
    expect(card(reception, DOOR).get_by_role("alert")).to_have_text("Write the question in your own words first.")
    write(reception, DOOR, DOOR)
    choose.click()
    expect(card(reception, DOOR).get_by_role("alert")).to_contain_text("These are the client's words.")
    write(reception, DOOR, DOOR_KEPT)
    choose.click()
    # The first question that a process takes is compared with all others, which have to be read first.
    expect(reception.locator("#review-status")).to_contain_text(
        "Now a question of “May sessions be recorded?”", timeout=30_000
    )
    expect(card(reception, DOOR)).to_have_count(0)
    assert words.read("faq/recording").questions[-1] == DOOR_KEPT
    assert states(console)[DOOR] == LABELLED


def test_keys_accept_relabel_and_reject(reception: Page, console: Console, words: WordFiles):
    open_list(reception)
    write(reception, CANDLE, CANDLE_KEPT)
    card(reception, CANDLE).focus()
    reception.keyboard.press("2")
    expect(card(reception, CANDLE)).to_have_count(0)
    # The next one has the focus by itself.
    expect(reception.locator("article:focus")).to_have_count(1)
    card(reception, DOG).focus()
    reception.keyboard.press("x")
    expect(card(reception, DOG)).to_have_count(0)
    write(reception, DOOR, DOOR_KEPT)
    card(reception, DOOR).focus()
    reception.keyboard.press("r")
    expect(card(reception, DOOR).get_by_label("Another topic")).to_be_focused()
    card(reception, DOOR).get_by_label("Another topic").select_option("faq/telehealth")
    card(reception, DOOR).get_by_role("button", name="Use this topic").click()
    expect(card(reception, DOOR)).to_have_count(0)
    assert CANDLE_KEPT in words.read("faq/recording").questions
    assert words.read("faq/telehealth").questions[-1] == DOOR_KEPT
    found = states(console)
    assert (found[CANDLE], found[DOG], found[DOOR], found[DOG_TOO]) == (LABELLED, REJECTED, LABELLED, OPEN)


def test_keys_do_nothing_while_somebody_types(reception: Page, console: Console):
    open_list(reception)
    field = card(reception, DOOR).get_by_label("The question in your own words")
    field.fill("")
    field.press_sequentially("room 1 x 2 r")
    expect(field).to_have_value("room 1 x 2 r")
    assert set(states(console).values()) == {OPEN}


def test_what_may_come_from_somebody_in_danger_is_refused(reception: Page, console: Console, words: WordFiles):
    open_list(reception)
    before = words.read("faq/gifts")
    card(reception, DOOR).get_by_label("The question in your own words").fill("i want to kill myself tonight")
    card(reception, DOOR).get_by_role("button", name=before.title).click()
    expect(card(reception, DOOR).get_by_role("alert")).to_contain_text("This could come from somebody in danger.")
    expect(card(reception, DOOR).get_by_label("The question in your own words")).to_have_value(
        "i want to kill myself tonight"
    )
    assert words.read("faq/gifts") == before
    assert states(console)[DOOR] == OPEN


def test_what_was_rejected_can_be_put_back(reception: Page, console: Console):
    open_list(reception)
    card(reception, DOOR).get_by_role("button", name="Reject").click()
    expect(card(reception, DOOR)).to_have_count(0)
    reception.get_by_role("link", name="What was rejected").click()
    card(reception, DOOR).get_by_role("button", name="Put back on the list").click()
    expect(reception.locator("#review-status")).to_contain_text("Back on the list.")
    assert states(console)[DOOR] == OPEN


def test_what_was_about_danger_is_not_taught_and_is_listed_for_the_technician(
    reception: Page, console: Console, words: WordFiles
):
    before = words.read("faq/gifts")
    open_list(reception)
    card(reception, DOOR).get_by_role("button", name="This was about danger").click()
    expect(card(reception, DOOR)).to_have_count(0)
    card(reception, CANDLE).focus()
    reception.keyboard.press("d")
    expect(card(reception, CANDLE)).to_have_count(0)
    found = states(console)
    assert (found[DOOR], found[CANDLE]) == (DANGER, DANGER)
    assert words.read("faq/gifts") == before
    reception.goto(console.url + "/staff/review?state=danger")
    expect(card(reception, DOOR).get_by_role("button", name="Put back on the list")).to_be_visible()
    assert_accessible(reception)
    with console.database.session() as session:
        assert DOOR in about_danger(session)


def test_on_a_phone(sign_in: Callable[..., Page], console: Console, screenshots: Path):
    page = sign_in(Role.RECEPTION, viewport=PHONE)
    page.goto(console.url + "/staff/review")
    assert_accessible(page)
    page.screenshot(path=screenshots / "review_phone.png")


def test_without_scripts(sign_in: Callable[..., Page], console: Console, words: WordFiles):
    page = sign_in(Role.RECEPTION, java_script_enabled=False)
    open_list(page)
    card(page, DOOR).get_by_role("button", name="Use this topic").click()
    expect(card(page, DOOR).get_by_role("alert")).to_have_text("Choose a topic first.")
    write(page, DOOR, DOOR_KEPT)
    card(page, DOOR).get_by_label("Another topic").select_option("faq/reminders")
    card(page, DOOR).get_by_role("button", name="Use this topic").click()
    expect(page.get_by_text("Now a question of “Do I get reminders? Can I stop them?”")).to_be_visible()
    card(page, CANDLE).get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Off the list.")).to_be_visible()
    assert words.read("faq/reminders").questions[-1] == DOOR_KEPT
    assert states(console)[CANDLE] == REJECTED
