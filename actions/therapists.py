"""Which therapist does the client mean?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ClientTurn
from actions.record import practice
from bot.dialogue.which_therapist import therapist_buttons
from bot.dialogue.worked_out import FOR_THIS_ANSWER, Work, answered_topic, asks_of_others, namesakes
from bot.practice.wording import wording
from bot.topics.names import response_of

CHOICE = "/choose"


class ActionAskForTherapist(Action):
    """Asks for the therapist, as the form's question for the slot `for_therapist`."""

    def name(self) -> str:
        return "action_ask_for_therapist"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        buttons = therapist_buttons(practice(), "/inform", "for_therapist")
        dispatcher.utter_message(response="utter_ask_for_therapist", buttons=buttons)
        return []


class ActionWhichNamesake(Action):
    """Asks whom the client means by a name that several have, or by "my husband's", before the topic is answered."""

    def name(self) -> str:
        return Work.WHICH_NAMESAKE.value

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn = ClientTurn(tracker)
        topic = answered_topic(turn)
        if topic:
            if asks_of_others(turn):
                # It holds for this answer: the client's own therapist stays.
                buttons = therapist_buttons(practice(), CHOICE, FOR_THIS_ANSWER)
                question = wording("sending")["which_of_others"]
            else:
                buttons = therapist_buttons(practice(), CHOICE, "therapist", only=namesakes(turn))
                question = wording("sending")["which_namesake"]
            dispatcher.utter_message(response=response_of(topic), instead=question, buttons=buttons)
        return []
