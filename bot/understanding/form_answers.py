"""Rasa component: while a form asks something, words that are no question are its answer."""

import re
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.conversations.forms import ANY, CHECK_FORM, PREPARE_FORM, READY_SLOT
from bot.understanding.checking import entity_values
from bot.understanding.form_words import steering
from bot.understanding.topic_classifier import NOT_UNDERSTOOD, UNDERSTANDING

ANSWER = "inform"
_QUESTION = re.compile(
    r"\?\s*$|^\W*(how|what|when|where|who|why|which|can|could|may|do|does|is|are|am i|should|will|would)\b",
    re.IGNORECASE,
)
# A first sentence for the session, or a wish, speaks to the therapist: "Can we talk about your message?"
_TO_THE_THERAPIST = re.compile(r"\b(you|your|we|us|our)\b", re.IGNORECASE)
_WORDS_FOR_THE_THERAPIST = frozenset({"what_i_would_like", "how_to_begin"})
# Steering that means nothing while a message is checked; there it is an answer that was not understood.
_ONLY_WHILE_PREPARING = frozenset({"skip", "go_back", "change", "repeat", "why", "bot_challenge", "affirm"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FormAnswers(GraphComponent, IntentClassifier):
    """Sets the intent of a message to a form: an answer ("inform"), steering ("skip", "back" ...) or a question."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FormAnswers":
        """Nothing to set up."""
        return cls()

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Mark the answers."""
        for message in messages:
            text = message.get(TEXT) or ""
            form = tracker.active_loop_name if tracker else None
            # A button's payload says by itself what it means.
            if not tracker or not form or text.startswith("/"):
                continue
            if form == PREPARE_FORM:
                _prepare(message, text, tracker.get_slot(REQUESTED_SLOT))
            elif form == CHECK_FORM:
                _check(message, text, tracker.get_slot(REQUESTED_SLOT))
        return messages


def _check(message: Message, text: str, asked: Optional[str]) -> None:
    """Fill what was asked for, with "any" if the answer is not understood: it is asked for once."""
    steer = steering(text)
    if steer and steer[0] not in _ONLY_WHILE_PREPARING:
        set_intent(message, steer[0])
        return
    if intent_of(message) in ("prepare_session", "draft_message") or _asks_a_topic(message, text):
        return
    set_intent(message, ANSWER)
    if asked:
        found = entity_values(message).get("therapist" if asked == "for_therapist" else asked)
        add_entities(message, {asked: found or ANY})


def _prepare(message: Message, text: str, asked: Optional[str]) -> None:
    steer = steering(text)
    if steer and (steer[0] != "affirm" or asked == READY_SLOT):
        set_intent(message, steer[0])
        if steer[1]:
            add_entities(message, {"answer": steer[1]})
        return
    if asked == READY_SLOT:
        if intent_of(message) not in ("affirm", "stop", "faq", "human_handover", "check_message"):
            set_intent(message, NOT_UNDERSTOOD)
        return
    to_therapist = asked in _WORDS_FOR_THE_THERAPIST and _TO_THE_THERAPIST.search(text)
    if not to_therapist and (_asks_a_topic(message, text) or _asks_to_send(message, text)):
        return
    set_intent(message, ANSWER)


def _asks_a_topic(message: Message, text: str) -> bool:
    return intent_of(message) == "faq" and bool(_QUESTION.search(text))


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
