"""An answer as a client would read it now: the words with this practice's facts."""

from __future__ import annotations

import re
from datetime import datetime

from bot.practice.facts import describe
from bot.practice.filling import fill, placeholders
from bot.practice.record import PracticeRecord
from bot.wording import wording
from bot.words.checks import SETTING_KEYS, known_facts


def filled(text: str, record: PracticeRecord, therapist_id: str | None, now: datetime, hours: int) -> str:
    """The answer with its facts; what is in braces and no fact stays as it is.

    Args:
        therapist_id: whose client asks; None for a client who has named no therapist.
        now: aware; the moment of answering.
        hours: after how many hours a conversation is deleted.
    """
    unknown = {name: f"{{{name}}}" for name in placeholders(text) if name not in known_facts()}
    return fill(text, record, therapist_id, now, {**_of_the_settings(hours), **unknown})


def facts_now(record: PracticeRecord, now: datetime, hours: int) -> dict[str, str]:
    """What each fact says now, by name."""
    said = {name: describe(name, record, None, now) for name in sorted(known_facts() - SETTING_KEYS)}
    return {**said, **_of_the_settings(hours)}


def _of_the_settings(hours: int) -> dict[str, str]:
    """What is filled in beside facts; of where data is kept, what is said while it stays on one machine."""
    where = wording("website")["privacy"]["here"]
    of_the_note = {"note_question": "1", "note_questions": "4"}
    return {"conversation_hours": str(hours), "where_kept": where, "staff_told": "", **of_the_note}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a filled answer."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
