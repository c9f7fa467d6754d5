"""The note for the session, from the client's answers."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.forms import PREPARED_NOTE
from bot.dialogue.notes import prepared_note


class ActionPreparedNote(Action):
    """Gives the client the note; the form's slots are emptied after it, whatever becomes of it."""

    def name(self) -> str:
        return "action_prepared_note"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        dispatcher.utter_message(response=PREPARED_NOTE, note=prepared_note(tracker.current_slot_values()))
        return []
