"""The words of the website process, from data/wording/website.yml."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.practice.wording import wording

ENGLISH = "en"


def words(language: str = ENGLISH) -> dict[str, Any]:
    """The words as they stand in the file; those that are not translated are in English."""
    english = wording("website")
    return english if language == ENGLISH else {**english, **english["translations"][language]}


def languages() -> list[str]:
    """Codes of the languages that the notice stands in, such as ["en", "es"]."""
    return [ENGLISH, *wording("website")["translations"]]


def notice_version() -> str:
    """Changes with the notice's words in any language, so that a client agrees to what is in force."""
    notices = "\0".join(words(language)["notice"] for language in languages())
    return hashlib.sha256(notices.encode()).hexdigest()[:12]
