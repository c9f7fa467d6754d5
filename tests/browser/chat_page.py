"""The chat as a visitor of the page uses it: found by role and name, as a person or a screen reader would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect


class ChatPage:
    """A page that carries <practice-chat>; `url` is where the website runs."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.panel = page.get_by_role("dialog")
        self.log = page.get_by_role("log")
        self.input = page.get_by_label("Your message")

    def visit(self, path: str = "/") -> ChatPage:
        self.page.goto(self.url + path)
        return self

    def visit_html(self, body: str, head: str = "", headers: dict[str, str] | None = None) -> ChatPage:
        """A page of another practice on the website's origin, with this body, in place of the demo page."""
        html = f"<!doctype html><html lang=en><head><title>A page</title>{head}</head><body>{body}</body></html>"
        address = self.url + "/a-page-of-the-practice"
        self.page.route(
            address, lambda route: route.fulfill(body=html, content_type="text/html", headers=headers or {})
        )
        self.page.goto(address)
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def open(self) -> ChatPage:
        self.button("Ask a question").click()
        return self

    def start(self) -> ChatPage:
        """Opens the chat, agrees to the notice and waits for the greeting."""
        self.open()
        self.button("I agree, start the chat").click()
        expect(self.answers.first).to_be_visible()
        return self

    def write(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Sends a message and returns its answer, or the first message of it."""
        before = self.answers.count()
        self.write(text)
        expect(self.answers).not_to_have_count(before)
        return self.answers.nth(before)

    def choose(self, item: str) -> None:
        """Takes an item of the menu."""
        self.button("More").click()
        self.button(item).click()

    @property
    def answers(self) -> Locator:
        return self.log.locator("[part~=message]:not([part~=message-mine])")

    @property
    def questions(self) -> Locator:
        return self.log.locator("[part~=message-mine]")

    @property
    def aid(self) -> Locator:
        """Help shown because a message did not get through."""
        return self.log.locator("[part=help]")

    @property
    def storage(self) -> dict[str, Any]:
        """What the tab keeps of the chat."""
        kept = self.page.evaluate("Object.fromEntries(Object.entries(sessionStorage))")
        return {key: json.loads(value) for key, value in kept.items() if key.startswith("practice-chat")}

    def on_message(self, handler: Callable[[Route], None]) -> list[dict[str, Any]]:
        """Lets `handler` answer the messages the client sends; returns the growing list of their bodies."""
        sent: list[dict[str, Any]] = []

        def handle(route: Route) -> None:
            sent.append(route.request.post_data_json)
            handler(route)

        self.page.route("**/api/messages", handle)
        return sent

    def until(self, holds: Callable[[], bool]) -> None:
        """Lets the page go on until something holds outside of it, where `expect` cannot look."""
        give_up = time.monotonic() + 15
        while not holds():
            assert time.monotonic() < give_up, "it did not come about"
            self.page.wait_for_timeout(20)

    def messages_go_through(self) -> None:
        self.page.unroute("**/api/messages")
