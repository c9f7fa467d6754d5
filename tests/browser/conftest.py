"""A real browser (the system's Chromium) in front of the real website and the real Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.conftest import Service

from .chat_page import ChatPage

DESKTOP = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path) and not item.get_closest_marker("firefox"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def new_context(chromium: Browser, service: Service) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts in which any request to another host, and any script error, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    own_host = urlsplit(service.url).netloc

    def refuse_other_hosts(route: Route) -> None:
        if urlsplit(route.request.url).netloc in (own_host, ""):
            route.fallback()
        else:
            wrong.append(f"a request to {route.request.url}")
            route.abort()

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        context.set_default_timeout(15_000)
        context.route("**/*", refuse_other_hosts)
        context.on("weberror", lambda error: wrong.append(f"a script error: {error.error}"))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def chat(page: Page, service: Service) -> ChatPage:
    """The demo page on a desktop, the chat closed."""
    return ChatPage(page, service.url).visit()


@pytest.fixture
def snippet(service: Service, page: Page) -> str:
    """The embedding snippet as the website gives it to the practice's staff."""
    return page.request.get(service.url + "/widget/snippet").text()
