"""The few words that steer a form, from data/form_words.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT

WORDS_FILE = PROJECT_ROOT / "data" / "form_words.yml"
_POLITE = re.compile(r"\b(please|pls|plz|thanks|thank you|thx)\b")
_LEADING = re.compile(r"^(ok|okay|oh|um|well|sorry|no|hm+|actually|let me|let's|wait)\s+(?=\w)")


def steering(text: str) -> tuple[str, str | None] | None:
    """What a message of nothing but steering words asks for; None for an answer.

    Returns:
        The intent, and for "change" the slot of the answer to change if it was said.
    """
    said = _plain(text)
    shorter = _LEADING.sub("", said)
    words = _words()
    for form in (said, shorter):
        if form in words:
            return words[form]
    return None


def _plain(text: str) -> str:
    lowered = text.casefold().replace("\u2019", "'").replace("\u2018", "'")
    stripped = _POLITE.sub(" ", lowered)
    return " ".join(re.sub(r"[^\w'/ -]+", " ", stripped).split()) or lowered.strip()


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, str | None]]:
    content: dict[str, Any] = yaml.safe_load(WORDS_FILE.read_text("utf-8"))
    answers, lead = content.pop("answers"), content.pop("change_one")
    words: dict[str, tuple[str, str | None]] = {
        f"{start} {name}": ("change", slot) for slot, names in answers.items() for name in names for start in lead
    }
    for intent, phrases in content.items():
        for phrase in phrases:
            words[phrase] = (intent, None)
            words[phrase.replace("'", "")] = (intent, None)
    return words
