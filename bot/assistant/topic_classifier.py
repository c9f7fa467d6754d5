"""Rasa component: intent and FAQ topic from one model, with the decision whether to answer."""

from dataclasses import asdict
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_RESPONSE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.sentence_vectors import QUESTION_SPANS, QUESTION_VECTORS, whole_vector
from bot.language.encoder import load_encoder
from bot.language.english import english_words
from bot.language.kernel_ridge import KernelSettings
from bot.language.slips import Slips
from bot.topics.names import RETRIEVAL_INTENTS, id_of, label_of
from bot.understanding.decision import NOT_ANSWERED, Decision, Thresholds, decide
from bot.understanding.questions import in_order, question_spans, questions_in
from bot.understanding.topic_model import Reading, TopicModel

UNDERSTANDING = "understanding"
NOT_UNDERSTOOD = "nlu_fallback"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `response_selector` and `understanding` of a message.

    `understanding` holds the decision ("answer", "offer", "unsure", "outside", "intent"), the topics to offer, and
    the further questions of the message that can be answered.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See KernelSettings and Thresholds; `left_out` are intents that other components recognise."""
        return {**asdict(KernelSettings()), **asdict(Thresholds()), "left_out": ["crisis"]}

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[TopicModel] = None,
        slips: Optional[Slips] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._slips = slips
        self._thresholds = Thresholds(**{key: config[key] for key in asdict(Thresholds())})

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all examples with an intent."""
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT) not in self._config["left_out"]
        ]
        settings = KernelSettings(**{key: self._config[key] for key in asdict(KernelSettings())})
        self._model = TopicModel(settings).fit(
            [example.get(TEXT) for example in examples],
            np.stack([whole_vector(example) for example in examples]),
            [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples],
        )
        self._slips = Slips((example.get(TEXT) for example in examples), english_words())
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / "topics.joblib")
            joblib.dump(self._slips, folder / "slips.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        """The trained classifier."""
        with model_storage.read_from(resource) as folder:
            model, slips = joblib.load(folder / "topics.joblib"), joblib.load(folder / "slips.joblib")
            return cls(config, model_storage, resource, model, slips)

    def process(self, messages: List[Message]) -> List[Message]:
        """Read the messages."""
        for message in messages:
            if message.get(TEXT) and self._model is not None:
                self._read(message, self._model)
        return messages

    def _read(self, message: Message, model: TopicModel) -> None:
        text = message.get(TEXT)
        vectors = np.concatenate([whole_vector(message)[None, :], message.get(QUESTION_VECTORS)])
        understood = self._understand(text, message.get(QUESTION_SPANS), vectors, model)
        payload = text.strip()
        chosen = id_of(payload) if payload.startswith("/") else None
        if chosen and label_of(chosen) in model.labels:
            understood = _Understood(understood.reading, Decision("answer", label_of(chosen), 1.0), [])
        elif understood.decision.act in NOT_ANSWERED:
            understood = self._understand_again(text, model) or understood
        _tell(message, understood)

    def _understand(
        self, text: str, spans: List[Tuple[int, int]], vectors: np.ndarray, model: TopicModel
    ) -> "_Understood":
        """Read a text and its pieces, with the unit vectors of the text and of each piece."""
        pieces = spans if len(spans) > 1 else []
        texts = [text, *(text[start:end] for start, end in pieces)]
        reading, *of_pieces = model.read(texts, vectors[: len(texts)])
        decision = decide(reading, self._thresholds)
        topics = questions_in(texts[1:], of_pieces, self._thresholds, reading, decision)
        return _Understood(reading, *in_order(decision, topics, self._thresholds))

    def _understand_again(self, text: str, model: TopicModel) -> Optional["_Understood"]:
        """The text with its slips put right, if it is then answered."""
        meant = self._slips.put_right(text) if self._slips else text
        if meant == text:
            return None
        spans = question_spans(meant)
        vectors = load_encoder().encode_spans([meant], [spans])[0]
        understood = self._understand(meant, spans, vectors, model)
        return None if understood.decision.act in NOT_ANSWERED else understood


class _Understood(NamedTuple):
    reading: Reading
    decision: Decision
    # Further topics that the message asks about.
    also: List[str]


def _tell(message: Message, understood: _Understood) -> None:
    reading, decision, also = understood
    group = decision.label.split("/")[0]
    intent = NOT_UNDERSTOOD if decision.act in ("offer", "unsure") else group
    message.set(INTENT, {"name": intent, "confidence": decision.confidence}, add_to_output=True)
    message.set("intent_ranking", _intent_ranking(reading, intent, decision.confidence), add_to_output=True)
    message.set("response_selector", _selector(reading, decision), add_to_output=True)
    understanding = {
        "act": decision.act,
        "label": decision.label,
        "confidence": reading.confidence,
        "candidates": list(decision.candidates),
        "also": also,
        "maybe": decision.maybe,
    }
    message.set(UNDERSTANDING, understanding, add_to_output=True)


def _intent_ranking(reading: Reading, intent: str, confidence: float) -> List[Dict[str, Any]]:
    shares: Dict[str, float] = {}
    for label, share in zip(reading.labels, reading.shares, strict=True):
        name = label.split("/")[0]
        shares[name] = shares.get(name, 0.0) + share
    rest = sorted(((name, share) for name, share in shares.items() if name != intent), key=lambda item: -item[1])
    ranking = [(intent, confidence), *rest][:RANKING_LENGTH]
    return [{"name": name, "confidence": share} for name, share in ranking]


def _selector(reading: Reading, decision: Decision) -> Dict[str, Any]:
    """The output of Rasa's ResponseSelector, one entry for each retrieval intent."""
    selector: Dict[str, Any] = {"all_retrieval_intents": list(RETRIEVAL_INTENTS), "default": _entry([])}
    for intent in RETRIEVAL_INTENTS:
        ranked = [item for item in zip(reading.labels, reading.shares, strict=True) if item[0].startswith(f"{intent}/")]
        if decision.label.startswith(f"{intent}/"):
            ranked = [
                (decision.label, decision.confidence),
                *[item for item in ranked if item[0] != decision.label],
            ]
        selector[intent] = _entry(ranked[:RANKING_LENGTH])
    return selector


def _entry(ranked: List[Any]) -> Dict[str, Any]:
    best, confidence = ranked[0] if ranked else (None, 0.0)
    return {
        "response": {
            "responses": None,
            "confidence": confidence,
            "intent_response_key": best,
            "utter_action": f"utter_{best}",
        },
        "ranking": [{"confidence": share, "intent_response_key": label} for label, share in ranked],
    }
