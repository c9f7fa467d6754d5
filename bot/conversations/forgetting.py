"""Taking what a client wrote for a note out of the kept events, once the note was given or the form ended.

The events stay, only their words go: a tracker that lost events corrupts the next save.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.database.tables.conversations import RasaEventRow
from bot.dialogue.forms import NOTE_SLOTS, PREPARE_FORM

Event = dict[str, Any]


def private_spans(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Index spans (start, end) of the forms that ended: from the message that began one to what ended it."""
    spans: list[tuple[int, int]] = []
    began: int | None = None
    last_message = 0
    ended = False
    for index, event in enumerate(events):
        if event["event"] == "user":
            if began is not None and ended:
                spans.append((began, index))
                began, ended = None, False
            last_message = index
        elif event["event"] == "active_loop":
            if event.get("name") == PREPARE_FORM and began is None:
                began = last_message
            elif event.get("name") != PREPARE_FORM and began is not None:
                ended = True
    if began is not None and ended:
        spans.append((began, len(events)))
    return spans


def without_words(event: Event) -> Event:
    """The event without what the client wrote; the very event if there is nothing in it."""
    if event["event"] == "user" and event.get("text"):
        parsed = event.get("parse_data") or {}
        intent = {"name": (parsed.get("intent") or {}).get("name"), "confidence": 1.0}
        return {**event, "text": "", "parse_data": {"text": "", "intent": intent, "entities": [], "intent_ranking": []}}
    if event["event"] == "slot" and event.get("name") in NOTE_SLOTS and event.get("value") is not None:
        return {**event, "value": None}
    if event["event"] == "bot" and "note" in (event.get("metadata") or {}):
        kept = {key: value for key, value in event["metadata"].items() if key != "note"}
        return {**event, "metadata": kept}
    return event


def has_private_words(events: Iterable[Event]) -> bool:
    """Whether an ended form has left words."""
    listed = list(events)
    return any(without_words(event) is not event for start, end in private_spans(listed) for event in listed[start:end])


def forget_private_words(connection: Connection, sender_id: str) -> int:
    """Take the words of ended forms out of a conversation's kept events; gives the number of events changed."""
    rows = connection.execute(
        select(RasaEventRow.id, RasaEventRow.data).where(RasaEventRow.sender_id == sender_id).order_by(RasaEventRow.id)
    ).all()
    events = [json.loads(row.data) for row in rows]
    changed = 0
    for start, end in private_spans(events):
        for row, event in zip(rows[start:end], events[start:end], strict=True):
            wordless = without_words(event)
            if wordless is not event:
                connection.execute(
                    update(RasaEventRow).where(RasaEventRow.id == row.id).values(data=json.dumps(wordless))
                )
                changed += 1
    return changed
