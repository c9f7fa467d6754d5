"""Keeping a long conversation's tracker short: the cost of a turn grows with the events since the session began.

A new Rasa session is begun a few turns back, so that "and by email?" still finds the answer before it. Slots are
carried over, and what is older goes, with its words; the website process keeps the transcript.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.conversations.forgetting import Event

# Client messages after which a tracker is shortened, and how many of the last ones stay.
MOST_TURNS = 20
KEPT_TURNS = 5


def shortened(events: Sequence[Event]) -> list[Event] | None:
    """The events of a session begun anew before the last turns; None if it is short enough, or amid a form.

    Args:
        events: of the running session, in Rasa's JSON form.
    """
    turns = [index for index, event in enumerate(events) if event["event"] == "user"]
    if len(turns) <= MOST_TURNS:
        return None
    for cut in reversed(turns[1 : len(turns) - KEPT_TURNS + 1]):
        slots, form = _state(events[:cut])
        if form is None:
            return [*_beginning(slots, events[cut]["timestamp"]), *events[cut:]]
    return None


def _state(events: Sequence[Event]) -> tuple[dict[str, Any], str | None]:
    """Slots that hold a value, and the active form, after the events."""
    slots: dict[str, Any] = {}
    form = None
    for event in events:
        if event["event"] == "slot":
            slots[event["name"]] = event.get("value")
        elif event["event"] == "active_loop":
            form = event.get("name")
        elif event["event"] in ("session_started", "reset_slots"):
            slots = {}
    return {name: value for name, value in slots.items() if value is not None}, form


def _beginning(slots: dict[str, Any], at: float) -> list[Event]:
    events: list[Event] = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}]
    events += [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
    events.append({"event": "action", "name": "action_listen"})
    return [{**event, "timestamp": at} for event in events]
