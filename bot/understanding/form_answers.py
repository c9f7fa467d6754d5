"""Rasa component: while a form asks something, words that are no question are its answer."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.topic_classifier import UNDERSTANDING

# Intents that mean the same inside a form as outside it.
ALWAYS = frozenset({"stop", "human_handover"})
_QUESTION = re.compile(
    r"\?\s*$|^\W*(how|what|when|where|who|why|which|can|could|may|do|does|is|are|am i|should|will|would)\b",
    re.IGNORECASE,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FormAnswers(GraphComponent, IntentClassifier):
    """Sets the intent "inform" for an answer to a form, which may well sound like one of the topics."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FormAnswers":
        """Nothing to set up."""
        return cls()

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Mark the answers."""
        if tracker is None or not tracker.active_loop_name:
            return messages
        for message in messages:
            text = message.get(TEXT) or ""
            intent = (message.get(INTENT) or {}).get("name")
            if intent in ALWAYS or text.startswith("/") or (intent == "faq" and _QUESTION.search(text)):
                continue
            message.set(INTENT, {"name": "inform", "confidence": 1.0}, add_to_output=True)
            message.set(UNDERSTANDING, {"act": "intent", "label": "inform"}, add_to_output=True)
        return messages
