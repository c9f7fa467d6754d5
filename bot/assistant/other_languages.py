"""Rasa component: messages that are not in English are told so, in their own language."""

from typing import Any, Dict, List, Optional

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.form_answers import set_intent
from bot.assistant.kept_data import KeepsData
from bot.language.languages import Languages
from bot.settings import PROJECT_ROOT

OTHER_LANGUAGE = "other_language"
# Message property: {"code": "es"}.
LANGUAGE = "language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OtherLanguages(KeepsData, GraphComponent, IntentClassifier):
    """Sets the intent and the language of messages in another language; what is written for a note stays as it is."""

    DATA = PROJECT_ROOT / "data" / "language" / "other_languages.yml"

    def __init__(self, model_storage: ModelStorage, resource: Resource, content: Dict[str, Any]) -> None:
        super().__init__(model_storage, resource, content)
        self._languages = Languages(content)

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Mark the messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            in_form = tracker is not None and tracker.active_loop_name is not None
            code = None if in_form or text.startswith("/") else self._languages.of(text)
            if code:
                set_intent(message, OTHER_LANGUAGE)
                message.set(LANGUAGE, {"code": code}, add_to_output=True)
        return messages
