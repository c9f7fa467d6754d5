"""When will they answer what I wrote on Friday night?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ClientTurn
from actions.record import practice
from bot.dialogue.worked_out import REPLY_FACT, Work, answered_topic, asked_words, reply_expected
from bot.topics.names import response_of


class ActionExpectReply(Action):
    """Says in the topic's answer by when the message of which the client tells is answered, not one sent now."""

    def name(self) -> str:
        return Work.EXPECT_REPLY.value

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn = ClientTurn(tracker)
        topic = answered_topic(turn)
        if topic:
            channel = turn.said.get("channel")
            answer = reply_expected(asked_words(turn), practice(), turn.therapist, channel, turn.now)
            dispatcher.utter_message(response=response_of(topic), **({REPLY_FACT: answer} if answer else {}))
        return []
