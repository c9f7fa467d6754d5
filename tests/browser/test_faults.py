"""Whatever fails, the client sees it, loses nothing, and has a number to call."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.conftest import Service

from .chat_page import ChatPage

UNDELIVERED = "Your message did not get through."
ARRIVED = "Your message has been delivered."


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def expect_help(place: Locator) -> None:
    expect(place.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    assert place.locator("a[href^='tel:'], a[href^='sms:']").count() >= 3


@pytest.fixture
def timed(page: Page, service: Service) -> ChatPage:
    """A started conversation in which the test moves the clock."""
    page.clock.install()
    return ChatPage(page, service.url).visit().start()


# Before the conversation


def test_help_works_when_nothing_of_the_server_answers(chat: ChatPage) -> None:
    chat.page.route("**/api/**", lambda route: route.abort())
    chat.button("Help now").click()
    expect_help(chat.panel)


def test_chat_that_cannot_start_says_so_and_shows_help(chat: ChatPage) -> None:
    chat.page.route("**/api/**", lambda route: route.abort())
    chat.open()
    expect(chat.panel.get_by_role("heading", name="The chat is not working right now")).to_be_visible()
    expect_help(chat.panel)
    chat.page.unroute("**/api/**")
    chat.button("Try again").click()
    expect(chat.button("I agree, start the chat")).to_be_visible()


def test_notice_that_hangs_is_given_up(page: Page, service: Service) -> None:
    page.clock.install()
    chat = ChatPage(page, service.url).visit()
    page.route("**/api/notice", lambda route: None)
    chat.open()
    expect(chat.panel.get_by_text("One moment, please.")).to_be_visible()
    expect(chat.button("Help now")).to_be_visible()
    page.clock.run_for(13_000)
    expect(page.get_by_role("heading", name="The chat is not working right now")).to_be_visible()
    expect_help(chat.panel)


@pytest.mark.parametrize("body", ["", "{}", "<html>Maintenance</html>"])
def test_empty_notice_is_a_failure(chat: ChatPage, body: str) -> None:
    chat.page.route("**/api/notice", lambda route: route.fulfill(body=body, content_type="application/json"))
    chat.open()
    expect_help(chat.panel)
    expect(chat.button("I agree, start the chat")).to_have_count(0)


def test_too_many_conversations_says_when_to_try_again(chat: ChatPage) -> None:
    chat.page.route(
        "**/api/conversations",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "40"}, json={}),
    )
    chat.open()
    chat.button("I agree, start the chat").click()
    expect(chat.panel.get_by_text("Please try again in 40 seconds.").first).to_be_visible()
    expect_help(chat.panel)
    chat.page.unroute("**/api/conversations")
    chat.button("Try again").click()
    expect(chat.answers.first).to_be_visible()


# A message that does not get through


def abort(route: Route) -> None:
    route.abort()


def server_error(route: Route) -> None:
    route.fulfill(status=502, body="Bad gateway")


def nothing(route: Route) -> None:
    route.fulfill(json={"messages": [], "answered_by": "assistant"})


def empty_body(route: Route) -> None:
    route.fulfill(body="")


def unreadable(route: Route) -> None:
    route.fulfill(json={"messages": [{"type": "video"}, None, {"type": "text", "text": ""}]})


@pytest.mark.parametrize("fault", [abort, server_error, nothing, empty_body, unreadable])
def test_fault_shows_help_and_is_tried_again_with_the_same_id(timed: ChatPage, fault: Callable[[Route], None]) -> None:
    sent = timed.on_message(fault)
    timed.write("May I text my therapist?")
    expect_help(timed.aid)
    for wait in (1_000, 3_000, 8_000):
        expect(timed.button("Try again")).to_be_visible()
        timed.page.clock.run_for(wait + 50)
    expect(timed.log.get_by_text(re.compile("Not sent\\.|No answer came\\."))).to_be_visible()
    timed.messages_go_through()
    timed.button("Try again").click()
    expect(timed.answers).to_have_count(2)
    expect(timed.log.get_by_text(ARRIVED)).to_be_visible()
    assert len({body["id"] for body in sent}) == 1
    assert len(sent) == 4


def test_wait_before_the_next_try_is_shown(timed: ChatPage) -> None:
    timed.on_message(abort)
    timed.write("Hello")
    expect(timed.log.get_by_text("Not sent yet. Next try in 1 second.")).to_be_visible()
    timed.page.clock.run_for(1_050)
    expect(timed.log.get_by_text("Not sent yet. Next try in 3 seconds.")).to_be_visible()


def test_waiting_message_can_be_sent_at_once(timed: ChatPage) -> None:
    timed.on_message(abort)
    timed.write("How soon will I get a reply?")
    expect(timed.log.get_by_text(UNDELIVERED)).to_be_visible()
    timed.messages_go_through()
    timed.button("Try again").click()
    expect(timed.answers).to_have_count(2)


def test_late_answer_shows_help_and_then_the_answer(timed: ChatPage) -> None:
    held: list[Route] = []
    timed.on_message(held.append)
    timed.write("May I text my therapist?")
    expect(timed.page.get_by_text("The assistant is writing")).to_be_attached()
    expect(timed.aid).to_have_count(0)
    timed.page.clock.run_for(6_050)
    expect(timed.log.get_by_text("The answer is taking too long.")).to_be_visible()
    expect_help(timed.aid)
    held[0].continue_()
    expect(timed.answers).to_have_count(2)
    expect(timed.log.get_by_text(ARRIVED)).to_be_visible()


def test_hanging_server_is_given_up_and_tried_again(timed: ChatPage) -> None:
    sent = timed.on_message(lambda route: None)
    timed.write("May I text my therapist?")
    timed.until(lambda: len(sent) == 1)
    timed.page.clock.run_for(12_050)
    expect(timed.log.get_by_text("Not sent yet.")).to_be_visible()
    expect_help(timed.aid)
    timed.messages_go_through()
    timed.page.clock.run_for(1_050)
    expect(timed.answers).to_have_count(2)
    assert len(sent) == 1


@pytest.mark.parametrize("header", ["7", "http-date"])
def test_limit_is_waited_out(timed: ChatPage, header: str) -> None:
    if header == "http-date":
        header = timed.page.evaluate("new Date(Date.now() + 7900).toUTCString()")
    sent = timed.on_message(lambda route: route.fulfill(status=429, headers={"Retry-After": header}, json={}))
    timed.write("Hello?")
    expect(timed.log.get_by_text("Too many messages at once. Next try in")).to_be_visible()
    expect_help(timed.aid)
    timed.messages_go_through()
    timed.page.clock.run_for(5_000)
    assert len(sent) == 1
    expect(timed.answers).to_have_count(1)
    timed.page.clock.run_for(3_000)
    expect(timed.answers).to_have_count(2)


def test_limit_of_an_hour_is_not_waited_for(timed: ChatPage) -> None:
    timed.on_message(lambda route: route.fulfill(status=429, headers={"Retry-After": "3600"}, json={}))
    timed.write("Hello?")
    expect(timed.log.get_by_text("Not sent.")).to_be_visible()
    expect_help(timed.aid)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (413, "This message is too long."),
        (422, "This message could not be sent."),
        (400, "This message could not be sent."),
    ],
)
def test_refused_message_is_not_tried_again(chat: ChatPage, status: int, words: str) -> None:
    chat.start()
    sent = chat.on_message(lambda route: route.fulfill(status=status, json={}))
    chat.write("a" * 1999)
    expect(chat.log.get_by_text(words)).to_be_visible()
    expect_help(chat.aid)
    expect(chat.button("Try again")).to_have_count(0)
    chat.messages_go_through()
    chat.ask("May I text my therapist?")
    assert len(sent) == 1


def test_messages_go_one_at_a_time_and_in_order(chat: ChatPage) -> None:
    chat.start()
    held: list[Route] = []
    sent = chat.on_message(held.append)
    for text in ("first", "second", "third"):
        chat.write(text)
    expect(chat.log.get_by_text("Waiting to be sent")).to_have_count(2)
    for number in range(3):
        chat.until(lambda: len(held) > number)  # noqa: B023
        assert len(held) == number + 1
        held[number].continue_()
        expect(chat.answers).to_have_count(number + 2)
    assert [body["text"] for body in sent] == ["first", "second", "third"]


def test_when_one_message_is_given_up_those_behind_it_wait_for_the_client(timed: ChatPage) -> None:
    timed.on_message(abort)
    timed.write("first")
    timed.write("second")
    for wait in (1_000, 3_000, 8_000):
        expect(timed.log.get_by_text("Not sent yet.")).to_be_visible()
        timed.page.clock.run_for(wait + 50)
    expect(timed.log.get_by_text("Not sent.", exact=True)).to_have_count(2)


# A conversation that has ended


def unauthorized(route: Route) -> None:
    route.fulfill(status=401, json={"title": "The conversation has ended"})


def test_ended_conversation_starts_anew_and_the_message_is_answered(chat: ChatPage) -> None:
    chat.start()
    chat.ask("How soon will I get a reply?")
    chat.page.route("**/api/messages", unauthorized, times=1)
    with chat.page.expect_request("**/api/conversations"):
        chat.write("May I text my therapist?")
    expect(chat.log.get_by_text("The last chat had ended. This is a new one.")).to_be_visible()
    expect(chat.answers).to_have_count(4)
    expect(chat.questions).to_have_count(2)
    kinds = [entry["kind"] for entry in next(iter(chat.storage.values()))["entries"]]
    assert kinds == ["assistant", "mine", "assistant", "note", "assistant", "mine", "assistant"]


def test_ended_conversation_with_a_new_notice_asks_for_consent_again(chat: ChatPage) -> None:
    chat.start()
    notice = {"version": "next", "text": "A new notice."}
    chat.page.route("**/api/messages", unauthorized, times=1)
    chat.page.route("**/api/conversations", lambda route: route.fulfill(status=409, json=notice), times=1)
    chat.write("May I text my therapist?")
    expect(chat.panel.get_by_text("A new notice.")).to_be_visible()
    current = chat.page.request.get(chat.url + "/api/notice").json()["version"]
    chat.page.route(
        "**/api/conversations",
        lambda route: route.continue_(post_data={"notice": current}),
        times=1,
    )
    chat.button("I agree, start the chat").click()
    expect(chat.answers).to_have_count(3)
    expect(chat.questions).to_have_count(1)


def test_token_that_is_never_accepted_ends_in_help(chat: ChatPage) -> None:
    chat.start()
    sent = chat.on_message(unauthorized)
    chat.write("May I text my therapist?")
    expect(chat.log.get_by_text("Not sent.", exact=True)).to_be_visible()
    expect_help(chat.aid)
    assert len(sent) == 2


# Offline


def test_offline_message_waits_and_is_sent_when_back(chat: ChatPage) -> None:
    chat.start()
    context = chat.page.context
    context.set_offline(True)
    expect(chat.panel.get_by_text("You are offline. What you write is kept here").first).to_be_visible()
    chat.write("May I text my therapist?")
    expect(chat.log.get_by_text("This will be sent when you are back online.")).to_be_visible()
    expect_help(chat.aid)
    context.set_offline(False)
    expect(chat.answers).to_have_count(2)
    expect(chat.log.get_by_text(ARRIVED)).to_be_visible()
    expect(chat.panel.locator("p.banner")).to_be_hidden()


def test_message_given_up_is_sent_when_the_connection_is_back(timed: ChatPage) -> None:
    timed.on_message(abort)
    timed.write("May I text my therapist?")
    for wait in (1_000, 3_000, 8_000):
        expect(timed.log.get_by_text("Not sent yet.")).to_be_visible()
        timed.page.clock.run_for(wait + 50)
    expect(timed.log.get_by_text("Not sent.", exact=True)).to_be_visible()
    timed.messages_go_through()
    timed.page.context.set_offline(True)
    timed.page.context.set_offline(False)
    expect(timed.answers).to_have_count(2)


def test_reload_while_a_message_waits_sends_it_once(chat: ChatPage) -> None:
    chat.start()
    chat.page.route("**/api/messages", lambda route: None, times=1)
    with chat.page.expect_request("**/api/messages") as first:
        chat.write("May I text my therapist?")
    with chat.page.expect_request("**/api/messages") as again:
        chat.page.reload()
    assert again.value.post_data_json["id"] == first.value.post_data_json["id"]
    expect(chat.answers).to_have_count(2)
    expect(chat.questions).to_have_count(1)


# Processes killed, for real


def test_with_the_website_stopped_the_message_waits_and_help_stays(chat: ChatPage, healthy: Service) -> None:
    chat.start()
    healthy.processes["website"].stop()
    chat.write("May I text my therapist?")
    expect_help(chat.aid)
    chat.button("Help now").click()
    expect_help(chat.panel)
    chat.button("Back").click()
    healthy.start("website")
    chat.button("Try again").or_(chat.log.get_by_text(ARRIVED)).first.click()
    expect(chat.answers).to_have_count(2)
    expect(chat.questions).to_have_count(1)


def test_with_rasa_stopped_the_client_still_reads_whom_to_call(chat: ChatPage, service: Service) -> None:
    chat.start()
    service.stop_rasa()
    try:
        chat.ask("May I text my therapist?")
        phone = chat.page.request.get(chat.url + "/api/help").json()["phone"]
        assert digits(phone) in digits(chat.log.inner_text())
        card = chat.ask("I don't want to live any more")
        expect(card.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
    finally:
        service.start_rasa()
    chat.ask("May I text my therapist?")


def test_with_rasa_stopped_a_spanish_visitor_reads_so_in_spanish(
    new_context: Callable[..., BrowserContext], service: Service
) -> None:
    chat = ChatPage(new_context(locale="es-US").new_page(), service.url).visit("/chat")
    chat.button("Acepto, empezar el chat").click()
    service.stop_rasa()
    try:
        chat.input = chat.page.get_by_label("Su mensaje")
        answer = chat.ask("May I text my therapist?")
        expect(answer).to_contain_text("Lo siento, no puedo responder en este momento. Nadie ha visto su mensaje.")
        expect(answer.locator("[lang=es]")).to_contain_text("503-555-0140")
        expect(chat.log.get_by_text("I am sorry, I cannot answer")).to_have_count(0)
    finally:
        service.start_rasa()
