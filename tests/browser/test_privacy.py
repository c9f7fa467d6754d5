"""Nothing of a conversation outlives the tab; the client can take it along, delete it, or be gone at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Service

from .chat_page import ChatPage

ELSEWHERE = "https://www.google.com/"


def token_of(chat: ChatPage) -> str:
    return str(next(iter(chat.storage.values()))["token"])


def transcript_status(chat: ChatPage, token: str) -> int:
    address = chat.url + "/api/conversations/transcript"
    return chat.page.request.get(address, headers={"Authorization": f"Bearer {token}"}).status


# Within the tab


def test_reload_keeps_the_conversation(chat: ChatPage) -> None:
    chat.start()
    answer = chat.ask("May I text my therapist?").inner_text()
    chat.input.fill("a draft")
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    assert chat.answers.last.inner_text() == answer
    assert chat.page.evaluate("document.activeElement.tagName") == "BODY"
    expect(chat.input).to_have_value("a draft")
    chat.ask("How soon will I get a reply?")
    expect(chat.answers).to_have_count(3)


def test_conversation_goes_along_to_another_page_and_back(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.visit("/chat")
    expect(chat.questions).to_have_count(1)
    chat.page.go_back()
    expect(chat.questions).to_have_count(1)


def test_minimized_chat_stays_minimized_after_reload(chat: ChatPage) -> None:
    chat.start()
    chat.button("Minimize the chat").click()
    chat.page.reload()
    expect(chat.button("Ask a question")).to_be_visible()
    expect(chat.panel).to_be_hidden()


def test_two_tabs_are_two_conversations(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    other = ChatPage(chat.page.context.new_page(), chat.url).visit().start()
    expect(other.questions).to_have_count(0)
    assert token_of(other) != token_of(chat)


def test_duplicated_tab_gives_way_to_the_tab_that_has_the_conversation(chat: ChatPage) -> None:
    """window.open copies sessionStorage, as "Duplicate tab" does."""
    chat.start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    with chat.page.expect_popup() as popup:
        chat.page.evaluate("void window.open('/')")
    other = ChatPage(popup.value, chat.url)
    expect(other.button("I agree, start the chat")).to_be_visible()
    expect(other.questions).to_have_count(0)
    assert token_of(chat) == token
    expect(chat.questions).to_have_count(1)


def test_nothing_is_kept_beyond_the_tab(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    assert chat.page.evaluate("localStorage.length") == 0
    assert chat.page.evaluate("document.cookie") == ""
    assert chat.page.context.cookies() == []
    assert chat.page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert chat.page.evaluate("caches.keys().then((found) => found.length)") == 0


def test_chat_works_where_storage_is_refused(page: Page, service: Service) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('refused'); }})")
    chat = ChatPage(page, service.url).visit().start()
    chat.ask("May I text my therapist?")


# Time


def test_idle_chat_warns_and_then_clears_itself(page: Page, service: Service) -> None:
    page.clock.install()
    chat = ChatPage(page, service.url).visit().start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    page.clock.run_for("28:06")
    expect(chat.panel.get_by_text(re.compile("Are you still there\\?.* in 2 minutes"))).to_have_count(2)
    chat.button("Keep the chat").click()
    page.clock.run_for("27:00")
    expect(chat.questions).to_have_count(1)
    page.clock.run_for("03:10")
    expect(
        chat.panel.get_by_text("The chat was cleared because nobody had used it for 30 minutes.").first
    ).to_be_visible()
    expect(chat.button("I agree, start the chat")).to_be_visible()
    assert chat.storage == {}
    expect_gone(chat, token)


def test_chat_left_long_ago_is_not_shown_again(page: Page, service: Service) -> None:
    """A tab that the browser reopens brings its sessionStorage back."""
    page.clock.install()
    chat = ChatPage(page, service.url).visit().start()
    chat.ask("May I text my therapist?")
    page.goto("about:blank")
    page.clock.fast_forward("31:00")
    chat.visit()
    expect(chat.button("Ask a question")).to_be_visible()
    assert chat.storage == {}


def expect_gone(chat: ChatPage, token: str) -> None:
    """The server has the conversation no longer."""
    chat.until(lambda: transcript_status(chat, token) == 401)


# Leave quickly


@pytest.fixture
def elsewhere(new_context: Callable[..., BrowserContext]) -> Page:
    """A page whose browser reaches the neutral site."""
    context = new_context()
    context.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Elsewhere</title>", content_type="text/html"))
    return context.new_page()


def test_leave_quickly_replaces_the_page_and_clears_everything(elsewhere: Page, service: Service) -> None:
    elsewhere.goto("about:blank")
    chat = ChatPage(elsewhere, service.url).visit().start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    chat.button("Leave quickly").first.click()
    elsewhere.wait_for_url(ELSEWHERE)
    expect_gone(chat, token)
    elsewhere.go_back()
    assert elsewhere.url == "about:blank"
    chat.visit()
    assert chat.storage == {}
    expect(chat.panel).to_be_hidden()


def test_leave_quickly_empties_the_page_before_the_other_one_comes(elsewhere: Page, service: Service) -> None:
    chat = ChatPage(elsewhere, service.url).visit().start()
    # "No content" lets the browser stay where it is, as it does while the other page is slow to come.
    elsewhere.context.route(ELSEWHERE, lambda route: route.fulfill(status=204))
    chat.button("Leave quickly").first.click()
    elsewhere.wait_for_function("document.body.childElementCount === 0")
    assert elsewhere.title().strip("\u200b ") == ""
    assert chat.storage == {}


def test_leave_quickly_works_before_the_chat_has_started_and_with_the_server_down(
    elsewhere: Page, service: Service
) -> None:
    chat = ChatPage(elsewhere, service.url).visit()
    elsewhere.route("**/api/**", lambda route: route.abort())
    chat.button("Help now").click()
    chat.button("Leave quickly").click()
    elsewhere.wait_for_url(ELSEWHERE)


def test_answer_about_violence_offers_to_leave_beside_the_numbers(chat: ChatPage) -> None:
    chat.start()
    card = chat.ask("my partner hits me")
    expect(card.get_by_role("button", name="Leave quickly")).to_be_visible()


# Delete, start again, keep a copy


def test_delete_removes_the_conversation_here_and_on_the_server(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    assert transcript_status(chat, token) == 200
    chat.choose("Delete this chat")
    expect(chat.page.get_by_role("heading", name="Delete this chat?")).to_be_focused()
    chat.button("Delete it").click()
    expect(chat.panel.get_by_text("The chat was deleted.").first).to_be_visible()
    expect(chat.button("I agree, start the chat")).to_be_visible()
    assert transcript_status(chat, token) == 401
    assert chat.storage == {}


def test_delete_can_be_thought_over(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.choose("Delete this chat")
    chat.button("Keep it").click()
    expect(chat.questions).to_have_count(1)


def test_delete_that_fails_says_so_and_keeps_the_chat(chat: ChatPage) -> None:
    chat.start()
    chat.page.route("**/api/conversations", lambda route: route.abort())
    chat.choose("Delete this chat")
    chat.button("Delete it").click()
    expect(chat.panel.get_by_text("The chat could not be deleted just now.").first).to_be_visible()
    chat.page.unroute("**/api/conversations")
    chat.button("Try again").click()
    expect(chat.panel.get_by_text("The chat was deleted.").first).to_be_visible()


def test_start_again_deletes_and_begins_without_asking_anew(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    chat.choose("Start again")
    chat.button("Start again").click()
    expect(chat.answers).to_have_count(1)
    expect(chat.questions).to_have_count(0)
    assert token_of(chat) != token
    assert transcript_status(chat, token) == 401


def test_saved_copy_is_the_servers_transcript_under_a_neutral_name(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    written = chat.page.request.get(
        chat.url + "/api/conversations/transcript", headers={"Authorization": f"Bearer {token_of(chat)}"}
    ).text()
    with chat.page.expect_download() as download:
        chat.choose("Save a copy")
    assert download.value.suggested_filename == "conversation.txt"
    assert Path(download.value.path()).read_text() == written
    assert "May I text my therapist?" in written


def test_copy_can_be_saved_while_the_server_is_down(chat: ChatPage) -> None:
    chat.start()
    chat.ask("I don't want to live any more")
    chat.page.route("**/api/**", lambda route: route.abort())
    with chat.page.expect_download() as download:
        chat.choose("Save a copy")
    text = Path(download.value.path()).read_text()
    assert "You: I don't want to live any more" in text
    assert "Call 988" in text


# In place of the print dialog: what the page would print, its print rules taken as rules for the screen.
SEE_PRINT = """() => { window.print = () => {
    const printed = (rule) => rule.cssText.replace("@media print", "@media all");
    const before = [...document.adoptedStyleSheets];
    const rules = before.flatMap((sheet) => [...sheet.cssRules].map(printed));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules.join(" "));
    document.adoptedStyleSheets = [sheet];
    const copy = document.querySelector("[data-practice-chat-print]");
    window.seen = [document.body.innerText, copy.shadowRoot.textContent, copy.offsetHeight];
    document.adoptedStyleSheets = before;
    dispatchEvent(new Event("afterprint"));
}; }"""


def test_print_shows_the_conversation_and_nothing_of_the_page(chat: ChatPage) -> None:
    chat.page.evaluate(SEE_PRINT)
    chat.start()
    chat.ask("May I text my therapist?")
    chat.choose("Print")
    page_text, copy, height = chat.page.evaluate("window.seen")
    assert "A steady place to talk" not in page_text
    assert "May I text my therapist?" in copy
    assert height > 100
    assert chat.page.locator("[data-practice-chat-print]").count() == 0
    assert chat.page.evaluate("document.adoptedStyleSheets.length") == 0
    expect(chat.button("More")).to_be_focused()


def test_privacy_notice_can_be_read_again(chat: ChatPage) -> None:
    notice = chat.page.request.get(chat.url + "/api/notice").json()["text"]
    chat.start()
    chat.choose("Privacy notice")
    first_words = re.sub(r"[*#]", "", notice.split("\n")[0])[:40]
    expect(chat.panel).to_contain_text(first_words)
    chat.button("Back").click()
    expect(chat.log).to_be_visible()


# In the chat


def test_asking_in_the_chat_deletes_it_and_says_so(chat: ChatPage, screenshots: Path) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    token = token_of(chat)
    chat.input.fill("Please delete what I told you")
    chat.input.press("Enter")
    expect(chat.panel.get_by_text("I have deleted this chat").first).to_be_visible()
    expect(chat.button("I agree, start the chat")).to_be_visible()
    expect(chat.questions).to_have_count(0)
    expect_gone(chat, token)
    assert "text my therapist" not in str(chat.storage)
    chat.page.screenshot(path=screenshots / "deleted_in_the_chat.png")
    chat.button("I agree, start the chat").click()
    chat.ask("How soon will I get a reply?")


def test_asking_how_to_delete_gives_the_button(chat: ChatPage) -> None:
    chat.start()
    chat.input.fill("how do I delete this chat?")
    chat.input.press("Enter")
    chat.button("Delete the chat now").click()
    expect(chat.panel.get_by_text("I have deleted this chat").first).to_be_visible()
