"""How often views may be asked: each says by a decorator which limit is its own.

Pages, files and help numbers have none: they cost little, and a page without its help is worse than load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter

from bot import deadlines
from bot.website.chat.tokens import TokenError, Tokens

View = TypeVar("View", bound=Callable[..., Any])

CONVERSATION, ADDRESS, PASSWORDS = "conversation", "address", "passwords"
LIMITS = {
    # What one conversation may ask for.
    CONVERSATION: "40 per minute",
    # New conversations. A whole clinic or school may stand behind one address.
    ADDRESS: "120 per minute",
    # Where somebody could try passwords, codes or links one after the other.
    PASSWORDS: "30 per minute",
}
_MARK = "limit"


def limited(limit: str) -> Callable[[View], View]:
    """The view counts towards one of LIMITS.

    @blueprint.post("/api/messages")
    @limited(CONVERSATION)
    def message(): ...
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, limit)
        return view

    return mark


def limit_of(view: Callable[..., Any]) -> str | None:
    """The limit that a view counts towards."""
    return getattr(view, _MARK, None)


def register(app: Flask, redis_url: str) -> None:
    """Hold the views of the app to their limits.

    Args:
        redis_url: where several processes count together; empty for one process, which counts in memory.
    """
    options: dict[str, Any] = {
        "socket_connect_timeout": deadlines.LIMITS_STORE,
        "socket_timeout": deadlines.LIMITS_STORE,
    }
    limiter = Limiter(
        key_func=_address,
        storage_uri=redis_url or "memory://",
        storage_options=options if redis_url else {},
        headers_enabled=True,
        # Limits protect the service; when their store is down or hangs, clients are still answered, and each process
        # counts by itself.
        swallow_errors=True,
        in_memory_fallback_enabled=True,
    )
    limiter.init_app(app)
    keys = {CONVERSATION: _conversation, ADDRESS: _address, PASSWORDS: _address}
    shared = {name: limiter.shared_limit(LIMITS[name], scope=name, key_func=key) for name, key in keys.items()}
    for endpoint, view in app.view_functions.items():
        limit = limit_of(view)
        if limit:
            app.view_functions[endpoint] = shared[limit](view)  # type: ignore[assignment]


def _address() -> str:
    return request.remote_addr or ""


def _conversation() -> str:
    """The conversation, however its token is written; whoever has none counts by address."""
    try:
        return Tokens(str(current_app.secret_key)).read(request.headers.get("Authorization", "")).conversation_id
    except TokenError:
        return _address()
