"""Rasa component: what a short message does after an answer, by the message and the answer together."""

from typing import Any, Dict, List, Optional

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.form_answers import intent_of, set_intent
from bot.assistant.kept_data import KeepsData
from bot.assistant.sentence_vectors import whole_vector
from bot.assistant.topic_classifier import NOT_UNDERSTOOD, UNDERSTANDING
from bot.dialogue.after_contacts.state import RULE as AFTER_CONTACTS
from bot.dialogue.after_contacts.state import read
from bot.dialogue.turns import last_response
from bot.language.vector_cache import encode_for_training
from bot.settings import PROJECT_ROOT
from bot.topics.names import FAQ
from bot.understanding.short_messages import ASKS, Said, ShortMessages

GOES_ON, PERSON = "goes_on", "human_handover"
MOST_NEAR = 2
# What the message does, for the words of the answer to `goes_on`.
DOES = "does"
# After these something else is read into a message (bot/dialogue/after_contacts).
CONTACTS = frozenset({"utter_crisis", "utter_other_language", "utter_after_contacts", "utter_plea"})
# Intents that may be read into a message by weak signs alone: a short message gets them from here.
SMALL = frozenset(
    {"affirm", "deny", "thanks", "goodbye", "why", "repeat", "not_what_i_meant", "stop", "human_handover"}
)
# Score from which a short message asks for a draft, a form or whether this is a person; below, it is read here.
PLAIN_REQUEST = 0.5
_FILE = "short_messages.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShortMessageClassifier(KeepsData, GraphComponent, IntentClassifier):
    """Gives a short message after an answer the intent that it has there.

    Where it is not sure, no small intent stands: the client is told that they were heard, and asked.
    """

    DATA = PROJECT_ROOT / "data" / "dialogue" / "short_messages.yml"

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        content: Dict[str, Any],
        model: Optional[ShortMessages] = None,
    ) -> None:
        super().__init__(model_storage, resource, content)
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples of the file."""
        examples: Dict[str, List[str]] = self._content["examples"]
        vectors = encode_for_training([text for texts in examples.values() for text in texts])
        self._model = ShortMessages().fit(examples, np.asarray(vectors), self._content["intents"])
        resource = super().train(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ShortMessageClassifier":
        """The trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, cls.kept(folder), joblib.load(folder / _FILE))

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Read the short messages among these that follow an answer."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._model and tracker is not None and self._is_short_reply(text, tracker):
                self._read(message, self._model.read(text, whole_vector(message)))
        return messages

    def _is_short_reply(self, text: str, tracker: DialogueStateTracker) -> bool:
        if not text or text.startswith("/") or tracker.active_loop_name:
            return False
        response = last_response(tracker)
        if response is None or len(text.split()) > self._content["most_words"]:
            return False
        state = read(tracker.get_slot(AFTER_CONTACTS))
        # After a mere guess at danger the talk may go on as if there had been none.
        return response not in CONTACTS or (state is not None and state.guessed)

    def _read(self, message: Message, said: Said) -> None:
        understood = message.get(UNDERSTANDING) or {}
        act = understood.get("act")
        if understood.get("confidence") == 1.0:
            # Said in so many words: a button, or a follow-up that names its channel or day.
            return
        if act == "answer" and (said.does == ASKS or said.margin < self._content["margin"]):
            return
        intent = None if said.does == ASKS else self._content["intents"][said.does]
        if act == "intent" and intent_of(message) not in SMALL and _score(message) >= PLAIN_REQUEST:
            return
        least = self._content["margin_goes_on" if intent == GOES_ON else "margin"]
        if intent and said.margin >= least:
            _set(message, intent, said.does)
        elif act == "intent" and said.does == ASKS:
            if intent_of(message) != PERSON:
                _ask_back(message)
        elif act == "intent" and intent_of(message) != intent:
            _set(message, GOES_ON, "continues")


def _ask_back(message: Message) -> None:
    """Read the message as a question that was not understood, with the topics that it may be about."""
    ranking = (message.get("response_selector") or {}).get(FAQ, {}).get("ranking", [])
    set_intent(message, NOT_UNDERSTOOD)
    near = [each["intent_response_key"] for each in ranking[:MOST_NEAR]]
    unsure = {"act": "unsure", "label": near[0] if near else "", "confidence": 0.0, "candidates": near, "also": []}
    message.set(UNDERSTANDING, unsure, add_to_output=True)


def _score(message: Message) -> float:
    return float((message.get(INTENT) or {}).get("confidence", 0.0))


def _set(message: Message, intent: str, does: str) -> None:
    ranking = message.get(UNDERSTANDING) or {}
    set_intent(message, intent)
    kept = {"act": "intent", "label": intent, DOES: does, "candidates": ranking.get("candidates", [])}
    message.set(UNDERSTANDING, kept, add_to_output=True)
