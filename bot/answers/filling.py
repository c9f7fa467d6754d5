"""Approved words with the practice's facts filled in at the moment of answering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.practice.facts import describe
from bot.practice.record import PracticeRecord

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SPACES = re.compile(r"[ \t]{2,}")
_EMPTY_PARAGRAPHS = re.compile(r"\n\s*\n(\s*\n)+")


def placeholders(text: str) -> list[str]:
    """Names of the facts that a text asks for, in order."""
    return _PLACEHOLDER.findall(text)


def fill(
    text: str,
    record: PracticeRecord,
    therapist_id: str | None,
    now: datetime,
    values: Mapping[str, str] | None = None,
) -> str:
    """The text with each {placeholder} replaced by its fact.

    Args:
        now: aware; the moment of answering.
        values: values that are no facts of the practice, such as a setting.

    Raises:
        UnknownFactError: the text names a fact that does not exist.
    """
    own = values or {}

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return own[name] if name in own else describe(name, record, therapist_id, now)

    filled = _SPACES.sub(" ", _PLACEHOLDER.sub(value, text))
    return _EMPTY_PARAGRAPHS.sub("\n\n", "\n".join(line.strip() for line in filled.splitlines())).strip()
