from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from bot.language import vector_cache
from bot.language.encoder import load_encoder
from bot.language.vector_cache import encode_for_training, encode_parts_for_training

pytestmark = pytest.mark.rasa
TEXTS = ["May I text her?", "When are you open?", "May I text her?"]


def test_cached_vectors_are_the_encoders_own(tmp_path: Path):
    first = encode_for_training(TEXTS, tmp_path / "cache")
    again = encode_for_training(TEXTS, tmp_path / "cache")
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(first, load_encoder().encode(TEXTS), atol=1e-3)


def test_only_new_sentences_are_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    encode_for_training(TEXTS, tmp_path / "cache")
    encoded: list[str] = []
    encoder = load_encoder()
    original = encoder.encode_parts
    monkeypatch.setattr(encoder, "encode_parts", lambda texts: encoded.extend(texts) or original(texts))
    encode_for_training([*TEXTS, "Can I bring a gift?"], tmp_path / "cache")
    assert encoded == ["Can I bring a gift?"]


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vector_cache, "MOST_TEXTS", 2)
    encode_for_training(["one", "two", "three"], tmp_path / "cache")
    with sqlite3.connect(tmp_path / "cache") as cache:
        assert cache.execute("SELECT count(*) FROM vector").fetchone() == (2,)


def test_sentences_of_a_text_are_kept_with_it(tmp_path: Path):
    for _ in range(2):
        several, one = encode_parts_for_training(
            ["I am late today. May I text her?", "Hello there"], tmp_path / "cache"
        )
        assert (len(several), len(one)) == (3, 1)


def test_two_processes_may_fill_one_cache(tmp_path: Path):
    with sqlite3.connect(tmp_path / "cache") as other:
        encode_for_training(TEXTS[:1], tmp_path / "cache")
        other.execute("DELETE FROM vector")
    assert encode_for_training(TEXTS, tmp_path / "cache").shape[0] == len(TEXTS)
