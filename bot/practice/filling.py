"""Approved words with the practice's facts filled in at the moment of answering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.language.sentences import sentence_spans
from bot.practice.facts import BARE_KEYS, tell
from bot.practice.record import PracticeRecord
from bot.practice.wording import Speaker, wording

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
    """The text with each {placeholder} replaced by its fact; what one fact has said, a later one does not repeat.

    Args:
        now: aware; the moment of answering.
        values: values that are no facts of the practice, such as a setting.

    Raises:
        UnknownFactError: the text names a fact that does not exist.
    """
    own = values or {}
    said: set[str] = set()

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in own:
            return own[name]
        parts = tell(name, record, therapist_id, now)
        if name in BARE_KEYS:
            return " ".join(parts)
        new = [part for part in parts if part not in said]
        said.update(new)
        return " ".join(new)

    filled = _SPACES.sub(" ", once(_PLACEHOLDER.sub(value, text), record))
    return _EMPTY_PARAGRAPHS.sub("\n\n", "\n".join(line.strip() for line in filled.splitlines())).strip()


def once(text: str, record: PracticeRecord) -> str:
    """The text with how to ask said once, after the last gap, and whom to call in danger once, where it comes first."""
    words, speaker = wording("facts"), Speaker(record.policy_for(None))
    ask, danger = speaker.fill(words["ask"]), speaker.fill(words["danger"])
    before, found, last = text.rpartition(ask)
    text = before.replace(ask, "") + found + last
    first, found, after = text.partition(danger)
    return _sentences_once(first + found + after.replace(danger, ""), record)


def _sentences_once(text: str, record: PracticeRecord) -> str:
    """The text without sentences that stand in it before: those said of all therapists, and those that name one.

    Any other sentence may be true of the therapist alone under whose name it stands.
    """
    mark = wording("facts")["for_therapist"].partition("{")[0]
    general, kept, end_before = len(text.partition(mark)[0]), "", 0
    said: set[str] = set()
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if sentence in said:
            kept = (kept + text[end_before:start]).rstrip(" ")
        else:
            kept += text[end_before:end]
            if end <= general or any(each.name in sentence for each in record.therapists):
                said.add(sentence)
        end_before = end
    return kept + text[end_before:]
