"""What the assistant has done since the client's message, for policies."""

from __future__ import annotations

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker


def actions_since_message(tracker: DialogueStateTracker) -> list[str]:
    """The actions of this turn, the newest first."""
    done: list[str] = []
    for event in reversed(tracker.applied_events()):
        if isinstance(event, ActionExecuted):
            if event.action_name == ACTION_LISTEN_NAME:
                break
            done.append(event.action_name or "")
    return done


def came_to_nothing(tracker: DialogueStateTracker) -> bool:
    """Whether no event followed the last action: what it says, fills or ends is an event."""
    return bool(tracker.events) and isinstance(tracker.events[-1], ActionExecuted)
