"""A real browser (the system's Chromium) in front of the real website and the real Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import Service
from tests.guarded_browser import guarded_contexts

from .chat_page import ChatPage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path) and not item.get_closest_marker("firefox"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def new_context(chromium: Browser, service: Service) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts of visitors."""
    with guarded_contexts(chromium, service.url) as make:
        yield make


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
