"""Views that keep nobody waiting for a slow database: what can be answered without it is, all else is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from bot.website.services import services

View = TypeVar("View", bound=Callable[..., Any])


def within(seconds: float) -> Callable[[View], View]:
    """The view waits so long for the database; then it is tried once more without it.

    @blueprint.get("/policy")
    @within(deadlines.READ)
    def practice(): ...
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**arguments: Any) -> Any:
            return services().in_time(lambda: view(**arguments), seconds)

        answer.deadline = seconds  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return decorate
