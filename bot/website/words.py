"""The words of the website process, from data/wording/website.yml."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.practice.wording import wording


def words() -> dict[str, Any]:
    """The words as they stand in the file."""
    return wording("website")


def notice_version() -> str:
    """Changes with the notice's words, so that a client agrees to what is in force."""
    return hashlib.sha256(words()["notice"].encode()).hexdigest()[:12]
