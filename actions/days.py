"""Are you open on that day, or at that time?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ClientTurn
from actions.record import practice
from bot.dialogue.open_days import open_on
from bot.dialogue.worked_out import Work, answered_topic, asked_words
from bot.topics.names import response_of


class ActionOpenOnDay(Action):
    """Begins the topic's answer with the day that the client asks about, in place of the hours of the whole week."""

    def name(self) -> str:
        return Work.OPEN_ON_DAY.value

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn = ClientTurn(tracker)
        topic = answered_topic(turn)
        if topic:
            day = open_on(practice(), turn.therapist, asked_words(turn), turn.now)
            dispatcher.utter_message(response=response_of(topic), opening=day)
        return []
