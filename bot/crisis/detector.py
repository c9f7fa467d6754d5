"""Rasa component: the gate and the learned layer, last in the pipeline, where nothing can overrule them."""

import hashlib
from collections import Counter
from typing import Any, Dict, Iterable, List, Optional

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.crisis.finding import Finding, strongest
from bot.crisis.gate import Gate
from bot.crisis.learned import HARMLESS, SENTENCES_DIR, Example, LearnedLayer, OperatingPoints, load_sentences
from bot.crisis.normalise import normalise
from bot.crisis.patterns import PATTERN_DIR
from bot.crisis.spelling import ENGLISH_FILE, SPELLING_FILE
from bot.understanding.sentence_vectors import SENTENCE_VECTORS, whole_vector
from bot.understanding.sentences import parts
from bot.understanding.vector_cache import encode_parts_for_training

CRISIS = "crisis"
# Every so many of a topic's questions teach the layer what is harmless; all would slow training.
QUESTIONS_STEP = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisDetector(GraphComponent, IntentClassifier):
    """Sets `crisis` ({"tier", "kind", "rule"}) of every message, and the intent where the crisis takes over."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See OperatingPoints."""
        return {"takes_over": 0.03, "beside": 0.15}

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
        """Hash of the sentences, patterns and word lists, so that Rasa trains again when they change."""
        digest = hashlib.sha256()
        for path in sorted([*SENTENCES_DIR.glob("*.yml"), *PATTERN_DIR.glob("*.yml"), SPELLING_FILE, ENGLISH_FILE]):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train the learned layer on its sentences, and on clients' ordinary questions as harmless ones."""
        sentences = load_sentences()
        questions = _sample(
            example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT) != CRISIS
        )
        told = [(each.text, each.kind, each.style, True) for each in sentences]
        told += [
            (each.get(TEXT), HARMLESS, each.get(INTENT_RESPONSE_KEY) or each.get(INTENT), False) for each in questions
        ]
        encoded = encode_parts_for_training([text for text, _, _, _ in told])
        examples = [
            Example(
                tuple(normalise(part) for part in parts(text)),
                vectors,
                kind,
                group,
                self._gate.check(text).takes_over,
                learn_sentences,
            )
            for (text, kind, group, learn_sentences), vectors in zip(told, encoded, strict=True)
        ]
        points = OperatingPoints(self._config["takes_over"], self._config["beside"])
        self._layer = LearnedLayer(points).fit(examples)
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._layer, folder / "crisis.joblib")
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

    def process(self, messages: List[Message]) -> List[Message]:
        """Check the messages."""
        for message in messages:
            text = message.get(TEXT)
            finding = self._check(message, text) if text and not _is_payload(text) else Finding("none", None, None)
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


def _is_payload(text: str) -> bool:
    """Whether the text is a button's payload, which no client writes (the website takes leading slashes away)."""
    return text.startswith("/")


def _sample(examples: Iterable[Message]) -> List[Message]:
    """Every QUESTIONS_STEP-th question of each topic, counted by topic: one more changes nothing in the others.

    Requests such as "let me talk to a person" have few examples and sound like need, so none of them is left out.
    """
    places: Counter[str] = Counter()
    chosen = []
    for example in examples:
        topic = example.get(INTENT_RESPONSE_KEY)
        if not topic or places[topic] % QUESTIONS_STEP == 0:
            chosen.append(example)
        places[topic] += 1
    return chosen
