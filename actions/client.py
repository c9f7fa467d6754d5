"""What an action reads of a conversation: what was said and understood before, and the slots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

from rasa_sdk import Tracker

from bot.dialogue.forms import ANY
from bot.dialogue.turns import entities_of, text_of
from bot.dialogue.worked_out import asked_therapist


class ClientTurn:
    """The latest turn of a conversation, in the shape that bot.dialogue reads of a tracker.

    Attributes:
        events: all that happened, in its order.
        latest_message: the client's latest message, as it was understood.
        now: when the action began.
    """

    def __init__(self, tracker: Tracker) -> None:
        message = tracker.latest_message or {}
        self.events = [_event(each) for each in tracker.events]
        self.latest_message = SimpleNamespace(
            parse_data=message, text=message.get("text"), entities=message.get("entities") or []
        )
        self.slots: Mapping[str, Any] = tracker.current_slot_values()
        self.now = datetime.now(timezone.utc)

    @property
    def text(self) -> str:
        """The client's words, or a button's payload."""
        return text_of(self)

    @property
    def said(self) -> dict[str, str]:
        """The entities of the message by name, the first of each."""
        return entities_of(self)

    @property
    def therapist(self) -> str | None:
        """Id of the therapist whom the message is about, or who was named; None also for a client who is not sure."""
        return _known(asked_therapist(self) or self.slots.get("therapist"))

    @property
    def for_therapist(self) -> str | None:
        """Id of the therapist whom a message to send is for; None where it makes no difference, or was not said."""
        asked = self.slots.get("for_therapist")
        return _known(asked) if asked else self.therapist

    def about(self, name: str) -> str | None:
        """What a form asked for, or else what the message names."""
        return self.slots.get(name) or self.said.get(name)


def _event(told: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        type_name=told.get("event"),
        text=told.get("text"),
        parse_data=told.get("parse_data") or {},
        data=told.get("data") or {},
        metadata=told.get("metadata") or {},
        key=told.get("name"),
        value=told.get("value"),
    )


def _known(therapist: Any) -> str | None:
    return None if therapist in (None, ANY) else str(therapist)
