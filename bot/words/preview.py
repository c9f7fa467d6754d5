"""An answer as a client would read it now: the words with this practice's facts."""

from __future__ import annotations

import re
from datetime import datetime

from bot.answers.filling import fill, placeholders
from bot.practice.facts import describe
from bot.practice.record import PracticeRecord
from bot.words.checks import SETTING_KEYS, known_facts


def filled(text: str, record: PracticeRecord, therapist_id: str | None, now: datetime, hours: int) -> str:
    """The answer with its facts; what is in braces and no fact stays as it is.

    Args:
        therapist_id: whose client asks; None for a client who has named no therapist.
        now: aware; the moment of answering.
        hours: after how many hours a conversation is deleted.
    """
    unknown = {name: f"{{{name}}}" for name in placeholders(text) if name not in known_facts()}
    return fill(text, record, therapist_id, now, {"conversation_hours": str(hours), **unknown})


def facts_now(record: PracticeRecord, now: datetime, hours: int) -> dict[str, str]:
    """What each fact says now, by name."""
    said = {name: describe(name, record, None, now) for name in sorted(known_facts() - SETTING_KEYS)}
    return {**said, "conversation_hours": str(hours)}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a filled answer."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
