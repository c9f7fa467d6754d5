"""Rasa component: while a form asks something, words that are no question are its answer."""

import json
import re
from typing import Any, Dict, List, Optional

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.kept_data import KeepsData
from bot.assistant.topic_classifier import NOT_UNDERSTOOD, UNDERSTANDING
from bot.dialogue.form_words import FormWords, Steering
from bot.dialogue.forms import ANY, CHECK_FORM, PREPARE_FORM, READY_SLOT
from bot.settings import PROJECT_ROOT
from bot.topics.names import FAQ, OUT_OF_SCOPE, OUT_OF_SCOPE_PREFIX

ANSWER = "inform"
_PAYLOAD_VALUES = re.compile(r"^/[a-z_]+(\{.*\})$")
_QUESTION = re.compile(
    r"\?\s*$|^\W*(how|what|when|where|who|why|which|can|could|may|do|does|is|are|am i|should|will|would)\b",
    re.IGNORECASE,
)
# A first sentence for the session, or a wish, speaks to the therapist: "Can we talk about your message?"
_TO_THE_THERAPIST = re.compile(r"\b(you|your|we|us|our)\b", re.IGNORECASE)
_WORDS_FOR_THE_THERAPIST = frozenset({"what_i_would_like", "how_to_begin"})
# What is asked in passing about the practice, or about something else, and is no answer however it is taken: "do you
# take Aetna?". What asks for advice is a story all the same.
_IN_PASSING = frozenset(
    {
        "about_the_bot_world",
        "becoming_a_therapist",
        "devices_and_apps",
        "finding_therapist",
        "general_knowledge",
        "money_insurance",
        "other_business",
        "other_services",
    }
)
# Steering that means nothing while a message is checked; there it is an answer that was not understood.
_ONLY_WHILE_PREPARING = frozenset({"skip", "go_back", "change", "repeat", "why", "bot_challenge", "affirm"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FormAnswers(KeepsData, GraphComponent, IntentClassifier):
    """Sets the intent of a message to a form: an answer ("inform"), steering ("skip", "back" ...) or a question."""

    DATA = PROJECT_ROOT / "data" / "dialogue" / "form_words.yml"

    def __init__(self, model_storage: ModelStorage, resource: Resource, content: Dict[str, Any]) -> None:
        super().__init__(model_storage, resource, content)
        self._words = FormWords(content)

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Mark the answers."""
        for message in messages:
            text = message.get(TEXT) or ""
            form = tracker.active_loop_name if tracker else None
            # A button's payload says by itself what it means.
            if not tracker or not form or text.startswith("/"):
                continue
            steer = self._words.steering(text)
            if form == PREPARE_FORM:
                _prepare(message, text, tracker.get_slot(REQUESTED_SLOT), steer)
            elif form == CHECK_FORM:
                _check(message, text, tracker.get_slot(REQUESTED_SLOT), steer)
        return messages


def _check(message: Message, text: str, asked: Optional[str], steer: Optional[Steering]) -> None:
    """Fill what was asked for, with "any" if the answer is not understood: it is asked for once."""
    if steer and steer[0] not in _ONLY_WHILE_PREPARING:
        set_intent(message, steer[0])
        return
    if intent_of(message) in ("prepare_session", "draft_message") or _asks_a_topic(message, text):
        return
    if _asks_in_passing(message, text):
        return
    set_intent(message, ANSWER)
    if asked:
        found = entity_values(message).get("therapist" if asked == "for_therapist" else asked)
        add_entities(message, {asked: found or ANY})


def _prepare(message: Message, text: str, asked: Optional[str], steer: Optional[Steering]) -> None:
    if steer and (steer[0] != "affirm" or asked == READY_SLOT):
        set_intent(message, steer[0])
        if steer[1]:
            add_entities(message, {"answer": steer[1]})
        return
    if asked == READY_SLOT:
        if intent_of(message) not in ("affirm", "stop", FAQ, "human_handover", "check_message"):
            set_intent(message, NOT_UNDERSTOOD)
        return
    to_therapist = asked in _WORDS_FOR_THE_THERAPIST and _TO_THE_THERAPIST.search(text)
    asks = _asks_a_topic(message, text) or _asks_to_send(message, text) or _asks_in_passing(message, text)
    if asks and not to_therapist:
        return
    set_intent(message, ANSWER)


def _asks_a_topic(message: Message, text: str) -> bool:
    return intent_of(message) == FAQ and bool(_QUESTION.search(text))


def _asks_in_passing(message: Message, text: str) -> bool:
    group = str((message.get(UNDERSTANDING) or {}).get("label", "")).removeprefix(OUT_OF_SCOPE_PREFIX)
    return intent_of(message) == OUT_OF_SCOPE and group in _IN_PASSING and bool(_QUESTION.search(text))


def _asks_to_send(message: Message, text: str) -> bool:
    return intent_of(message) == "check_message" and bool(_QUESTION.search(text))


def intent_of(message: Message) -> Optional[str]:
    """The name of the message's intent."""
    return (message.get(INTENT) or {}).get("name")


def set_intent(message: Message, intent: str) -> None:
    """Give the message another intent."""
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
    message.set(UNDERSTANDING, {"act": "intent", "label": intent}, add_to_output=True)


def add_entities(message: Message, values: Dict[str, str]) -> None:
    """Add entities that stand for no words of the text."""
    added = [
        {"entity": name, "value": value, "start": 0, "end": 0, "confidence_entity": 1.0, "extractor": "FormAnswers"}
        for name, value in values.items()
    ]
    message.set(ENTITIES, [*message.get(ENTITIES, []), *added], add_to_output=True)


def entity_values(message: Message) -> Dict[str, str]:
    """The entities of a message, by name, those of a button's payload included; the first of each name."""
    values: Dict[str, str] = {}
    payload = _PAYLOAD_VALUES.match(message.get(TEXT) or "")
    if payload:
        values.update(_read_payload(payload.group(1)))
    for entity in message.get(ENTITIES) or []:
        values.setdefault(entity["entity"], str(entity["value"]))
    return values


def _read_payload(text: str) -> Dict[str, Any]:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
