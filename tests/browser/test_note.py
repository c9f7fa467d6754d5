"""The note for the session in the browser: made by clicking and writing, copied, printed, saved as a file."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from .chat_page import ChatPage

TYPED = ("My worry about the plums", "It stung", "I want to know why", "Could we begin with the plums?")


def make_note(chat: ChatPage) -> Locator:
    """Goes through the form; the note's sheet."""
    chat.start()
    chat.ask("help me prepare for my session")
    expect(chat.button("Skip")).to_be_visible()
    for words in TYPED:
        chat.ask(words)
    chat.button("Make my note").click()
    sheet = chat.page.get_by_role("region", name="For my session")
    expect(sheet).to_be_visible()
    return sheet


def test_the_note_stands_in_the_chat_and_can_be_copied(chat: ChatPage) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sheet = make_note(chat)
    for words in TYPED:
        expect(sheet).to_contain_text(words)
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet).to_contain_text("Copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(TYPED[3])
    assert all(words in copied for words in TYPED)


def test_without_leave_to_copy_the_text_is_marked(chat: ChatPage) -> None:
    chat.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    chat.visit()
    sheet = make_note(chat)
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet).to_contain_text("The text is marked")


def test_the_note_is_saved_as_a_file_on_the_device(chat: ChatPage, tmp_path: Path) -> None:
    sheet = make_note(chat)
    with chat.page.expect_download() as download:
        sheet.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "note.txt"
    download.value.save_as(tmp_path / "note.txt")
    assert TYPED[0] in (tmp_path / "note.txt").read_text("utf-8")


def test_the_note_is_printed_alone(chat: ChatPage) -> None:
    chat.page.add_init_script(
        "window.print = () => { window.printed = [...document.querySelectorAll('[data-practice-chat-print]')]"
        ".map((each) => each.shadowRoot.textContent).join(); }"
    )
    chat.visit()
    sheet = make_note(chat)
    sheet.get_by_role("button", name="Print").click()
    printed = chat.page.evaluate("window.printed")
    assert TYPED[0] in printed
    assert "May I text" not in printed
    expect(chat.page.locator("[data-practice-chat-print]")).to_have_count(0)


def test_the_policy_card_is_a_link_under_the_answer(chat: ChatPage) -> None:
    chat.start()
    answer = chat.ask("How can I reach my therapist?")
    link = answer.get_by_role("link", name="The whole contact policy on one page")
    assert link.get_attribute("href") == f"{chat.url}/policy"
    with chat.page.expect_popup() as card:
        link.click()
    expect(card.value.get_by_role("heading", level=1)).to_contain_text("How to be in contact with")
    for size in ("Letter", "A4"):
        # Chromium writes one "/Type /Page" for each sheet.
        assert len(re.findall(rb"/Type\s*/Page\b", card.value.pdf(format=size))) == 1
