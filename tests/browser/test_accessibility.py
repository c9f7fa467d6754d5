"""WCAG 2.2 AA: rules a machine can check in every state, and what only use shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.conftest import Service

from .chat_page import ChatPage

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
VIEWPORTS = {"phone": {"width": 320, "height": 640}, "desktop": {"width": 1280, "height": 800}}
THEMES: dict[str, dict[str, str]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


# Nodes of the panel that stick out of it at a side.
PARTS_OUTSIDE = """(panel) => {
    const { left, right } = panel.getBoundingClientRect();
    const outside = ({ left: from, right: to }) => from < left - 1 || to > right + 1;
    return [...panel.querySelectorAll("*")]
        .filter((node) => !node.closest(".unseen") && node.getClientRects().length)
        .filter((node) => outside(node.getBoundingClientRect()))
        .map((node) => node.className || node.tagName);
}"""
# Keeps everything that the status region is given in window.said.
LISTEN = """() => {
    window.said = [];
    const region = document.querySelector("practice-chat").shadowRoot.querySelector("[role=status]");
    const hear = (node) => window.said.push(node.textContent);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(hear)))
        .observe(region, { childList: true });
}"""
OPEN_KEYBOARD = """() => {
    const view = window.visualViewport;
    Object.defineProperty(view, "height", { value: 420, configurable: true });
    Object.defineProperty(view, "offsetTop", { value: 60, configurable: true });
    view.dispatchEvent(new Event("resize"));
}"""
HAS_FOCUS = "(node) => node.matches(':focus')"


def states(chat: ChatPage) -> Iterator[str]:
    """Leads the chat through its states, naming each."""
    page = chat.page
    yield "closed"
    chat.button("Help now").click()
    yield "help"
    page.keyboard.press("Escape")
    page.route("**/api/notice", lambda route: route.abort())
    chat.open()
    expect(chat.button("Try again")).to_be_visible()
    yield "not started"
    page.unroute("**/api/notice")
    chat.button("Try again").click()
    expect(chat.button("I agree, start the chat")).to_be_visible()
    yield "notice"
    chat.button("I agree, start the chat").click()
    expect(chat.answers.first).to_be_visible()
    yield "greeting"
    chat.ask("May I text my therapist?")
    yield "answer"
    chat.button("More").click()
    yield "menu"
    chat.button("Delete this chat").click()
    yield "question"
    chat.button("Keep it").click()
    chat.choose("Privacy notice")
    yield "privacy notice"
    chat.button("Back").click()
    chat.ask("write a message to move my session on Tuesday at 3")
    expect(chat.log.locator("[part=note]")).to_be_visible()
    yield "note"
    page.clock.run_for("28:06")
    expect(chat.button("Keep the chat")).to_be_visible()
    yield "idle"
    chat.button("Keep the chat").click()
    chat.ask("I don't want to live any more")
    yield "contacts"
    chat.on_message(lambda route: route.abort())
    chat.write("Are you there?")
    expect(chat.aid).to_be_visible()
    yield "not delivered"
    page.context.set_offline(True)
    expect(chat.panel.locator("p.banner")).to_be_visible()
    yield "offline"
    page.context.set_offline(False)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_no_rule_of_axe_is_broken_in_any_state(
    new_context: Callable[..., BrowserContext], service: Service, viewport: str, theme: str
) -> None:
    page = new_context(viewport=VIEWPORTS[viewport], reduced_motion="reduce", **THEMES[theme]).new_page()
    page.clock.install()
    chat = ChatPage(page, service.url).visit()
    broken = []
    for state in states(chat):
        for violation in Axe().run(page, options=AXE).response["violations"]:
            nodes = [node["target"] for node in violation["nodes"]]
            broken.append(f"{state}: {violation['id']}: {nodes} {violation['nodes'][0].get('failureSummary')}")
    assert broken == []


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("path", ["/chat", "/policy"])
def test_no_rule_of_axe_is_broken_on_pages_of_their_own(
    new_context: Callable[..., BrowserContext], service: Service, viewport: str, path: str
) -> None:
    page = new_context(viewport=VIEWPORTS[viewport], reduced_motion="reduce").new_page()
    page.goto(service.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [each["id"] for each in Axe().run(page, options=AXE).response["violations"]] == []


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_targets_are_44_pixels_and_nothing_is_cut_off(
    new_context: Callable[..., BrowserContext], service: Service, viewport: str
) -> None:
    page = new_context(viewport=VIEWPORTS[viewport], has_touch=viewport == "phone").new_page()
    page.clock.install()
    chat = ChatPage(page, service.url).visit()
    wrong = []
    for state in states(chat):
        for target in page.locator("practice-chat :is(button, .button, textarea)").all():
            box = target.bounding_box() if target.is_visible() else None
            if box and (box["height"] < 43.9 or box["width"] < 43.9):
                wrong.append(f"{state}: {target.inner_text()!r} is {box['width']:.0f} by {box['height']:.0f}")
        for name in sideways(chat.panel):
            wrong.append(f"{state}: {name} is wider than the panel")
    assert wrong == []


def sideways(panel: Locator) -> list[str]:
    """Parts of the panel that would have to be scrolled sideways to be read."""
    if not panel.is_visible():
        return []
    found: list[str] = panel.evaluate(PARTS_OUTSIDE)
    return found


# What is announced and in which order


def test_what_is_announced_is_what_is_seen(chat: ChatPage) -> None:
    """One polite region says each answer once, whole, in the order in which it is seen."""
    chat.page.evaluate(LISTEN)
    chat.start()
    chat.ask("May I text my therapist?")
    chat.ask("I don't want to live any more")
    said = chat.page.evaluate("window.said")
    assert len(said) == chat.answers.count()
    for spoken, answer in zip(said, chat.answers.all(), strict=True):
        for paragraph in answer.locator(".prose > p, .prose li").all():
            assert letters(paragraph.inner_text()) in letters(spoken)
        for way in answer.locator("a bdi").all():
            assert letters(way.inner_text()) in letters(spoken)


def letters(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


def test_there_is_one_live_region(chat: ChatPage) -> None:
    chat.start()
    live = chat.page.locator(
        "[aria-live]:not([aria-live=off]), [role=alert], [role=status], [role=log]:not([aria-live=off])"
    )
    expect(live).to_have_count(1)


def test_restored_conversation_is_not_read_out(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    expect(chat.panel.get_by_role("status")).to_have_text("")


def test_minimized_content_is_not_in_the_accessibility_tree(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.button("Minimize the chat").click()
    snapshot = chat.page.locator("body").aria_snapshot()
    assert "May I text my therapist?" not in snapshot.split("Between sessions")[-1].split("contentinfo")[-1]
    assert "dialog" not in snapshot


def test_names_and_roles(chat: ChatPage) -> None:
    region = chat.page.get_by_role("region", name="Chat and help")
    expect(region).to_be_visible()
    chat.start()
    expect(chat.page.get_by_role("dialog", name=re.compile("Therapy"))).to_be_visible()
    expect(chat.log).to_have_accessible_name("Conversation")
    expect(chat.input).to_have_accessible_name("Your message")
    expect(chat.button("Send")).to_be_visible()
    expect(chat.button("More")).to_have_attribute("aria-expanded", "false")
    expect(chat.button("Help now")).to_have_attribute("aria-expanded", "false")
    expect(chat.questions).to_have_count(0)
    chat.ask("May I text my therapist?")
    expect(chat.questions.first).to_have_text("You: May I text my therapist?")
    expect(chat.answers.last).to_have_text(re.compile("^Assistant: "))


# The keyboard


def test_whole_conversation_by_keyboard_alone(chat: ChatPage) -> None:
    press = chat.page.keyboard.press
    chat.button("Help now").focus()
    press("Tab")
    expect(chat.button("Ask a question")).to_be_focused()
    press("Enter")
    expect(chat.button("I agree, start the chat")).to_be_visible()
    expect(chat.page.get_by_role("heading", name="Before you start")).to_be_focused()
    press("Tab")
    expect(chat.button("I agree, start the chat")).to_be_focused()
    press("Enter")
    expect(chat.input).to_be_focused()
    chat.page.keyboard.type("I don't want to live any more")
    press("Enter")
    number = chat.log.get_by_role("link", name="Call 988").first
    expect(number).to_be_visible()
    for _ in range(12):
        press("Shift+Tab")
        if number.evaluate(HAS_FOCUS):
            break
    else:
        pytest.fail("the number cannot be reached by keyboard")
    chat.button("More").focus()
    press("Enter")
    expect(chat.button("Save a copy")).to_be_focused()
    press("Escape")
    expect(chat.button("More")).to_be_focused()
    chat.button("Help now").focus()
    press("Enter")
    expect(chat.page.get_by_role("heading", name="Help now")).to_be_focused()
    press("Escape")
    expect(chat.button("Help now")).to_be_focused()
    press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.button("Ask a question")).to_be_focused()


def test_focus_can_leave_the_panel_beside_the_page(chat: ChatPage) -> None:
    chat.start()
    focused = set()
    for _ in range(40):
        chat.page.keyboard.press("Tab")
        focused.add(chat.page.evaluate("document.activeElement.tagName"))
    assert {"PRACTICE-CHAT", "A"} <= focused


def test_focus_stays_in_the_panel_over_a_phone_screen(phone: ChatPage) -> None:
    phone.start()
    assert phone.panel.evaluate("(panel) => panel.matches(':modal')")
    for _ in range(25):
        phone.page.keyboard.press("Tab")
        assert phone.page.evaluate("document.activeElement.tagName") in ("PRACTICE-CHAT", "BODY")


def test_focus_is_seen(chat: ChatPage) -> None:
    chat.start()
    for name in ("Minimize the chat", "Help now", "Leave quickly"):
        chat.page.keyboard.press("Shift+Tab")
        chat.button(name).focus()
        assert chat.button(name).evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"


def test_retry_button_that_goes_away_does_not_lose_the_focus(chat: ChatPage) -> None:
    chat.start()
    chat.on_message(lambda route: route.abort())
    chat.write("May I text my therapist?")
    chat.button("Try again").focus()
    chat.messages_go_through()
    chat.page.keyboard.press("Enter")
    expect(chat.answers).to_have_count(2)
    assert chat.page.evaluate("document.activeElement.tagName") == "PRACTICE-CHAT"


# Phones, zoom, motion


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], service: Service) -> ChatPage:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2)
    return ChatPage(context.new_page(), service.url).visit()


def test_phone_shows_the_chat_on_the_whole_screen(phone: ChatPage) -> None:
    phone.start()
    assert phone.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(phone.log).to_be_focused()  # not the field: the keyboard would cover half of the greeting
    phone.button("Minimize the chat").click()
    expect(phone.button("Help now")).to_be_visible()


def test_back_gesture_closes_what_was_opened_last(phone: ChatPage) -> None:
    phone.start()
    phone.button("Help now").click()
    phone.panel.dispatch_event("cancel")
    expect(phone.log).to_be_visible()
    phone.panel.dispatch_event("cancel")
    expect(phone.panel).to_be_hidden()


def test_open_keyboard_leaves_the_field_and_the_help_in_view(phone: ChatPage) -> None:
    phone.start()
    phone.page.evaluate(OPEN_KEYBOARD)
    box = phone.panel.bounding_box()
    assert box == {"x": 0, "y": 60, "width": 390, "height": 420}
    for part in (phone.input, phone.button("Help now"), phone.button("Leave quickly").first):
        inside = part.bounding_box()
        assert inside is not None
        assert 60 <= inside["y"] <= inside["y"] + inside["height"] <= 480


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 256), (844, 390), (320, 480)])
def test_zoomed_and_sideways_everything_can_be_reached(
    new_context: Callable[..., BrowserContext], service: Service, width: int, height: int
) -> None:
    """640 x 400: 1280 x 800 at 200 %; 320 x 256: at 400 % (WCAG 1.4.10); 844 x 390: a phone on its side."""
    page = new_context(viewport={"width": width, "height": height}).new_page()
    chat = ChatPage(page, service.url).visit().start()
    answer = chat.ask("I don't want to live any more")
    assert sideways(chat.panel) == []
    for part in (answer.get_by_role("link", name="Call 988"), chat.input, chat.button("Help now")):
        part.scroll_into_view_if_needed()
        part.click(trial=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_font_is_the_readers_whatever_the_page_says(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(snippet, head="<style>html { font-size: 8px }</style>").start()
    assert chat.input.evaluate("(node) => getComputedStyle(node).fontSize") == "16px"


def test_nothing_moves_when_motion_is_reduced(new_context: Callable[..., BrowserContext], service: Service) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    chat = ChatPage(page, service.url).visit().start()
    chat.on_message(lambda route: None)
    chat.write("Hello")
    moving = chat.panel.evaluate("(panel) => panel.getAnimations({ subtree: true }).length")
    assert moving == 0


def test_window_that_becomes_narrow_keeps_focus_and_conversation(chat: ChatPage) -> None:
    chat.start()
    chat.input.fill("half a sentence")
    chat.page.set_viewport_size({"width": 400, "height": 800})
    expect(chat.input).to_be_focused()
    expect(chat.input).to_have_value("half a sentence")
    assert chat.panel.evaluate("(panel) => panel.matches(':modal')")
    chat.page.set_viewport_size({"width": 1280, "height": 800})
    expect(chat.input).to_be_focused()
    assert not chat.panel.evaluate("(panel) => panel.matches(':modal')")


@pytest.mark.parametrize("theme", THEMES)
def test_published_protocol(new_context: Callable[..., BrowserContext], service: Service, theme: str) -> None:
    page = new_context(viewport=VIEWPORTS["phone"], **THEMES[theme]).new_page()
    page.goto(f"{service.url}/protocol")
    assert Axe().run(page, options=AXE).response["violations"] == []


@pytest.mark.parametrize("keyboard", [False, True])
def test_most_of_a_small_phone_is_conversation(
    new_context: Callable[..., BrowserContext], service: Service, keyboard: bool, screenshots: Path
) -> None:
    page = new_context(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True).new_page()
    chat = ChatPage(page, service.url).visit().start()
    chat.ask("May I text my therapist?")
    if keyboard:
        page.evaluate(OPEN_KEYBOARD.replace("420", "308"))
    panel, log = chat.panel.bounding_box(), chat.log.bounding_box()
    assert panel is not None
    assert log is not None
    assert panel["height"] == (308 if keyboard else 568)
    assert log["height"] >= 0.6 * panel["height"]
    tops = set()
    for name in ("Help now", "Leave quickly", "More", "Minimize the chat"):
        button = chat.button(name)
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box is not None
        tops.add(round(box["y"] + box["height"] / 2))
    # One row; the two that are pressed in need have their names written out.
    assert len(tops) == 1
    expect(chat.button("Help now").get_by_text("Help now")).to_be_visible()
    page.screenshot(path=screenshots / f"small_phone_{'keyboard' if keyboard else 'whole'}.png")
