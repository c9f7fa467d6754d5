"""Rasa component: the gate and the learned layer, last in the pipeline, where nothing can overrule them."""

import time
from dataclasses import asdict
from typing import Any, Dict, List, Optional, Sequence

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

from bot.assistant.sentence_vectors import SENTENCE_VECTORS, whole_vector
from bot.danger.conversation import RETRACTION, Said, said_before, takes_back, together
from bot.danger.finding import NOTHING, Finding, for_a_strict_place, strongest
from bot.danger.gate import Gate
from bot.danger.learned import LearnedLayer, OperatingPoints
from bot.danger.normalise import normalise
from bot.danger.trained_layer import layer_fingerprint, trained_layer
from bot.language.sentences import parts
from bot.settings import Settings

CRISIS = "crisis"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisDetector(GraphComponent, IntentClassifier):
    """Sets `crisis` ({"tier", "kind", "rule"}) of every message, and the intent where the crisis takes over."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See OperatingPoints."""
        return asdict(OperatingPoints())

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        layer: Optional[LearnedLayer] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._layer = layer
        self._gate = Gate.load()
        self._strict = Settings.from_environment().strict_place

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CrisisDetector":
        """A detector with the gate alone."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Hash of what the layer is made from, so that Rasa trains again when it changes."""
        return layer_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Train the learned layer on its own sentences alone: what clients ask about never teaches it."""
        points = OperatingPoints(**{name: self._config[name] for name in asdict(OperatingPoints())})
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "crisis.joblib").write_bytes(trained_layer(points))
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CrisisDetector":
        """The trained detector, with the gate's patterns as they stand now."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "crisis.joblib"))

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Check the messages, each by itself and together with what the client said before."""
        before = said_before(tracker.events, time.time()) if tracker is not None else []
        for message in messages:
            text = message.get(TEXT)
            finding = NOTHING
            if text and not _is_payload(text):
                finding = self._check(message, text)
                if before and not finding.takes_over:
                    finding = strongest(finding, self._together(before, text))
                finding = for_a_strict_place(finding) if self._strict else finding
            told = {"tier": finding.tier, "kind": finding.kind, "rule": finding.rule}
            message.set("crisis", told, add_to_output=True)
            if finding.takes_over:
                message.set(INTENT, {"name": CRISIS, "confidence": 1.0}, add_to_output=True)
        return messages

    def _check(self, message: Message, text: str) -> Finding:
        gate = self._gate.check(text)
        if self._layer is None or message.get(SENTENCE_VECTORS) is None:
            return gate
        texts, vectors = parts(text), whole_vector(message)[None, :]
        if len(texts) > 1:
            vectors = np.concatenate([vectors, message.get(SENTENCE_VECTORS)])
        return strongest(gate, self._layer.check([normalise(each) for each in texts], vectors))

    def _together(self, before: Sequence[Said], text: str) -> Finding:
        """What the client's last messages say together that none said alone, or the last of them takes back.

        By the patterns alone: reading so, the learned layer interrupted far more conversations without danger than it
        found disclosures.
        """
        if any(each.finding.takes_over for each in before):
            return RETRACTION if takes_back(before, text) else NOTHING
        whole = self._gate.check(together(before, text))
        return whole if whole.takes_over and not self._gate.check(together(before)).takes_over else NOTHING


def _is_payload(text: str) -> bool:
    """Whether the text is a button's payload, which no client writes (the website takes leading slashes away)."""
    return text.startswith("/")
