"""Pages that take keys, storage or tags away, that hold the chat twice, record their visitors, or change under it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.website.problems import MOST_CHARACTERS
from tests.conftest import Service

from .chat_page import ChatPage

# Shortcuts as pages have them: single letters, "/" for the search box, space; heard early and late.
SHORTCUTS = """
<input id=search aria-label=Search>
<script>
window.stolen = [];
const take = (event) => {
    if (event.target.matches && event.target.matches("input, textarea, [contenteditable]")) return;
    stolen.push(event.type);
    document.querySelector("#search").focus();
    event.preventDefault();
};
addEventListener("load", () => {
    for (const type of ["keydown", "keypress", "keyup", "beforeinput", "paste", "copy"]) {
        for (const where of [window, document, document.body]) {
            where.addEventListener(type, take);
            where.addEventListener(type, take, true);
        }
    }
});
</script>
"""
# Listeners of a page, there before the chat's script came, of all that is written: what they would learn of it.
EARLY = """
<script>
window.heard = [];
const kinds = ["keydown", "keypress", "keyup", "beforeinput", "input", "textInput", "paste", "copy", "cut", "change",
    "compositionstart", "compositionupdate", "compositionend"];
for (const kind of kinds) {
    for (const capture of [true, false]) {
        document.addEventListener(kind, (event) => heard.push(`${kind} ${event.data || event.key || ""}`), capture);
    }
}
</script>
"""
# A dialog of the page that keeps the focus, as those of cookie banners do.
FOCUS_TRAP = """
<div role=dialog aria-label=Cookies><button id=accept>Accept</button></div>
<script>
document.addEventListener("focusin", (event) => {
    if (event.target.id !== "accept") document.querySelector("#accept").focus();
}, true);
</script>
"""
# All that a page may keep in the browser refuses, as in Firefox with cookies blocked and in strict frames.
NOTHING_KEPT = """
const refuse = () => { throw new DOMException("denied", "SecurityError"); };
for (const name of ["sessionStorage", "localStorage", "indexedDB", "caches"]) {
    Object.defineProperty(window, name, { get: refuse });
}
window.BroadcastChannel = class { constructor() { refuse(); } };
Object.defineProperty(navigator, "clipboard", { get: refuse });
"""
# What rrweb and those built on it do: walk all trees, leave out what is marked, listen to fields.
RECORDER = """
window.record = [];
const left = (node) => node.nodeType === 1 && node.closest(".rr-block");
window.walk = (node) => {
    if (left(node)) return;
    if (node.nodeType === 3) record.push(node.textContent);
    for (const child of [...node.childNodes, ...(node.shadowRoot ? node.shadowRoot.childNodes : [])]) walk(child);
};
const watch = (root) => new MutationObserver((changes) => changes.forEach(({ target, addedNodes }) => {
    if (!left(target)) addedNodes.forEach(walk);
})).observe(root, { childList: true, subtree: true, characterData: true });
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) { const root = attach.call(this, how); watch(root); return root; };
watch(document);
for (const type of ["input", "change", "keydown"]) {
    document.addEventListener(type, (event) => record.push(event.composedPath()[0].value || event.key), true);
}
"""


def test_keys_typed_in_the_chat_stay_in_the_chat(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(SHORTCUTS + snippet).start()
    chat.input.click()
    page.keyboard.type("May I / search, ? or skip?")
    expect(chat.input).to_have_value("May I / search, ? or skip?")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("End")
    page.keyboard.press("Control+v")
    expect(chat.input).to_have_value("May I / search, ? or skip?" * 2)
    page.keyboard.press("Enter")
    expect(chat.questions).to_have_count(1)
    chat.button("More").click()
    page.keyboard.press("Escape")
    expect(chat.button("More")).to_be_focused()
    assert page.evaluate("stolen") == []
    expect(page.locator("#search")).to_have_value("")


def test_page_that_listened_before_the_chat_came_learns_nothing(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(EARLY + "<input id=search aria-label=Search>" + snippet).start()
    chat.input.click()
    page.keyboard.type("May I text? ")
    # As an input method writes: a word that changes while it is put together, then stands.
    method = page.context.new_cdp_session(page)
    for word in ("せ", "セラピスト"):
        method.send("Input.imeSetComposition", {"text": word, "selectionStart": len(word), "selectionEnd": len(word)})
    method.send("Input.insertText", {"text": "セラピスト"})
    expect(chat.input).to_have_value("May I text? セラピスト")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Enter")
    expect(chat.questions).to_have_count(1)
    assert page.evaluate("heard") == []
    # What is written elsewhere on the page it still hears.
    page.locator("#search").click()
    method.send("Input.imeSetComposition", {"text": "せ", "selectionStart": 1, "selectionEnd": 1})
    assert "compositionupdate せ" in page.evaluate("heard")


def test_pages_own_shortcuts_go_on(page: Page, service: Service, snippet: str) -> None:
    ChatPage(page, service.url).visit_html(SHORTCUTS + snippet)
    page.keyboard.press("s")
    assert "keydown" in page.evaluate("stolen")


def test_a_banner_that_keeps_the_focus_does_not_take_the_field(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(FOCUS_TRAP + snippet).start()
    chat.input.click()
    page.keyboard.type("May I text?")
    expect(chat.input).to_have_value("May I text?")


def test_with_all_storage_refused_the_chat_works(page: Page, service: Service, snippet: str) -> None:
    page.add_init_script(NOTHING_KEPT)
    chat = ChatPage(page, service.url).visit_html(snippet).start()
    chat.ask("May I text my therapist?")
    draft = {
        "type": "text",
        "text": "Here.",
        "buttons": [],
        "topic": None,
        "note": {"title": "A draft", "text": "Hello"},
    }
    chat.on_message(lambda route: route.fulfill(json={"messages": [draft], "answered_by": "assistant"}))
    chat.ask("write a message to move my session on Tuesday at 3")
    chat.log.get_by_role("button", name="Copy", exact=True).click()
    expect(chat.log.get_by_text("The text is marked.")).to_be_visible()
    # Not even an element that the page moves loses it.
    page.evaluate("document.body.prepend(document.querySelector('practice-chat'))")
    expect(chat.questions).to_have_count(2)


# Several elements


def test_snippet_pasted_twice_is_one_chat(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(snippet + "<p>More</p>" + snippet)
    expect(chat.button("Ask a question")).to_have_count(1)
    chat.start()
    chat.ask("May I text my therapist?")
    page.reload()
    expect(chat.questions).to_have_count(1)
    expect(chat.panel).to_have_count(1)


def test_floating_buttons_lead_to_the_chat_that_fills_its_place(page: Page, service: Service, snippet: str) -> None:
    full = snippet.replace("<practice-chat ", "<practice-chat full-page ").split("<noscript>")[0]
    style = "<style>practice-chat { --practice-chat-height: 500px } #above { height: 3000px }</style>"
    chat = ChatPage(page, service.url).visit_html(f"<div id=above></div>{full}{snippet}", head=style)
    expect(chat.button("Ask a question")).to_have_count(1)
    chat.button("Ask a question").click()
    chat.button("I agree, start the chat").click()
    chat.ask("May I text my therapist?")
    expect(chat.log).to_have_count(1)
    expect(chat.input).to_be_in_viewport()
    page.reload()
    expect(chat.questions).to_have_count(1)


def test_chat_moves_to_the_element_that_can_be_seen(page: Page, service: Service, snippet: str) -> None:
    """Page builders keep two versions of a part, for wide and for narrow screens, and hide one."""
    style = """<style>@media (max-width: 40em) { #wide { display: none } }
        @media (min-width: 40em) { #narrow { display: none } }</style>"""
    chat = ChatPage(page, service.url)
    chat.visit_html(f"<div id=narrow>{snippet}</div><div id=wide>{snippet}</div>", head=style).start()
    chat.ask("May I text my therapist?")
    page.set_viewport_size({"width": 400, "height": 800})
    expect(chat.questions).to_be_visible()
    expect(chat.log).to_have_count(1)


def test_when_the_element_that_shows_it_goes_another_takes_over(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(f"<div id=first>{snippet}</div>{snippet}").start()
    chat.ask("May I text my therapist?")
    page.evaluate("document.querySelector('#first').remove()")
    expect(chat.questions).to_have_count(1)


# Input methods. The orders of events of Chrome and Safari are simulated, in Chromium. WebKit itself is not tried:
# Playwright's is not in the package registries, and Debian's (webkit2gtk-driver) has not been tried.

COMPOSE = """(field, [before, after, composing]) => {
    const how = { key: "Enter", keyCode: 229, isComposing: composing, bubbles: true, composed: true, cancelable: true };
    const enter = new KeyboardEvent("keydown", how);
    const send = (type) => field.dispatchEvent(new CompositionEvent(type, { bubbles: true, composed: true }));
    before.forEach(send);
    field.dispatchEvent(enter);
    after.forEach(send);
    return enter.defaultPrevented;
}"""
ORDERS = {
    "Chrome": [["compositionstart"], ["compositionend"], True],
    "Safari": [["compositionstart", "compositionend"], [], False],
}


@pytest.mark.parametrize("browser", ORDERS)
def test_enter_of_an_input_method_sends_nothing(chat: ChatPage, browser: str) -> None:
    chat.start()
    chat.input.fill("セラピスト")
    assert chat.input.evaluate(COMPOSE, ORDERS[browser]) is False
    expect(chat.input).to_have_value("セラピスト")
    chat.input.press("Enter")
    expect(chat.questions).to_have_count(1)


# Recorders, grammar tools, translators


def test_recorder_of_the_page_has_nothing_that_was_written(page: Page, service: Service, snippet: str) -> None:
    page.add_init_script(RECORDER)
    page.add_init_script("window.print = () => {}")
    chat = ChatPage(page, service.url).visit_html("<p>Words of the page</p>" + snippet).start()
    chat.input.click()
    page.keyboard.type("Unmistakable words")
    page.keyboard.press("Enter")
    expect(chat.answers).to_have_count(2)
    chat.choose("Print")
    page.evaluate("walk(document)")
    record = " ".join(page.evaluate("record"))
    assert "Words of the page" in record
    assert "Unmistakable" not in record
    assert "automated assistant" not in record


def test_rrweb_has_nothing_that_was_written_or_answered(page: Page, service: Service, snippet: str) -> None:
    page.add_init_script(path=Path(__file__).parent / "rrweb_record.min.js")
    # As it comes: a site that masks nothing.
    start = (
        "<script>window.seen = []; rrwebRecord.record({ emit: (event) => seen.push(JSON.stringify(event)) });</script>"
    )
    chat = ChatPage(page, service.url).visit_html(start + "<p>Words of the page</p><input id=search>" + snippet).start()
    page.locator("#search").fill("Typed on the page")
    chat.input.click()
    page.keyboard.type("Unmistakable words")
    page.keyboard.press("Enter")
    expect(chat.answers).to_have_count(2)
    record = " ".join(page.evaluate("seen"))
    assert "Words of the page" in record
    assert "Typed on the page" in record
    assert "Unmistakable" not in record
    assert "automated assistant" not in record


def test_field_and_words_of_the_client_are_marked(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    for name, value in {"data-gramm": "false", "data-lt-active": "false", "writingsuggestions": "false"}.items():
        expect(chat.input).to_have_attribute(name, value)
    for part in (chat.input, chat.questions.first):
        expect(part).to_have_attribute("translate", "no")
    host = chat.page.locator("practice-chat")
    for name, value in {"data-dd-privacy": "hidden", "data-hj-suppress": "", "data-clarity-mask": "true"}.items():
        expect(host).to_have_attribute(name, value)
    expect(host).to_have_class(re.compile("rr-block.*ph-no-capture.*sentry-block.*fs-exclude"))


# Stripped tags, delayed scripts, pages that change


@pytest.fixture
def plain(page: Page, service: Service) -> str:
    """The snippet for editors that take unknown tags away."""
    return page.request.get(service.url + "/widget/snippet?plain=yes").text()


def test_plain_tag_carries_the_chat(page: Page, service: Service, plain: str) -> None:
    assert "<practice-chat" not in plain
    chat = ChatPage(page, service.url).visit_html(plain.replace("data-theme", "x")).start()
    chat.ask("May I text my therapist?")
    chat.button("Help now").click()
    expect(chat.panel.get_by_role("link", name="Call 911")).to_be_visible()


def test_plain_tag_without_its_script_shows_numbers_and_the_way_to_the_chat(
    page: Page, service: Service, plain: str
) -> None:
    stripped = re.sub(
        r"<script.*?</script>|<noscript>.*?</noscript>| data-[a-z-]+(=\"[^\"]*\")?", "", plain, flags=re.DOTALL
    )
    ChatPage(page, service.url).visit_html(stripped)
    expect(page.locator("a[href='tel:911']")).to_be_visible()
    page.locator("a[href$='/chat']").click()
    expect(page.get_by_role("button", name="I agree, start the chat")).to_be_visible()


def test_script_that_is_delayed_or_comes_twice_finds_the_element(page: Page, service: Service, snippet: str) -> None:
    source = re.findall(r'src="([^"]+)"', snippet)[0]
    late = f"""<script>addEventListener("scroll", () => {{ for (const each of [1, 2]) {{
        const script = document.createElement("script");
        script.src = "{source}";
        document.body.append(script);
    }} }}, {{ once: true }});</script>"""
    chat = ChatPage(page, service.url).visit_html(
        snippet.split("<script")[0] + late + "<div style='height: 3000px'></div>"
    )
    expect(page.locator("practice-chat a[href='tel:911']")).to_be_visible()
    page.mouse.wheel(0, 500)
    chat.start()
    chat.ask("May I text my therapist?")


@pytest.mark.parametrize("form", ["snippet", "plain"])
def test_page_that_changes_without_loading_keeps_one_chat(
    page: Page, service: Service, request: pytest.FixtureRequest, form: str
) -> None:
    """Frameworks empty the page's root and fill it anew, sometimes twice."""
    markup = request.getfixturevalue(form)
    script = "<script" + markup.split("<script")[1]
    chat = ChatPage(page, service.url).visit_html("<div id=root></div>" + script)
    element = markup.split("<noscript>")[0]
    page.evaluate("(markup) => { document.querySelector('#root').innerHTML = markup; }", element)
    chat.start()
    chat.ask("May I text my therapist?")
    page.evaluate(
        "(markup) => { for (const each of [1, 2]) document.querySelector('#root').innerHTML = markup; }", element
    )
    expect(chat.questions).to_have_count(1)
    page.evaluate("document.querySelector('#root').replaceChildren()")
    expect(chat.panel).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"


def test_console_says_what_a_snippet_lacks(page: Page, service: Service, snippet: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    script = "<script" + snippet.split("<script")[1]
    chat = ChatPage(page, service.url)
    chat.visit_html(script)
    chat.until(lambda: any("no <practice-chat>" in line for line in told))
    told.clear()
    chat.visit_html("<practice-chat></practice-chat>" + script)
    chat.until(lambda: any("no numbers inside" in line for line in told))
    told.clear()
    chat.visit_html(snippet)
    page.route("**/api/**", lambda route: route.abort())
    chat.open()
    chat.until(lambda: any("cannot be reached" in line for line in told))


def test_snippet_without_its_address_asks_where_its_script_is_from(
    new_context: Callable[..., BrowserContext], service: Service, snippet: str
) -> None:
    page = new_context(permissions=["local-network-access"]).new_page()
    body = re.sub(r' api="[^"]*"', "", snippet)
    page.route("https://practice.example/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("https://practice.example/")
    ChatPage(page, service.url).start()


# Long messages


def test_limit_is_told_while_typing_and_nothing_is_lost(chat: ChatPage) -> None:
    chat.start()
    # As many as the server takes.
    expect(chat.input).to_have_attribute("aria-description", f"Up to {MOST_CHARACTERS} letters")
    chat.input.fill("x" * 1600)
    expect(chat.panel.get_by_text("Letters left: 400")).to_be_visible()
    text = "x" * 2170 + " I do not want to live any more"
    chat.input.fill(text)
    expect(chat.panel.get_by_text("Letters too many: 201.").first).to_be_visible()
    chat.input.press("Enter")
    expect(chat.input).to_have_value(text)
    expect(chat.aid.get_by_role("link", name="Call 911")).to_be_in_viewport(ratio=1)
    chat.input.fill(text[-31:])
    chat.input.press("Enter")
    expect(chat.answers).to_have_count(2)
    expect(chat.input).to_have_value("")
    expect(chat.log.get_by_role("link", name="Call 988").first).to_be_in_viewport()


def test_crossing_the_limit_is_said_once_to_a_screen_reader(chat: ChatPage) -> None:
    chat.start()
    said = chat.panel.get_by_role("status")
    chat.input.fill("x" * (MOST_CHARACTERS - 1))
    expect(chat.panel.get_by_text("Letters left: 1")).to_be_visible()
    chat.input.press("End")
    page = chat.page
    page.keyboard.type("yyyy")
    expect(said.get_by_text("Letters too many")).to_have_count(1)
    expect(said).to_contain_text("Letters too many: 1. Nothing is lost")
    for _ in range(4):
        page.keyboard.press("Backspace")
    expect(said.get_by_text("Letters left")).to_have_count(1)


@pytest.mark.parametrize("status", [413, 422])
def test_whatever_is_refused_can_be_taken_back_and_numbers_are_in_view(chat: ChatPage, status: int) -> None:
    chat.start()
    chat.on_message(lambda route: route.fulfill(status=status, json={}))
    text = "May I text? " * 160
    chat.write(text)
    expect(chat.aid.get_by_role("link", name="Call 911")).to_be_in_viewport(ratio=1)
    chat.messages_go_through()
    chat.button("Change it").click()
    expect(chat.input).to_have_value(text.strip())
    expect(chat.questions).to_have_count(0)
    expect(chat.input).to_be_focused()
