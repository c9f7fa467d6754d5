"""The few words that steer a form (data/dialogue/form_words.yml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_POLITE = re.compile(r"\b(please|pls|plz|thanks|thank you|thx)\b")
_LEADING = re.compile(r"^(ok|okay|oh|um|well|sorry|no|hm+|actually|let me|let's|wait)\s+(?=\w)")
_ANSWERS, _CHANGE_ONE = "answers", "change_one"
# The intent of anger at the questions, which is told by patterns.
ANNOYED = "annoyed"
# The intent, and for "change" the slot of the answer to change if it was said.
Steering = tuple[str, str | None]


class FormWords:
    """What a message of nothing but steering words asks for.

    Args:
        content: of the file: phrases by intent, patterns for `annoyed`; `answers` are words for the questions,
            `change_one` what is said before them.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        answers, lead = content[_ANSWERS], content[_CHANGE_ONE]
        self._words: dict[str, Steering] = {
            f"{start} {name}": ("change", slot) for slot, names in answers.items() for name in names for start in lead
        }
        for intent, phrases in content.items():
            if intent in (_ANSWERS, _CHANGE_ONE, ANNOYED):
                continue
            for phrase in phrases:
                self._words[phrase] = (intent, None)
                self._words[phrase.replace("'", "")] = (intent, None)
        self._annoyed = [re.compile(pattern) for pattern in content[ANNOYED]]

    def steering(self, text: str) -> Steering | None:
        """What the message asks for; None for an answer."""
        said = _plain(text)
        found = self._words.get(said) or self._words.get(_LEADING.sub("", said))
        if found is None and any(pattern.fullmatch(said) for pattern in self._annoyed):
            return ANNOYED, None
        return found


def _plain(text: str) -> str:
    lowered = text.casefold().replace("\u2019", "'").replace("\u2018", "'")
    stripped = _POLITE.sub(" ", lowered)
    return " ".join(re.sub(r"[^\w'/ -]+", " ", stripped).split()) or lowered.strip()
