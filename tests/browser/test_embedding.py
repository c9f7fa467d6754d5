"""The chat on other people's pages: strict policies, hostile styles, no script, two languages, its weight."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.website.widget import embedding
from tests.conftest import Service

from .chat_page import ChatPage

STRICT_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
HOSTILE_STYLE = """
html { font-size: 5px !important; zoom: 1; }
* { color: red !important; background: yellow !important; display: none !important; opacity: .1 !important;
    visibility: hidden !important; font: 3px fantasy !important; position: static !important;
    transform: scale(.2) !important; pointer-events: none !important; text-transform: uppercase !important;
    letter-spacing: 1em !important; }
practice-chat { all: unset !important; display: none !important; width: 0 !important; }
body, html { display: block !important; visibility: visible !important; }
button, a, textarea, dialog, [popover] { display: none !important; }
"""
LOOK = {
    "color": "rgb(34, 48, 46)",
    "fontSize": "16px",
    "textTransform": "none",
    "letterSpacing": "normal",
    "opacity": "1",
    "visibility": "visible",
}
# What themes and page builders do to the pages they make: resets, button and link rules, layout of whatever is put in.
BUILDERS = {
    "WordPress": (
        """
html { font-size: 62.5%; -webkit-text-size-adjust: none } body { font: 1.8rem/1.9 serif; word-break: break-word }
*, ::before, ::after { box-sizing: inherit } .entry > * { max-width: 580px; margin: 0 auto 28px !important }
button, input, textarea, .button { all: unset; background: #cd2653; color: #fff; text-transform: uppercase;
    letter-spacing: .0333em; padding: 1.1em 1.44em !important; width: 100% !important; border-radius: 0 !important }
a { color: #cd2653 !important; text-decoration: underline !important } dialog { max-width: 10px } svg { fill: red }
:focus { outline: 0 !important } ul, ol { margin: 0 0 3rem 3rem; list-style: square } h2, h3 { margin: 4rem 0 2rem }
:root :where(.is-layout-flow) > * { margin-block: 24px 0 } .hidden, [hidden] { display: block !important }
""",
        '<main class="site"><article class="entry is-layout-flow"><h2>Visit us</h2>{}</article></main>',
    ),
    "Squarespace": (
        """
* { margin: 0; padding: 0; border: 0; font: inherit; vertical-align: baseline; -webkit-tap-highlight-color: #0000 }
html { font-size: calc(.45vw + .9rem); text-rendering: optimizeLegibility } body { line-height: 2.2; direction: ltr }
.sqs-block p { white-space: pre-wrap !important } .sqs-block a { background-image: linear-gradient(red, red) }
.sqs-block { overflow: hidden; transform: translateZ(0); isolation: isolate; max-height: 200px; opacity: .9;
    font-weight: 300; text-align: center; letter-spacing: .1em; font-style: italic; cursor: none; visibility: visible }
button { -webkit-appearance: none; pointer-events: none }
#header { position: fixed; inset: 0 0 auto; z-index: 2147483647 }
""",
        '<div id="header">Menu</div><div class="sqs-block"><div class="sqs-block-content">{}</div></div>',
    ),
    "Wix": (
        """
html, body { height: 100%; margin: 0; overflow: auto } body { font-size: 10px; -webkit-text-stroke: .2px red }
#SITE { position: relative; filter: drop-shadow(0 0 1px #000); contain: layout; height: 100%; overflow: clip }
[data-mesh-id] { display: grid; grid-template-columns: 40px; pointer-events: none; word-spacing: 9px; text-indent: 3em }
[data-mesh-id] > * { pointer-events: auto; grid-area: 1 / 1 / 2 / 2; width: 980px; height: 90px; position: relative;
    top: 40px; user-select: none; line-height: 0.8; color: #fff; text-shadow: 0 0 2px #000; hyphens: auto }
a { cursor: pointer; text-decoration: none; color: inherit } ul { list-style: none; padding-inline-start: 0 }
""",
        '<div id="SITE"><div data-mesh-id="page">{}</div></div>',
    ),
}
LOOK_OF_ALL = """() => {
    const names = ["color", "backgroundColor", "fontFamily", "fontSize", "fontStyle", "fontWeight", "lineHeight",
        "textAlign", "textTransform", "textIndent", "textShadow", "letterSpacing", "wordSpacing", "whiteSpace",
        "wordBreak", "listStyleType", "padding", "margin", "borderWidth", "borderRadius", "opacity", "visibility",
        "display", "cursor", "pointerEvents", "userSelect", "fill", "hyphens", "webkitTextStrokeWidth",
        "backgroundImage", "direction"];
    return [...document.querySelector("practice-chat").shadowRoot.querySelectorAll(".panel, .panel *")].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        return [node.tagName, [x, y, width, height].map(Math.round), ...names.map((name) => `${name}: ${style[name]}`)];
    });
}"""
# Page builders nest embeds in boxes that are clipped, moved and below others.
NESTED_STYLE = """
#box { transform: translate(-500px, 40px) scale(.5); overflow: hidden; width: 10px; height: 10px;
    position: relative; z-index: -1; filter: blur(2px); contain: paint; }
#cover { position: fixed; inset: 0; z-index: 2147483647; background: #ccc; }
"""
PAGE_STYLE = """
practice-chat { --practice-chat-accent: rgb(90, 30, 120) }
practice-chat::part(launcher) { outline: 4px solid rgb(1, 2, 3) }
"""
PAGE_BUTTONS = """
<a href="/chat" data-practice-chat="open">Talk</a>
<a href="/chat" data-practice-chat="help">SOS</a>
"""


# The files


def test_script_names_no_other_host() -> None:
    named = set(re.findall(rb"https?://([\w.-]+)", embedding.script()))
    assert named == {b"www.google.com", b"www.w3.org"}  # "Leave quickly", and the name of the SVG vocabulary


@pytest.mark.parametrize("language", embedding.languages())
def test_every_language_has_every_word_with_its_places(language: str) -> None:
    path = embedding.FOLDER / "strings" / f"{language}.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    english = embedding.load_words("en")
    assert list(words) == list(english)
    for key, word in words.items():
        assert word.strip(), key
        assert _places(word) == _places(english[key]), key


def _places(word: str) -> set[str | None]:
    return {place for _, place, _, _ in string.Formatter().parse(word) if place is not None}


def test_unknown_language_is_refused() -> None:
    with pytest.raises(embedding.UnknownLanguageError, match=r"'xx'.*en, es"):
        embedding.load_words("xx")


def test_words_used_in_the_script_exist() -> None:
    source = "".join(path.read_text("utf-8") for path in (embedding.FOLDER / "source").glob("*.js"))
    used = set(re.findall(r"""(?:say|note)\((?:[^()]*\? )?"(\w+)\"""", source))
    assert len(used) > 20
    assert used <= set(embedding.load_words("en"))


@pytest.mark.parametrize(
    ("shown", "link"),
    [
        ("911", "tel:911"),
        ("1-800-799-7233", "tel:18007997233"),
        ("988 then press 1", "tel:988"),
        ("none", ""),
    ],
)
def test_telephone_link(shown: str, link: str) -> None:
    assert embedding.telephone_link(shown) == link


def test_snippet_escapes_what_it_is_given() -> None:
    html = embedding.render_page(
        "snippet",
        practice={"name": '"><script>', "phone": "503-555-0140"},
        help={"emergency_number": "911", "contacts": [{"name": "<b>", "url": "javascript:alert(1)"}]},
        widget_url="/widget/practice-chat.js",
    )
    assert "<b>" not in html
    assert html.count("<script") == 1
    assert "javascript:" not in html


# Pages


def test_runs_under_a_strict_policy(page: Page, service: Service, snippet: str) -> None:
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    chat = ChatPage(page, service.url).visit_html(snippet, headers={"Content-Security-Policy": STRICT_POLICY})
    chat.start()
    chat.ask("May I text my therapist?")
    chat.button("Help now").click()
    box = chat.panel.bounding_box()
    assert box is not None
    assert box["width"] > 300
    chat.button("Back").click()
    with page.expect_download():
        chat.choose("Save a copy")
    assert broken == []


@pytest.fixture
def elsewhere(new_context: Callable[..., BrowserContext], service: Service, snippet: str) -> Callable[[str], ChatPage]:
    """Opens a page of another origin with the snippet as staff are given it."""
    page = new_context(permissions=["local-network-access"]).new_page()

    def visit(origin: str) -> ChatPage:
        html = f"<!doctype html><html lang=en><title>A page</title><body>{snippet}</body></html>"
        page.route(origin + "/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(origin + "/")
        return ChatPage(page, service.url)

    return visit


def test_practice_embeds_it_on_its_own_origin(elsewhere: Callable[[str], ChatPage]) -> None:
    chat = elsewhere("https://practice.example").start()
    chat.ask("May I text my therapist?")
    chat.choose("Delete this chat")
    chat.button("Delete it").click()
    expect(chat.panel.get_by_text("The chat was deleted.").first).to_be_visible()


def test_origin_that_is_not_allowed_gets_no_chat_but_help(elsewhere: Callable[[str], ChatPage]) -> None:
    chat = elsewhere("https://stranger.example").open()
    expect(chat.page.get_by_role("heading", name="The chat is not working right now")).to_be_visible()
    expect(chat.panel.get_by_role("link", name="Call 911").first).to_be_visible()


def test_hostile_styles_do_not_reach_it(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url).visit_html(snippet, head=f"<style>{HOSTILE_STYLE}</style>").start()
    answer = chat.ask("May I text my therapist?")
    look = answer.evaluate(f"(node) => {json.dumps(list(LOOK))}.map((name) => getComputedStyle(node)[name])")
    assert look == list(LOOK.values())
    box = chat.panel.bounding_box()
    assert box is not None
    assert (round(box["width"]), box["height"] > 600) == (408, True)


@pytest.mark.parametrize("builder", BUILDERS)
def test_looks_the_same_on_the_pages_of_page_builders(
    new_context: Callable[..., BrowserContext], service: Service, snippet: str, builder: str
) -> None:
    """Place, size, color and type of every node are those that it has on a page without any style."""
    context, looks = new_context(reduced_motion="reduce"), []
    for head, body in (("", "{}"), BUILDERS[builder]):
        chat = ChatPage(context.new_page(), service.url)
        chat.visit_html(body.replace("{}", snippet), f"<style>{head}</style>").open()
        expect(chat.button("I agree, start the chat")).to_be_visible()
        # The last that comes from the server.
        expect(chat.panel.locator(".reminder a")).to_be_attached()
        with_notice = chat.page.evaluate(LOOK_OF_ALL)
        chat.button("Help now").click()
        expect(chat.panel.get_by_role("link", name="Call 911")).to_be_visible()
        looks.append(with_notice + chat.page.evaluate(LOOK_OF_ALL))
    assert len(looks[0]) > 40
    assert looks[1] == looks[0]


@pytest.mark.parametrize("builder", BUILDERS)
def test_numbers_in_the_snippet_can_be_tapped_on_the_pages_of_page_builders(
    page: Page, service: Service, snippet: str, builder: str
) -> None:
    """Where the script does not come, the page's own style holds; it must leave the links to be seen and used."""
    page.route("**/practice-chat.*.js", lambda route: route.abort())
    head, body = BUILDERS[builder]
    ChatPage(page, service.url).visit_html(body.replace("{}", snippet), f"<style>{head}</style>")
    page.locator("practice-chat a[href='tel:911']").click(trial=True)
    page.locator("practice-chat a[href='tel:988']").click(trial=True)


def test_it_stands_above_and_outside_of_what_holds_it(page: Page, service: Service, snippet: str) -> None:
    body = f"<div id=box>{snippet}</div><div id=cover></div>"
    chat = ChatPage(page, service.url).visit_html(body, head=f"<style>{NESTED_STYLE}</style>")
    box = chat.button("Ask a question").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] == pytest.approx(1280 - 20, abs=1)
    chat.start()
    chat.ask("May I text my therapist?")


def test_colors_of_the_snippet_are_taken_under_a_strict_policy(page: Page, service: Service) -> None:
    asked = "accent=%235a1e78&surface=%23f4f0ff&accent-dark=%23d9b3ff"
    snippet = page.request.get(f"{service.url}/widget/snippet?{asked}").text()
    chat = ChatPage(page, service.url).visit_html(snippet, headers={"Content-Security-Policy": STRICT_POLICY})
    opener = chat.button("Ask a question")
    assert opener.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(90, 30, 120)"
    page.evaluate("document.querySelector('practice-chat').setAttribute('accent', '#005500')")
    assert opener.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(0, 85, 0)"
    page.emulate_media(color_scheme="dark")
    expect(opener).to_have_css("background-color", "rgb(217, 179, 255)")


def test_page_can_set_colors_and_offer_its_own_buttons(page: Page, service: Service, snippet: str) -> None:
    chat = ChatPage(page, service.url)
    chat.visit_html(snippet + PAGE_BUTTONS, head=f"<style>{PAGE_STYLE}</style>")
    color = chat.button("Ask a question").evaluate("(node) => getComputedStyle(node).backgroundColor")
    assert color == "rgb(90, 30, 120)"
    outline = page.get_by_role("region", name="Chat and help").evaluate("(node) => getComputedStyle(node).outlineColor")
    assert outline == "rgb(1, 2, 3)"
    page.get_by_role("link", name="SOS").click()
    expect(chat.panel.get_by_role("link", name="Call 911")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="SOS")).to_be_focused()
    page.get_by_role("link", name="Talk").click()
    expect(chat.button("I agree, start the chat")).to_be_visible()


def test_without_javascript_the_numbers_are_there(new_context: Callable[..., BrowserContext], service: Service) -> None:
    page = new_context(java_script_enabled=False).new_page()
    for path in ("/", "/chat"):
        page.goto(service.url + path)
        expect(page.locator("practice-chat a[href='tel:911']")).to_be_visible()
        expect(page.locator("practice-chat a[href='tel:988']")).to_be_visible()
        expect(page.locator("practice-chat a[href^='sms:']").first).to_be_visible()


def test_snippet_says_why_there_is_no_chat_without_javascript(snippet: str) -> None:
    """Playwright's browser without JavaScript does not render <noscript>, so its text is read here."""
    without = snippet.split("<noscript>")[1].split("</noscript>")[0]
    assert "The chat needs JavaScript" in without
    assert 'href="tel:911"' in without
    assert without.count('href="tel:') == 2


def test_when_the_script_does_not_come_the_numbers_are_there(page: Page, service: Service) -> None:
    page.route("**/practice-chat.*.js", lambda route: route.abort())
    page.goto(service.url)
    expect(page.locator("practice-chat a[href='tel:911']")).to_be_visible()


def test_when_the_script_was_changed_the_numbers_are_there(page: Page, service: Service) -> None:
    """The browser refuses a script whose hash is another than the snippet's."""
    page.route("**/practice-chat.*.js", lambda route: route.fulfill(body="alert(1)", content_type="text/javascript"))
    page.goto(service.url)
    expect(page.locator("practice-chat a[href='tel:911']")).to_be_visible()


def test_when_the_script_fails_the_numbers_are_there(page: Page, service: Service) -> None:
    page.add_init_script("window.matchMedia = () => { throw new Error('an old browser'); }")
    page.add_init_script("window.addEventListener('unhandledrejection', (event) => event.preventDefault())")
    page.goto(service.url)
    expect(page.locator("practice-chat a[href='tel:911']")).to_be_visible()


def test_page_without_numbers_still_says_what_to_do(page: Page, service: Service) -> None:
    script = '<practice-chat></practice-chat><script defer src="/widget/practice-chat.js"></script>'
    chat = ChatPage(page, service.url).visit_html(script)
    page.route("**/api/**", lambda route: route.abort())
    chat.button("Help now").click()
    expect(chat.panel.get_by_text("Call your local emergency number")).to_be_visible()


def test_words_that_do_not_come_leave_english(page: Page, service: Service, snippet: str) -> None:
    page.route("**/widget/strings/**", lambda route: route.abort())
    chat = ChatPage(page, service.url).visit_html(snippet.replace("<practice-chat ", '<practice-chat language="es" '))
    expect(chat.button("Help now")).to_be_visible()


@pytest.mark.parametrize(
    ("written", "says"), [("es_MX", "Ayuda ahora"), ("es-US", "Ayuda ahora"), ("English", "Help now")]
)
def test_help_opens_however_the_page_writes_its_language(
    page: Page, service: Service, snippet: str, written: str, says: str
) -> None:
    chat = ChatPage(page, service.url).visit_html(
        snippet.replace("<practice-chat ", f'<practice-chat language="{written}" ')
    )
    chat.button(says).click()
    expect(page.get_by_role("link", name=re.compile("911"))).to_be_visible()


def test_right_to_left(page: Page, service: Service, snippet: str) -> None:
    chat = (
        ChatPage(page, service.url).visit_html(snippet.replace("<practice-chat ", '<practice-chat dir="rtl" ')).start()
    )
    question = "May I text my therapist?"
    chat.ask(question)
    mine, answer, log = (part.bounding_box() for part in (chat.questions.first, chat.answers.last, chat.log))
    assert mine is not None
    assert answer is not None
    assert log is not None
    assert mine["x"] - log["x"] < 30
    assert answer["x"] + answer["width"] > log["x"] + log["width"] - 30
    panel = chat.panel.bounding_box()
    assert panel is not None
    assert panel["x"] == pytest.approx(20, abs=1)


def test_full_page_fills_the_page_and_cannot_be_minimized(page: Page, service: Service) -> None:
    chat = ChatPage(page, service.url).visit("/chat")
    expect(page).to_have_title("Ask a question")
    chat.button("I agree, start the chat").click()
    chat.ask("May I text my therapist?")
    region = page.get_by_role("region", name=re.compile("Therapy"))
    assert region.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 800}
    expect(chat.button("Minimize the chat")).to_have_count(0)
    chat.input.press("Escape")
    expect(chat.log).to_be_visible()


def test_element_can_be_moved_removed_and_changed(chat: ChatPage) -> None:
    chat.start()
    chat.ask("May I text my therapist?")
    chat.page.evaluate("document.querySelector('main').append(document.querySelector('practice-chat'))")
    expect(chat.questions).to_have_count(1)
    chat.page.evaluate("document.querySelector('practice-chat').setAttribute('theme', 'dark')")
    expect(chat.panel).to_have_class(re.compile("dark"))
    chat.page.evaluate("document.querySelector('practice-chat').setAttribute('language', 'es')")
    expect(chat.page.get_by_label("Su mensaje")).to_be_visible()
    chat.page.evaluate("document.querySelector('practice-chat').remove()")
    expect(chat.panel).to_have_count(0)


def test_demo_page_makes_no_request_to_others(page: Page, service: Service) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if "://" in request.url else None)
    chat = ChatPage(page, service.url).visit().start()
    chat.ask("May I text my therapist?")
    assert hosts == {service.url.split("/")[2]}


def test_no_source_parses_markup() -> None:
    parsing = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function"
    assert not re.search(parsing, embedding.script().decode())
