"""May I send this?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ClientTurn
from actions.record import practice
from bot.dialogue.sending_answers import may_i_send
from bot.dialogue.worked_out import Work, answered_topic, leave_asked
from bot.topics.names import response_of


class ActionMayISend(Action):
    """Says whether the client may send that, by that way, to that therapist.

    Asked in the words of a topic ("Can I text her to move my session?"), it stands in place of the topic's answer.
    """

    def name(self) -> str:
        return Work.MAY_I_SEND.value

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn, record = ClientTurn(tracker), practice()
        topic, leave = answered_topic(turn), leave_asked(turn)
        if topic and leave:
            therapist = leave.therapist or turn.therapist
            advice = may_i_send(record, therapist, leave.purpose, leave.channel, turn.now, leave.text)
            dispatcher.utter_message(response=response_of(topic), instead=advice, about_topic=True)
            return []
        about, channel = turn.about("purpose"), turn.about("channel")
        advice = may_i_send(record, turn.for_therapist, about, channel, turn.now, turn.text)
        dispatcher.utter_message(response="utter_may_i_send", advice=advice)
        return []
