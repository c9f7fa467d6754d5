"""Says whether a client may send this by that channel, by the practice's contact policy."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.database.engine import Database
from bot.practice.advice import advise
from bot.practice.contact_rules import decide
from bot.practice.live import LiveRecord
from bot.practice.purposes import Purpose
from bot.practice.record import ChannelKind
from bot.settings import Settings


class CheckMessage(Action):
    """Answers from the slots `channel`, `purpose` and `therapist`, then forgets the first two."""

    def name(self) -> str:
        return "action_check_message"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        now = datetime.now(timezone.utc)
        policy = _live().current().policy_for(tracker.get_slot("therapist"))
        purpose, channel = Purpose(tracker.get_slot("purpose")), ChannelKind(tracker.get_slot("channel"))
        dispatcher.utter_message(text=advise(decide(policy, purpose, channel, now), policy, now))
        return [SlotSet("channel", None), SlotSet("purpose", None)]


@lru_cache(maxsize=1)
def _live() -> LiveRecord:
    return LiveRecord(Database(Settings.from_environment().database_url))
