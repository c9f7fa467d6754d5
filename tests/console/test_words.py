"""Answers and questions in the console, as a receptionist meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.staff import audit
from bot.staff.roles import Role
from bot.words.files import WordFiles

from .conftest import PHONE, Console, assert_accessible

ANSWERS = "/staff/words"


@pytest.fixture
def words(console: Console) -> WordFiles:
    return console.words


def open_topic(page: Page, title: str) -> None:
    """From the menu to a topic."""
    page.get_by_role("navigation").get_by_role("link", name="Answers").click()
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    # Until the scripts are there, nothing follows the typing.
    page.wait_for_load_state()


def type_answer(page: Page, text: str) -> None:
    """Types as a person does, and waits for the checks."""
    with page.expect_response(lambda response: response.url.endswith("/check") and response.ok):
        page.get_by_label("Answer", exact=True).fill(text)


def test_a_receptionist_corrects_an_answer(reception: Page, words: WordFiles, console: Console, screenshots: Path):
    title = words.read("faq/gifts").title
    open_topic(reception, title)
    reception.screenshot(path=screenshots / "words_topic.png", full_page=True)
    assert_accessible(reception)
    reception.get_by_label("Answer", exact=True).fill(
        "Please ask before you bring something. Your therapist will tell you."
    )
    reception.get_by_role("button", name="Save", exact=True).click()
    expect(reception.get_by_text(f"Saved: “{title}”.")).to_be_visible()
    expect(reception.get_by_text("changed, not published")).to_be_visible()
    assert words.read("faq/gifts").answer == "Please ask before you bring something. Your therapist will tell you."
    with console.database.session() as session:
        newest = audit.entries(session, 1)[0]
    assert (newest.actor, newest.action, newest.subject) == ("Robin Reception", "words.answer", "faq/gifts")
    assert "Please ask before you bring something." in str(newest.details)


def test_the_preview_follows_the_typing_with_real_facts(reception: Page, words: WordFiles, screenshots: Path):
    open_topic(reception, words.read("faq/recording").title)
    log = reception.frame_locator("iframe").get_by_role("log")
    expect(log).to_contain_text(words.read("faq/recording").title)
    type_answer(reception, "Call {practice_phone} first. Then we talk.")
    expect(log).to_contain_text("Call 503-555-0140 first. Then we talk.")
    expect(log.get_by_role("link", name="503-555-0140")).to_be_visible()
    expect(reception.get_by_label("Answer", exact=True)).to_be_focused()
    reception.screenshot(path=screenshots / "words_preview.png")


def test_what_is_typed_is_kept_as_a_draft(reception: Page, words: WordFiles, sign_in: Callable[..., Page]):
    title, saved = words.read("faq/reminders").title, words.read("faq/reminders").answer
    open_topic(reception, title)
    type_answer(reception, "Half a thought. More to come")
    later = sign_in(Role.RECEPTION)
    later.goto(later.url.rstrip("/") + "/words?state=draft")
    expect(later.get_by_role("listitem").filter(has_text=title)).to_contain_text("your draft")
    later.get_by_role("link", name=title, exact=True).click()
    expect(later.get_by_label("Answer", exact=True)).to_have_value("Half a thought. More to come")
    assert words.read("faq/reminders").answer == saved
    later.get_by_role("button", name="Throw my draft away").click()
    expect(later.get_by_label("Answer", exact=True)).to_have_value(saved)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Call {practice_fone}. Ask there.", "There is no fact called {practice_fone}. Did you mean {practice_phone}?"),
        ("This is completely confidential. Calm down.", "This could hurt somebody who is struggling"),
        ("Do not call 911. Text your therapist.", "“do not call 911” turns somebody in danger away from help."),
        ("You have depression. Take two pills.", "reads like a diagnosis. The assistant makes none: take it out."),
        ("Call 212-555-0177. Ask there.", "“212-555-0177” is no number of your practice, nor of a helpline."),
        ("TODO ask Toni, do not use", "looks like a note to yourself. Finish it, or take it out."),
    ],
)
def test_what_must_be_changed_is_said_while_typing_and_refused(reception: Page, words: WordFiles, text: str, says: str):
    topic = words.read("faq/social_media")
    open_topic(reception, topic.title)
    type_answer(reception, text)
    expect(reception.locator("#checks")).to_contain_text(says)
    reception.get_by_role("button", name="Save", exact=True).click()
    expect(reception.locator("#checks")).to_contain_text(says)
    expect(reception.get_by_label("Answer", exact=True)).to_have_value(text)
    assert words.read("faq/social_media") == topic
    assert_accessible(reception)


def test_a_double_is_told_while_typing(reception: Page, words: WordFiles):
    open_topic(reception, words.read("faq/gifts").title)
    elsewhere = words.read("faq/accessibility_language")
    field, said = reception.get_by_label("Add a question"), reception.locator("#question-checks")
    field.fill("Any Polish-speaking counsellor?")
    expect(said).to_contain_text(f"This is a question of “{elsewhere.title}” already.")
    field.fill("any polish-speaking counsellors")
    expect(said).to_contain_text("Nearly the same as “Any Polish-speaking counsellor?”")
    field.fill("would a jar of my own plum jam embarrass her")
    expect(said).to_contain_text("This question is new.")
    reception.get_by_role("button", name="Add", exact=True).click()
    expect(reception.get_by_text("The question was added.")).to_be_visible()
    assert words.read("faq/gifts").questions[-1] == "would a jar of my own plum jam embarrass her"


def test_questions_are_moved_taken_out_and_brought_back(reception: Page, words: WordFiles):
    first, second = words.read("faq/telehealth").questions[3:5]
    target = words.read("faq/recording")
    open_topic(reception, words.read("faq/telehealth").title)
    reception.get_by_label(first, exact=True).check()
    reception.get_by_label("Move to").select_option(label=target.title)
    reception.get_by_role("button", name="Move", exact=True).click()
    expect(reception.get_by_text(f"Moved to “{target.title}”: 1.")).to_be_visible()
    assert words.read("faq/recording").questions[-1] == first
    reception.get_by_label(second, exact=True).check()
    reception.get_by_role("button", name="Take out").click()
    expect(reception.get_by_text("Taken out: 1. They are kept below")).to_be_visible()
    assert second not in words.read("faq/telehealth").questions
    reception.get_by_text("Taken out: 1", exact=True).click()
    reception.get_by_role("button", name=f"Bring back: {second}").click()
    expect(reception.get_by_text("The question is back.")).to_be_visible()
    assert words.read("faq/telehealth").questions[-1] == second
    assert first not in words.read("faq/telehealth").questions


def test_two_people_at_one_answer_lose_nothing(reception: Page, therapist: Page, words: WordFiles, screenshots: Path):
    title = words.read("faq/contact_fees").title
    open_topic(reception, title)
    open_topic(therapist, title)
    type_answer(reception, "Robin's words. They are good.")
    therapist.reload()
    expect(therapist.get_by_text("Robin Reception has typed here")).to_be_visible()
    therapist.get_by_label("Answer", exact=True).fill("Toni's words. They are good.")
    therapist.get_by_role("button", name="Save", exact=True).click()
    expect(therapist.get_by_text("Saved: ")).to_be_visible()
    reception.get_by_role("button", name="Save", exact=True).click()
    conflict = reception.get_by_role("region", name="Toni Therapist saved another answer while you were typing")
    expect(conflict).to_contain_text("Toni's words. They are good.")
    expect(reception.get_by_label("Answer", exact=True)).to_have_value("Robin's words. They are good.")
    assert words.read("faq/contact_fees").answer == "Toni's words. They are good."
    reception.screenshot(path=screenshots / "words_conflict.png", full_page=True)
    assert_accessible(reception)
    reception.get_by_label("Answer", exact=True).fill("Toni's and Robin's words. They are good.")
    reception.get_by_role("button", name="Save", exact=True).click()
    expect(reception.get_by_text("Saved: ")).to_be_visible()
    assert words.read("faq/contact_fees").answer == "Toni's and Robin's words. They are good."


def test_an_old_version_is_shown_and_brought_back(reception: Page, words: WordFiles, screenshots: Path):
    before = words.source("faq/family_contact")
    open_topic(reception, words.read("faq/family_contact").title)
    reception.get_by_label("Answer", exact=True).fill("Gibberish typed accidentally.")
    reception.get_by_role("button", name="Save", exact=True).click()
    reception.get_by_role("link", name="Earlier versions").click()
    expect(reception.locator("ins").first).to_contain_text("Gibberish typed accidentally.")
    expect(reception.locator("del").first).to_be_visible()
    reception.screenshot(path=screenshots / "words_history.png", full_page=True)
    assert_accessible(reception)
    reception.get_by_role("button", name="Go back to the version of").click()
    expect(reception.get_by_text("The earlier version is back.")).to_be_visible()
    assert words.source("faq/family_contact") == before


def test_the_list_is_searched_while_typing(reception: Page, screenshots: Path):
    reception.get_by_role("navigation").get_by_role("link", name="Answers").click()
    assert_accessible(reception)
    reception.screenshot(path=screenshots / "words_list.png")
    reception.get_by_label("Search in questions and answers").fill("polish-speaking")
    expect(reception.get_by_role("link", name="Can I get help with language or access?")).to_be_visible()
    expect(reception.get_by_role("status")).to_contain_text("1 topic")


def test_on_a_phone(sign_in: Callable[..., Page], words: WordFiles, screenshots: Path):
    page = sign_in(Role.RECEPTION, viewport=PHONE)
    for path in (ANSWERS, ANSWERS + "/faq/gifts", ANSWERS + "/faq/gifts/versions"):
        page.goto(page.url.partition("/staff")[0] + path)
        assert_accessible(page)
        page.screenshot(path=screenshots / f"words_phone_{path.count('/')}.png", full_page=True)


def test_without_scripts(sign_in: Callable[..., Page], words: WordFiles):
    page = sign_in(Role.RECEPTION, java_script_enabled=False)
    topic = words.read("faq/licensing_location")
    open_topic(page, topic.title)
    page.get_by_label("Answer", exact=True).fill("Call {practice_fone} first. Then come.")
    page.get_by_role("button", name="Check and preview").click()
    expect(page.locator("#checks")).to_contain_text("Did you mean {practice_phone}?")
    page.get_by_label("Answer", exact=True).fill("Call {practice_phone} first. Then come.")
    page.get_by_role("button", name="Check and preview").click()
    expect(page.frame_locator("iframe").get_by_text("Call 503-555-0140 first. Then come.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: ")).to_be_visible()
    page.get_by_label("Add a question").fill("any polish-speaking counsellors")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#question-checks")).to_contain_text("Nearly the same as “Any Polish-speaking counsellor?”")
    page.get_by_role("button", name="Add anyway").click()
    expect(page.get_by_text("The question was added.")).to_be_visible()
    assert words.read("faq/licensing_location").questions[-1] == "any polish-speaking counsellors"
