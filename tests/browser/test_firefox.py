"""The same chat in Firefox: notice, question, crisis, help, leaving, under the demo page's content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.conftest import Service

from .firefox import Firefox, executable, started

pytestmark = pytest.mark.firefox
ELSEWHERE = "https://www.google.com/"
CHAT = "document.querySelector('practice-chat').shadowRoot"
# The words of each answer, as they stand in the chat.
ANSWERS = f"""() => [...{CHAT}.querySelectorAll("[role=log] [part~=message]:not([part~=message-mine])")]
    .map((node) => node.textContent)"""
NUMBERS = f"""() => [...{CHAT}.querySelectorAll("[role=log] a")].map((node) => node.getAttribute("href"))"""
AXE = """async () => (await axe.run({ resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })).violations.map(({ id, nodes }) =>
    [id, nodes.map((node) => node.target)])"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = executable()
    if not program:
        pytest.skip("no Firefox on this machine: apt-get install firefox-esr")
    with started(program, tmp_path_factory.mktemp("firefox")) as browser:
        browser.elsewhere[ELSEWHERE] = "Elsewhere"
        yield browser


@pytest.fixture
def page(firefox: Firefox, service: Service) -> Iterator[Firefox]:
    """The demo page, the chat closed. Script errors and requests to other hosts fail the test."""
    with firefox.window_of_its_own():
        firefox.visit(service.url)
        yield firefox
    assert firefox.errors == []
    assert {url for url in firefox.requested if not url.startswith(service.url)} <= {ELSEWHERE}


def start(page: Firefox) -> None:
    page.click("button", "Ask a question")
    page.get("heading", "Before you start")
    page.click("button", "I agree, start the chat")
    page.get("textbox", "Your message")


def ask(page: Firefox, text: str) -> str:
    before = len(page.evaluate(ANSWERS))
    page.type(text)
    page.type("Enter")
    answers: list[str] = page.wait(lambda: page.evaluate(ANSWERS)[before:], f"an answer to {text!r}")
    return answers[0]


def broken_rules(page: Firefox) -> Any:
    """Rules of axe that the page breaks as it stands."""
    script, window = f"void (() => {{ {AXE_SCRIPT} }})()", {"context": page.window}
    page.command("script.evaluate", expression=script, awaitPromise=False, target=window)
    return page.evaluate(AXE)


def test_question_is_answered_with_the_practices_rule(page: Firefox) -> None:
    start(page)
    assert "503-555-0142" in ask(page, "May I text my therapist?")
    assert broken_rules(page) == []


def test_crisis_shows_numbers_to_tap(page: Firefox, screenshots: Path) -> None:
    start(page)
    ask(page, "I don't want to live any more")
    page.get("link", "Call 988")
    assert {"tel:911", "tel:988", "sms:988"} <= set(page.evaluate(NUMBERS))
    assert broken_rules(page) == []
    page.picture(screenshots / "firefox_crisis.png")


def test_help_needs_no_conversation_and_escape_brings_the_focus_back(page: Firefox) -> None:
    page.click("button", "Help now")
    page.get("link", "Call 911")
    assert broken_rules(page) == []
    page.type("Escape")
    focus = f"() => {CHAT}.activeElement?.textContent"
    assert page.evaluate(focus) == "Help now"


def test_leave_quickly_replaces_the_page_and_clears_the_tab(page: Firefox, service: Service) -> None:
    start(page)
    ask(page, "May I text my therapist?")
    length = page.evaluate("() => history.length")
    page.click("button", "Leave quickly")
    page.wait(lambda: page.url == ELSEWHERE, "the neutral page")
    assert page.evaluate("() => history.length") == length
    page.visit(service.url)
    assert page.evaluate("() => sessionStorage.length") == 0


def test_nothing_breaks_the_pages_policy(page: Firefox, service: Service) -> None:
    header = "(address) => fetch(address).then((answer) => answer.headers.get('Content-Security-Policy'))"
    assert "default-src 'none'" in page.evaluate(header, {"type": "string", "value": service.url})
    start(page)
    ask(page, "May I text my therapist?")
    page.click("button", "Help now")
    page.click("button", "Back")
    assert page.evaluate("() => window.violations") == []


def test_conversation_survives_a_reload(page: Firefox, service: Service) -> None:
    start(page)
    ask(page, "May I text my therapist?")
    before = page.evaluate(ANSWERS)
    page.visit(service.url)
    assert page.wait(lambda: page.evaluate(ANSWERS), "the conversation") == before


def test_with_cookies_blocked_it_works(tmp_path_factory: pytest.TempPathFactory, service: Service) -> None:
    """Firefox then refuses all storage, and channels between tabs."""
    program = executable()
    if not program:
        pytest.skip("no Firefox on this machine: apt-get install firefox-esr")
    # 2: no page may keep anything.
    profile = tmp_path_factory.mktemp("blocked")
    with started(program, profile, network_cookie_cookieBehavior=2) as browser, browser.window_of_its_own():
        browser.visit(service.url)
        refused = "() => { try { return new BroadcastChannel('x') && false; } catch (error) { return error.name; } }"
        assert browser.evaluate(refused) == "SecurityError"
        start(browser)
        assert "503-555-0142" in ask(browser, "May I text my therapist?")
        assert browser.errors == []
