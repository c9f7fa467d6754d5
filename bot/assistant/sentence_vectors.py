"""Rasa component: sentence vectors as dense features, and as a property for the components of this project."""

import gc
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.encoder import load_encoder
from bot.language.sentences import sentence_spans
from bot.language.vector_cache import encode_for_training
from bot.understanding.questions import question_spans

# Message properties: vectors of the sentences, for the crisis detector; what may be questions of their own, as
# character spans with vectors, for the topic classifier.
SENTENCE_VECTORS = "sentence_vectors"
QUESTION_SPANS = "question_spans"
QUESTION_VECTORS = "question_vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectors(GraphComponent):
    """Adds the vector of the whole message as a dense sentence feature, from one pass of the encoder."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectors":
        """For training, which needs the encoder only if some vectors are not kept yet."""
        return cls(execution_context.node_name or cls.__name__)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceVectors":
        """For answering, with the encoder ready."""
        load_encoder()
        _spare_what_stays()
        return cls.create(config, model_storage, resource, execution_context)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all examples."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        vectors = encode_for_training([example.get(TEXT) for example in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add features and sentence vectors to the messages of a client."""
        encoder = load_encoder()
        written = [message for message in messages if message.get(TEXT)]
        texts = [message.get(TEXT) for message in written]
        sentences, questions = list(map(sentence_spans, texts)), list(map(question_spans, texts))
        encoded = encoder.encode_spans(texts, [[*some, *more] for some, more in zip(sentences, questions, strict=True)])
        for message, vectors, some, more in zip(written, encoded, sentences, questions, strict=True):
            self._add(message, vectors[0])
            message.set(SENTENCE_VECTORS, vectors[1 : 1 + len(some)])
            message.set(QUESTION_SPANS, more)
            message.set(QUESTION_VECTORS, vectors[1 + len(some) :])
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))


def _spare_what_stays() -> None:
    """Keep the search for garbage from going through half a million objects of Rasa's in the middle of a message."""
    # What an earlier model left behind is looked for first.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def whole_vector(message: Message) -> np.ndarray:
    """The vector of the whole message, shape (VECTOR_SIZE,)."""
    _, sentence = message.get_dense_features(TEXT, [])
    return np.asarray(sentence.features[0])
