"""The assistant's other words in the console, as a therapist meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.staff import audit
from bot.staff.roles import Role
from bot.words.files import WordFiles
from bot.words.wording_file import read_wording

from .conftest import NAMES, Console, assert_accessible

TONI, ADA = NAMES[Role.THERAPIST], NAMES[Role.ADMINISTRATOR]


@pytest.fixture
def words(console: Console) -> WordFiles:
    return console.words


def open_text(page: Page, file: str, text: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Wording").click()
    page.get_by_role("link", name=file).click()
    page.get_by_role("link", name=text, exact=True).click()
    page.wait_for_load_state()


def test_a_therapist_changes_the_crisis_reply_within_its_rules(
    therapist: Page, sign_in: Callable[..., Page], console: Console, words: WordFiles, screenshots: Path
):
    before = read_wording(words, "crisis").text("opening.suicide")
    open_text(therapist, "What is said when somebody may be in danger", "opening: suicide")
    field, said = therapist.get_by_label("Text"), therapist.locator("#checks")
    field.fill("Are you safe? You should calm down.")
    expect(said).to_contain_text("asks something")
    assert_accessible(therapist)
    therapist.screenshot(path=screenshots / "wording.png")
    therapist.get_by_role("button", name="Save").click()
    expect(said).to_contain_text("asks something")
    expect(field).to_have_value("Are you safe? You should calm down.")
    assert read_wording(words, "crisis").text("opening.suicide") == before
    field.fill("Thank you for saying this. A person can help you now.")
    therapist.get_by_role("button", name="Save").click()
    # Nobody changes these words alone.
    expect(therapist.get_by_text("Kept, and not live yet")).to_be_visible()
    assert read_wording(words, "crisis").text("opening.suicide") == before
    expect(therapist.get_by_role("button", name="I agree")).to_have_count(0)
    administrator = sign_in(Role.ADMINISTRATOR)
    expect(administrator.get_by_text("1 change of wording: a second person has to agree")).to_be_visible()
    administrator.get_by_role("link", name="1 change of wording").click()
    expect(administrator.locator("ins").first).to_contain_text("A person can")
    assert_accessible(administrator)
    administrator.screenshot(path=screenshots / "wording_second_person.png", full_page=True)
    administrator.get_by_role("button", name="I agree").click()
    expect(administrator.get_by_text("Saved. Clients read it from now on.")).to_be_visible()
    assert read_wording(words, "crisis").text("opening.suicide").startswith("Thank you for saying this. A person can")
    with console.database.session() as session:
        agreed, saved = audit.entries(session, 2)
    assert (agreed.actor, agreed.action, agreed.subject) == (ADA, "wording.agree", "crisis: opening.suicide")
    assert (saved.actor, saved.action) == (TONI, "wording.wording")
    open_text(therapist, "What is said when somebody may be in danger", "opening: suicide")
    therapist.get_by_role("link", name="What is said when").click()
    therapist.get_by_role("link", name="Earlier versions").click()
    expect(therapist.locator("ins").first).to_contain_text("A person can")
    assert_accessible(therapist)
    therapist.get_by_role("button", name="Go back to the version of").click()
    expect(therapist.get_by_text("The earlier version is back.")).to_be_visible()
    assert read_wording(words, "crisis").text("opening.suicide") == before


def test_whom_to_call_cannot_be_left_out(therapist: Page, words: WordFiles):
    open_text(therapist, "What is said when somebody may be in danger", "emergency first: emergency")
    therapist.get_by_label("Text").fill("Call now.")
    therapist.get_by_role("button", name="Save").click()
    expect(therapist.locator("#checks")).to_contain_text("{emergency} is missing.")
    assert "{emergency}" in read_wording(words, "crisis").text("emergency_first.emergency")


def test_reception_does_not_see_these_pages(reception: Page):
    expect(reception.get_by_role("navigation").get_by_role("link", name="Wording")).to_have_count(0)
