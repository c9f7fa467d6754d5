"""Nothing goes live unseen: what the publishing page lists, who has to agree, and what can be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.publishing.waiting import in_lines, typed_by_staff, waiting_changes
from bot.releases.fingerprints import training_fingerprint, understanding_fingerprint
from bot.staff.roles import Role
from bot.words import history
from bot.words.files import WordFiles
from tests.console.conftest import NAMES, PHONE, Console, assert_accessible, live_model

TONI, ADA, ROBIN = NAMES[Role.THERAPIST], NAMES[Role.ADMINISTRATOR], NAMES[Role.RECEPTION]


@pytest.fixture(autouse=True)
def live(console: Console) -> Iterator[None]:
    """A model that is made from what stands in the files when the test begins; at its end they are as before."""
    root = console.words.data.parent
    kept = {path: path.read_text("utf-8") for path in (root / "data" / "nlu").rglob("*.yml")}
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    with console.database.session() as session:
        # What the files hold is known before the model is made, and everything typed later is newer.
        history.changed_topics(session, console.words, now - timedelta(seconds=2), None)
    live_model(root / "models", console.words, (training_fingerprint(root), understanding_fingerprint(root)))
    yield
    for path, text in kept.items():
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


@pytest.fixture
def words(console: Console) -> WordFiles:
    return console.words


def go(page: Page, path: str) -> Page:
    page.goto(page.url.partition("/staff")[0] + "/staff/" + path)
    page.wait_for_load_state()
    return page


def save(page: Page, label: str, text: str, then: str = "Save") -> None:
    go(page, f"words/{label}")
    page.get_by_label("Answer", exact=True).fill(text)
    page.get_by_role("button", name=then, exact=True).click()


def change(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def test_publishing_lists_every_change_and_a_colleagues_can_be_left_out(
    reception: Page, therapist: Page, words: WordFiles, screenshots: Path
):
    gifts, recording = words.read("faq/gifts"), words.read("faq/recording")
    save(reception, "faq/gifts", gifts.answer.replace("ask", "please ask", 1) + " Half a thought.")
    save(therapist, "faq/recording", recording.answer + "\n\nAsk first, always.")
    go(therapist, "publish")
    hers, mine = change(therapist, gifts.title), change(therapist, recording.title)
    expect(hers).to_contain_text(f"{ROBIN} changed the answer")
    expect(hers.locator("ins").last).to_contain_text("Half a thought.")
    expect(mine).to_contain_text(f"{TONI} changed the answer")
    assert_accessible(therapist)
    therapist.screenshot(path=screenshots / "going_live.png", full_page=True)
    hers.get_by_role("button", name="Leave this out").click()
    expect(therapist.get_by_text("Left out. Clients keep reading what they read now.")).to_be_visible()
    assert words.read("faq/gifts").answer == gifts.answer
    expect(change(therapist, gifts.title)).to_have_count(0)
    expect(mine).to_be_visible()
    go(reception, "publish")
    reception.get_by_role("button", name=f"Bring back: {gifts.title}").click()
    expect(reception.get_by_text("The change is back")).to_be_visible()
    assert "Half a thought." in words.read("faq/gifts").answer


def test_what_was_saved_after_the_look_is_not_published(reception: Page, therapist: Page, words: WordFiles):
    save(therapist, "faq/recording", words.read("faq/recording").answer + "\n\nAsk first, always.")
    go(therapist, "publish")
    save(reception, "faq/gifts", words.read("faq/gifts").answer + " Half a thought.")
    therapist.get_by_role("button", name="Publish", exact=True).click()
    expect(therapist.get_by_text("Something has changed since you looked, so nothing was published.")).to_be_visible()
    expect(change(therapist, words.read("faq/gifts").title)).to_be_visible()


def test_save_and_publish_shows_a_colleagues_change_first(reception: Page, therapist: Page, words: WordFiles):
    save(reception, "faq/gifts", words.read("faq/gifts").answer + " Half a thought.")
    save(therapist, "faq/recording", words.read("faq/recording").answer + "\n\nAsk first, always.", "Save and publish")
    expect(therapist.get_by_text("Saved, and not live yet.")).to_be_visible()
    expect(change(therapist, words.read("faq/gifts").title)).to_contain_text(ROBIN)
    expect(therapist.get_by_role("button", name="Stop")).to_have_count(0)


def test_the_accident_of_29_seconds_is_stopped(therapist: Page, words: WordFiles):
    """What the lint refuses cannot be saved; what it does not see, but speaks of danger, waits for a second person."""
    before = words.read("faq/texting_allowed")
    save(therapist, "faq/texting_allowed", "Do not call 911. Text your therapist.", "Save and publish")
    expect(therapist.locator("#checks")).to_contain_text("turns somebody in danger away from help")
    assert words.read("faq/texting_allowed") == before
    unseen = "{text_allowed} Suicidal thoughts should be saved for the session."
    save(therapist, "faq/texting_allowed", unseen, "Save and publish")
    expect(change(therapist, before.title)).to_contain_text("a second person has to agree")
    expect(therapist.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    expect(therapist.get_by_role("button", name="I have read it, and I agree")).to_have_count(0)


def test_a_second_person_agrees_to_exactly_these_words(
    therapist: Page, administrator: Page, words: WordFiles, screenshots: Path
):
    topic = words.read("faq/emergency_contact")
    save(therapist, topic.label, topic.answer + "\n\nA friend can call for you.")
    go(administrator, "publish")
    assert_accessible(administrator)
    administrator.screenshot(path=screenshots / "second_person.png", full_page=True)
    change(administrator, topic.title).get_by_role("button", name="I have read it, and I agree").click()
    expect(change(administrator, topic.title)).to_contain_text(f"{ADA} agreed")
    expect(administrator.get_by_role("button", name="Publish", exact=True)).to_be_enabled()
    save(therapist, topic.label, words.read(topic.label).answer + " Ask them.")
    go(administrator, "publish")
    expect(change(administrator, topic.title)).to_contain_text(f"{ADA} agreed to other words")
    expect(administrator.get_by_role("button", name="Publish", exact=True)).to_be_disabled()


def test_the_emergency_answer_keeps_its_number(therapist: Page, words: WordFiles):
    topic = words.read("faq/emergency_contact")
    save(therapist, topic.label, topic.answer.replace("{emergency_number}", "someone"))
    expect(therapist.locator("#checks")).to_contain_text("{emergency_number} is missing.")
    assert words.read(topic.label) == topic


def test_the_list_fits_a_phone(sign_in: Callable[..., Page], therapist: Page, words: WordFiles, screenshots: Path):
    save(therapist, "faq/gifts", words.read("faq/gifts").answer + " Half a thought.")
    page = go(sign_in(Role.THERAPIST, viewport=PHONE), "publish")
    expect(change(page, words.read("faq/gifts").title)).to_be_visible()
    assert_accessible(page)
    page.screenshot(path=screenshots / "going_live_phone.png", full_page=True)


def test_a_terminal_lists_the_same_and_a_start_makes_nothing_live_that_was_typed(
    therapist: Page, console: Console, words: WordFiles
):
    topic = words.read("faq/emergency_contact")
    save(therapist, topic.label, topic.answer + "\n\nA friend can call for you.")
    root = words.data.parent
    (change,) = waiting_changes(console.settings, root, root / "models")
    lines = list(in_lines(change))
    assert lines[0].startswith(f"{topic.title} (faq/emergency_contact): {TONI} ")
    assert lines[2].endswith("A friend can call for you.")
    assert lines[-1] == "  somebody in danger may read this: a second person has to agree"
    assert typed_by_staff([change]) == [change]
