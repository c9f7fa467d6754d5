"""The contact policy as a client meets it: by buttons, in free words, as a page to print, as a draft, as a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.practice.practice_file import import_record
from bot.publishing.fresh_database import DEMO_PRACTICE
from bot.website.policy_card import render
from bot.website.widget import embedding
from tests.conftest import Service
from tests.website.test_policy_card import NOW, SAMPLES

from .chat_page import ChatPage

MAY_SEND = "Yes, you may move a session by text message to 503-555-0142."


def press(chat: ChatPage, name: str) -> None:
    """Takes an offered answer, and waits for what comes back."""
    before = chat.answers.count()
    chat.button(name).click()
    expect(chat.answers).not_to_have_count(before)


# May I send this, and when will they answer?


def test_may_i_send_this_by_buttons(chat: ChatPage) -> None:
    chat.start()
    chat.ask("can I send this to my therapist?")
    for choice in ("Moving a session", "Text message", "Dr. Maya Okafor"):
        press(chat, choice)
    answer = chat.answers.last
    expect(answer).to_contain_text(MAY_SEND)
    expect(answer.get_by_role("link", name="503-555-0142")).to_have_attribute("href", "tel:+15035550142")
    for part in ("usually expect an answer by", "not private", "911"):
        expect(answer).to_contain_text(part)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Can I text Dr. Okafor to move my session?", MAY_SEND),
        ("may I send how I feel in a text to Dr. Okafor?", "Text messages are not for this. Please keep this"),
    ],
)
def test_may_i_send_this_in_free_words(chat: ChatPage, question: str, told: str) -> None:
    chat.start()
    expect(chat.ask(question)).to_contain_text(told)


def test_may_i_send_this_asks_once_for_what_is_missing(chat: ChatPage) -> None:
    chat.start()
    expect(chat.ask("may i send this by email, it's about my invoice")).to_contain_text("Which therapist")
    expect(chat.ask("I am not sure")).to_contain_text("by email to office@harborlane.example.org")


def test_when_will_they_answer_names_the_day_and_what_to_do_then(chat: ChatPage) -> None:
    chat.start()
    answer = chat.ask("I texted Dr. Okafor Friday night, when will she answer?")
    expect(answer).to_contain_text("You wrote")
    expect(answer).to_contain_text(re.compile(r"(Mon|Tues|Wednes|Thurs|Fri)day"))
    expect(answer.get_by_role("link", name="503-555-0140").first).to_be_visible()


# Drafts, and a person


def test_a_draft_is_copied_and_never_sent(chat: ChatPage) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.start()
    chat.ask("write a message to move my session on Tuesday at 3")
    slip = chat.log.locator("[part=note]")
    expect(slip).to_contain_text("I need to move my session (on Tuesday at 3).")
    slip.get_by_role("button", name="Copy").click()
    expect(slip).to_contain_text("Copied.")
    assert "I need to move my session (on Tuesday at 3)." in chat.page.evaluate("navigator.clipboard.readText()")
    expect(chat.answers.last).to_contain_text("do not send anything")


def test_a_person_is_named_after_two_misunderstandings(chat: ChatPage) -> None:
    chat.start()
    person = chat.log.get_by_text("It may be easier to talk to a person")
    chat.ask("can it be like the other week")
    expect(person).to_have_count(0)
    chat.ask("can it be like the other week")
    expect(person.get_by_role("link", name="503-555-0140")).to_have_attribute("href", "tel:+15035550140")


def test_a_person_is_named_at_any_time(chat: ChatPage) -> None:
    chat.start()
    chat.ask("let me talk to a person")
    expect(chat.log.get_by_role("link", name="503-555-0140").first).to_be_visible()
    expect(chat.log.get_by_text("I cannot put you through or pass a message on")).to_be_visible()


# The policy card


def test_the_policy_card_is_a_link_under_the_answer(chat: ChatPage) -> None:
    chat.start()
    answer = chat.ask("How can I reach my therapist?")
    link = answer.get_by_role("link", name="The whole contact policy on one page")
    assert link.get_attribute("href") == f"{chat.url}/policy"
    with chat.page.expect_popup() as card:
        link.click()
    expect(card.value.get_by_role("heading", level=1)).to_contain_text("How to be in contact with")


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_policy_card_is_read_without_scrolling_sideways_and_dials(
    new_context: Callable[..., BrowserContext], service: Service, width: int, screenshots: Path
) -> None:
    page = new_context(viewport={"width": width, "height": 568}, has_touch=True, is_mobile=True).new_page()
    page.goto(service.url + "/policy")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # No word is broken: each stands in one line.
    broken = page.evaluate("""() => [...document.querySelectorAll("td, th")].flatMap((cell) => {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
        while (texts.nextNode()) for (const { 0: word, index } of texts.currentNode.data.matchAll(/[A-Za-z]{2,20}/g)) {
            // An address may go on in the next line.
            if (texts.currentNode.parentNode.href) continue;
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            if (new Set([...range.getClientRects()].map(({ y }) => y)).size > 1) found.push(word);
        }
        return found;
    })""")
    assert broken == []
    row = page.get_by_role("row", name=re.compile("^Text message"))
    expect(row.get_by_role("link", name="503-555-0142")).to_have_attribute("href", "tel:+15035550142")
    expect(row.get_by_role("cell")).to_have_count(3)
    emergency = page.get_by_role("region", name="In an emergency")
    expect(emergency.get_by_role("link", name="911")).to_have_attribute("href", "tel:911")
    expect(emergency.get_by_role("link", name="988")).to_have_attribute("href", "tel:988")
    page.screenshot(path=screenshots / f"policy_{width}.png", full_page=True)


@pytest.fixture
def blank(chromium: Browser) -> Page:
    return chromium.new_page()


@pytest.mark.parametrize("size", ["Letter", "A4"])
@pytest.mark.parametrize("path", [DEMO_PRACTICE, *SAMPLES], ids=lambda path: path.stem)
def test_the_policy_card_prints_on_one_sheet(blank: Page, path: Path, size: str) -> None:
    record = import_record(path.read_text("utf-8"))
    style = (embedding.FOLDER / "pages" / "policy.css").read_text("utf-8")
    for therapist in (None, *(each.id for each in record.therapists)):
        blank.set_content(render(record, therapist, NOW).replace("</head>", f"<style>{style}</style></head>"))
        # Chromium writes one "/Type /Page" for each sheet.
        assert len(re.findall(rb"/Type\s*/Page\b", blank.pdf(format=size))) == 1, therapist
