"""The words that the console's modules say, from data/wording/console/; those of its pages stand in the templates."""

from __future__ import annotations

from typing import Any

from bot.wording import wording


def words(subject: str) -> dict[str, Any]:
    """The words of one subject, such as "accounts"."""
    return wording(f"console/{subject}")
