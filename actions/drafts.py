"""Short messages that the client can copy and send."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ClientTurn
from actions.record import practice
from bot.dialogue.notes import draft, draft_wanted, where_to_send


class ActionDraft(Action):
    """Writes the draft that the client asks for, and says how it may be sent; asks which one if that was not said."""

    def name(self) -> str:
        return "action_draft"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn, record = ClientTurn(tracker), practice()
        wanted = draft_wanted(turn.said, turn.text)
        if wanted is None:
            dispatcher.utter_message(response="utter_draft", variant="which")
            return []
        known = record.therapist(turn.therapist)
        where = where_to_send(wanted, record, turn.therapist, turn.now, turn.said, turn.text)
        note = draft(wanted, turn.said, known.name if known else None)
        dispatcher.utter_message(response="utter_draft", variant="draft", where_to_send=where, note=note)
        return []
