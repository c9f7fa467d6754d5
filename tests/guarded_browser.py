"""Browser contexts in which what a page must never do fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route

DESKTOP = {"width": 1280, "height": 800}


@contextmanager
def guarded_contexts(
    chromium: Browser, url: str, own_policy_holds: bool = False
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts in which any request to another host than `url`'s, and any script error, fails the test.

    Args:
        own_policy_holds: what a Content-Security-Policy refuses fails it as well.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    own_host = urlsplit(url).netloc

    def refuse_other_hosts(route: Route) -> None:
        if urlsplit(route.request.url).netloc in (own_host, ""):
            route.fallback()
        else:
            wrong.append(f"a request to {route.request.url}")
            route.abort()

    def hear(message: ConsoleMessage) -> None:
        if own_policy_holds and "Content Security Policy" in message.text:
            wrong.append(message.text)

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        context.set_default_timeout(15_000)
        context.route("**/*", refuse_other_hosts)
        context.on("weberror", lambda error: wrong.append(f"a script error: {error.error}"))
        context.on("console", hear)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert wrong == []
