"""A client's first conversation: notice, consent, a question, buttons, a crisis."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.conftest import Service

from .chat_page import ChatPage


def test_closed_page_offers_chat_and_help(chat: ChatPage) -> None:
    expect(chat.button("Ask a question")).to_be_visible()
    expect(chat.button("Help now")).to_be_visible()
    expect(chat.panel).to_be_hidden()


def test_notice_comes_before_the_first_message(chat: ChatPage) -> None:
    chat.open()
    expect(chat.page.get_by_role("heading", name="Before you start")).to_be_focused()
    expect(chat.input).to_be_hidden()
    assert chat.storage == {} or next(iter(chat.storage.values()))["token"] is None


def test_consent_names_the_version_that_was_shown(chat: ChatPage) -> None:
    with chat.page.expect_response("**/api/notice") as shown:
        chat.open()
    with chat.page.expect_request("**/api/conversations") as started:
        chat.button("I agree, start the chat").click()
    assert started.value.post_data_json == {"notice": shown.value.json()["version"]}


def test_changed_notice_is_shown_again(chat: ChatPage) -> None:
    """A 409 carries the current notice: nothing starts before that one was agreed to."""
    notice = chat.page.request.get(chat.url + "/api/notice").json()
    old = {**notice, "version": "an older one"}
    chat.page.route("**/api/notice", lambda route: route.fulfill(json=old), times=1)
    chat.open()
    chat.button("I agree, start the chat").click()
    expect(chat.panel.get_by_text("This notice has changed. Please read it again.").first).to_be_visible()
    with chat.page.expect_request("**/api/conversations") as started:
        chat.button("I agree, start the chat").click()
    assert started.value.post_data_json == {"notice": notice["version"]}
    expect(chat.answers.first).to_be_visible()


def test_question_is_answered(chat: ChatPage) -> None:
    chat.start()
    answer = chat.ask("May I text my therapist?")
    expect(answer).to_contain_text(re.compile("text", re.IGNORECASE))
    expect(chat.questions).to_have_text(["You: May I text my therapist?"])
    expect(chat.input).to_be_focused()
    expect(chat.input).to_have_value("")


def test_shift_enter_writes_a_second_line(chat: ChatPage) -> None:
    chat.start()
    chat.input.press_sequentially("one")
    chat.input.press("Shift+Enter")
    chat.input.press_sequentially("two")
    expect(chat.input).to_have_value("one\ntwo")
    expect(chat.questions).to_have_count(0)


def test_empty_message_is_not_sent(chat: ChatPage) -> None:
    chat.start()
    sent = chat.on_message(lambda route: route.continue_())
    chat.write("   ")
    assert sent == []
    expect(chat.questions).to_have_count(0)


@pytest.mark.parametrize("text", ["I don't want to live any more", "i want to kms"])
def test_crisis_shows_people_to_call_and_to_text(chat: ChatPage, text: str) -> None:
    chat.start()
    card = chat.ask(text)
    expect(card.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    expect(card.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
    assert card.locator("a[href^='sms:']").count() > 0
    for link in card.locator("a[href^='https:']").all():
        assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")


def test_button_sends_its_payload_and_shows_its_title(chat: ChatPage) -> None:
    """The buttons of a real answer would do; these are made so that title and payload are known."""
    chat.start()
    offer = {
        "type": "text",
        "text": "Which?",
        "topic": None,
        "buttons": [{"title": "By phone", "payload": "/phone"}],
    }
    chat.page.route(
        "**/api/messages",
        lambda route: route.fulfill(json={"messages": [offer], "answered_by": "assistant"}),
        times=1,
    )
    chat.ask("How do I reach you?")
    with chat.page.expect_request("**/api/messages") as request:
        chat.button("By phone").click()
    assert request.value.post_data_json["payload"] == "/phone"
    assert "text" not in request.value.post_data_json
    expect(chat.questions.last).to_have_text("You: By phone")
    expect(chat.button("By phone")).to_have_count(0)


MARKDOWN = """A **bold** word and a [link](https://example.org/a).
Second line.

- one
- two

1. first

[bad](javascript:alert(1)) <b>not bold</b> and <img src=x onerror=alert(1)> https://example.org/b.
Call 503-555-0140!"""


def test_markdown_becomes_nodes_and_nothing_else_does(chat: ChatPage) -> None:
    chat.start()
    message = {"type": "text", "text": MARKDOWN, "buttons": [], "topic": None}
    chat.on_message(lambda route: route.fulfill(json={"messages": [message], "answered_by": "assistant"}))
    answer = chat.ask("Show me")
    expect(answer.locator("strong")).to_have_text(["bold"])
    expect(answer.locator("ul > li")).to_have_text(["one", "two"])
    expect(answer.locator("ol > li")).to_have_text(["first"])
    links = {link.inner_text(): link.get_attribute("href") for link in answer.get_by_role("link").all()}
    assert links == {
        "link": "https://example.org/a",
        "https://example.org/b": "https://example.org/b",
        "503-555-0140": "tel:5035550140",
    }
    assert answer.locator("img, b, script").count() == 0
    expect(answer).to_contain_text("<b>not bold</b>")


def test_what_the_client_writes_stays_text(chat: ChatPage) -> None:
    chat.start()
    chat.write("**hello** <b>there</b> [x](https://example.org)")
    expect(chat.questions).to_have_text(["You: **hello** <b>there</b> [x](https://example.org)"])


def test_answer_while_minimized_is_counted_not_shown(chat: ChatPage) -> None:
    chat.start()
    held: list[Route] = []
    chat.on_message(held.append)
    chat.write("How soon will I get a reply?")
    chat.button("Minimize the chat").click()
    chat.until(lambda: len(held) == 1)
    held[0].continue_()
    opener = chat.page.get_by_role("button", name=re.compile("Open the chat: 1 new"))
    expect(opener).to_be_visible()
    expect(chat.panel).to_be_hidden()
    opener.click()
    expect(chat.answers.last).to_be_visible()


def test_spanish_page_speaks_spanish(page: Any, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(snippet.replace("<practice-chat ", '<practice-chat language="es" '))
    chat.button("Ayuda ahora").click()
    expect(page.get_by_role("link", name="Llamar al 911")).to_be_visible()
    page.keyboard.press("Escape")
    chat.button("Haga una pregunta").click()
    expect(page.get_by_role("heading", name="Antes de empezar")).to_be_visible()
    expect(chat.panel).to_contain_text("No es para emergencias.")
    expect(chat.panel).to_have_attribute("lang", "es")


def test_a_long_answer_is_folded_and_all_of_it_can_be_read(chat: ChatPage) -> None:
    chat.start()
    # The server counts code points, JavaScript code units.
    shown, rest = "Yes 👍🏽, you may text.", "\n\nTexts are not private."
    message = {"type": "text", "text": shown + rest, "buttons": [], "topic": "texting_allowed", "fold_at": len(shown)}
    chat.on_message(lambda route: route.fulfill(json={"messages": [message], "answered_by": "assistant"}))
    answer = chat.ask("May I text?")
    expect(answer.get_by_text(shown, exact=True)).to_be_visible()
    expect(answer.get_by_text("Texts are not private.")).to_be_hidden()
    expect(chat.panel.get_by_text("There is more to this answer")).to_have_count(1)
    answer.locator("summary").press("Enter")
    expect(answer.get_by_text("Texts are not private.")).to_be_visible()


# A beginning, and another language


def test_greeting_has_starting_points_to_tap(chat: ChatPage, screenshots: Path) -> None:
    chat.start()
    points = chat.page.get_by_role("group", name="Choose an answer").get_by_role("button")
    expect(points).to_have_count(4)
    chat.page.screenshot(path=screenshots / "greeting.png")
    chat.button("How soon will I hear back?").click()
    expect(chat.questions.last).to_contain_text("How soon will I hear back?")
    expect(chat.answers.last).to_contain_text("business day")
    # Those of older answers are gone.
    expect(chat.button("May I text my therapist?")).to_have_count(0)


@pytest.mark.parametrize(
    ("page_language", "browser", "says"),
    [
        ("en", "es-MX", "Ayuda ahora"),
        ("es", "en-US", "Ayuda ahora"),
        ("fr", "es-ES", "Ayuda ahora"),
        ("fr", "de-DE", "Help now"),
        ("en", "en-US", "Help now"),
    ],
)
def test_frame_follows_the_page_or_the_visitor(
    new_context: Callable[..., BrowserContext],
    service: Service,
    snippet: str,
    page_language: str,
    browser: str,
    says: str,
) -> None:
    chat = ChatPage(new_context(locale=browser).new_page(), service.url)
    chat.visit_html(f"<div lang={page_language}>{snippet}</div>")
    expect(chat.button(says)).to_be_visible()


def test_visitor_with_a_spanish_browser_gets_a_whole_spanish_frame(
    new_context: Callable[..., BrowserContext], service: Service, screenshots: Path
) -> None:
    page = new_context(locale="es-US").new_page()
    chat = ChatPage(page, service.url).visit("/chat")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", name="Antes de empezar")).to_be_visible()
    expect(page.get_by_text("El asistente solo entiende inglés y responde en inglés.")).to_be_visible()
    chat.button("Acepto, empezar el chat").click()
    expect(chat.answers.first).to_contain_text("Por ahora solo entiendo preguntas en inglés")
    expect(chat.answers.first).to_contain_text("Daniel Reyes")
    page.screenshot(path=screenshots / "spanish.png")
    chat.button("¿Cuándo me responderán?").click()
    # A screen reader's Spanish voice does not read English words.
    expect(chat.answers.last.locator("[lang=en]").first).to_contain_text("business day")
    expect(page.get_by_role("status").locator("[lang=en]")).to_contain_text("business day")
    expect(chat.answers.first.locator("[lang=es]")).to_contain_text("Por ahora solo entiendo")
    chat.button("Ayuda ahora").click()
    expect(page.get_by_text("Marque 2 para hablar en español.")).to_be_visible()
