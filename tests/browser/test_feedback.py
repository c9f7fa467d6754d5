"""Saying in the browser whether an answer helped."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Route, expect

from .chat_page import ChatPage

SMALLEST_TARGET = 44


def test_one_tap_says_whether_it_helped_and_stays_said(chat: ChatPage, screenshots: Path) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    yes, no = chat.button("Yes"), chat.button("No")
    for target in (yes, no):
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET
    chat.page.screenshot(path=screenshots / "feedback.png")
    with chat.page.expect_response("**/api/feedback") as response:
        no.click()
    assert response.value.status == 204
    expect(chat.log).to_contain_text("I am sorry that did not help.")
    expect(chat.page.get_by_role("status").filter(has_text="I am sorry that did not help.")).to_have_count(1)
    chat.page.reload()
    expect(chat.log).to_contain_text("I am sorry that did not help.")
    expect(yes).to_have_count(0)


def test_it_works_by_keyboard_and_keeps_the_focus_in_the_chat(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.button("Yes").focus()
    chat.page.keyboard.press("Enter")
    expect(chat.log).to_contain_text("Thank you for telling me.")
    expect(chat.page.get_by_role("group", name="Did this help?")).to_be_focused()


def test_a_failure_is_said_and_it_can_be_said_again(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.page.route("**/api/feedback", lambda route: route.abort())
    chat.button("Yes").click()
    expect(chat.log).to_contain_text("That could not be sent just now.")
    chat.page.unroute("**/api/feedback")
    chat.button("Yes").click()
    expect(chat.log).to_contain_text("Thank you for telling me.")


def test_nobody_in_danger_is_asked(chat: ChatPage) -> None:
    chat.start()
    chat.ask("i want to kill myself")
    expect(chat.page.get_by_role("group", name="Did this help?")).to_have_count(0)


def test_what_was_asked_back_is_not_rated(chat: ChatPage) -> None:
    def offer(route: Route) -> None:
        message = {"type": "text", "text": "Which of these?", "buttons": [], "topic": None}
        route.fulfill(json={"messages": [message], "answered_by": "assistant"})

    chat.start()
    chat.on_message(offer)
    chat.ask("privacy texting")
    expect(chat.page.get_by_role("group", name="Did this help?")).to_have_count(0)


def test_no_brings_the_number_and_two_other_topics(chat: ChatPage, screenshots: Path) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    with chat.page.expect_response("**/api/alternatives*"):
        chat.button("No").click()
    row = chat.page.get_by_role("group", name="Did this help?")
    expect(row.get_by_role("link", name="Call 503-555-0140")).to_have_attribute("href", "tel:5035550140")
    others = row.get_by_role("button")
    expect(others).to_have_count(2)
    chat.page.screenshot(path=screenshots / "did_not_help.png")
    title = others.first.inner_text()
    others.first.click()
    expect(chat.questions.last).to_contain_text(title)
    expect(chat.answers).to_have_count(3)


def test_no_brings_the_number_even_if_nothing_else_can_be_had(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.page.route("**/api/alternatives*", lambda route: route.abort())
    chat.button("No").click()
    row = chat.page.get_by_role("group", name="Did this help?")
    expect(row.get_by_role("link", name="Call 503-555-0140")).to_be_visible()
