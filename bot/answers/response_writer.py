"""Rasa's response generator: approved words, filled with the practice's facts at the moment of answering."""

from __future__ import annotations

import copy
from datetime import datetime, timezone
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answers.contacts import ContactBook
from bot.answers.filling import fill
from bot.crisis.finding import NOTHING, Finding
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.settings import Settings

CRISIS_RESPONSE = "utter_crisis"
CHOICE_RESPONSE = "utter_which_topic"
# What the assistant says after the topics it offers.
OTHER_BUTTON = "utter_other_button"


class ResponseWriter(TemplatedNaturalLanguageGenerator):
    """Fills responses with facts; adds the topic, buttons, further answers and contacts to the message.

    Rasa refreshes the responses of this class when a model is loaded, because it is a templated generator.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})
        settings = Settings.from_environment()
        database = Database(settings.database_url)
        self._live = LiveRecord(database)
        self._contacts = ContactBook(database, self._live)
        self._values = {"conversation_hours": str(settings.conversation_hours)}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message for a response; None if there is no such response."""
        finding = _finding(tracker)
        country = tracker.get_slot("country")
        if utter_action == CRISIS_RESPONSE:
            if finding == NOTHING:
                # A rule or story asks for the reply without a finding of this turn.
                finding = Finding("crisis", "suicide", "intent")
            return {"text": None, "custom": self._crisis(finding, country)}
        message = self._write(utter_action, tracker, output_channel)
        if message is None:
            return None
        understanding = _parsed(tracker, "understanding")
        if utter_action == CHOICE_RESPONSE:
            message["buttons"] = self._choices(understanding.get("candidates", []))
        topic = utter_action.removeprefix("utter_") if utter_action.startswith("utter_faq/") else None
        message["topic"] = topic
        if topic and topic == understanding.get("label"):
            also = (self._write(f"utter_{each}", tracker, output_channel) for each in understanding.get("also", []))
            message["also"] = [
                {**each, "topic": label} for each, label in zip(also, understanding.get("also", [])) if each
            ]
        if finding.shows_contacts and not finding.takes_over and not _already_spoke(tracker):
            message["custom"] = self._crisis(finding, country)
        return message

    def _write(self, utter_action: str, tracker: DialogueStateTracker, channel: str) -> dict[str, Any] | None:
        chosen = copy.deepcopy(self._random_response_for(utter_action, channel, tracker.current_slot_values()))
        if chosen is None:
            return None
        if chosen.get("text"):
            therapist = tracker.get_slot("therapist")
            now = datetime.now(timezone.utc)
            chosen["text"] = fill(chosen["text"], self._live.current(), therapist, now, self._values)
        chosen.pop("metadata", None)
        return chosen

    def _crisis(self, finding: Finding, country: str | None) -> dict[str, Any]:
        return {**self._contacts.crisis_message(finding, country), "rule": finding.rule}

    def _choices(self, topics: list[str]) -> list[dict[str, str]]:
        return [{"title": self.title(topic), "payload": f"/{topic}"} for topic in topics]

    def title(self, topic: str) -> str:
        """The topic's question in the client's words, for a button."""
        responses = self.responses.get(f"utter_{topic}") or [{}]
        return str(responses[0].get("metadata", {}).get("title", topic))


def _parsed(tracker: DialogueStateTracker, key: str) -> dict[str, Any]:
    message = tracker.latest_message
    return (message.parse_data.get(key) or {}) if message else {}  # type: ignore[attr-defined]


def _finding(tracker: DialogueStateTracker) -> Finding:
    told = _parsed(tracker, "crisis")
    return Finding(told["tier"], told["kind"], told["rule"]) if told else NOTHING


def _already_spoke(tracker: DialogueStateTracker) -> bool:
    """Whether the assistant has said something since the client's message."""
    for event in reversed(tracker.events):
        if event.type_name == "user":
            return False
        if event.type_name == "bot":
            return True
    return False
