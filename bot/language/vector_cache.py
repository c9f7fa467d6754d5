"""Keeps the sentence vectors of training sentences, so that training again encodes only what is new.

Only training uses it: what clients write is never kept here.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from bot.language.encoder import ENCODING, VECTOR_SIZE, load_encoder
from bot.language.sentences import sentence_spans
from bot.settings import Settings

log = logging.getLogger(__name__)

# Texts encoded between two lines of progress; they are kept at once, so a stop loses little.
PORTION = 1500
# About twice what training uses; older ones go first. Each takes about 3 kB.
MOST_TEXTS = 60_000
_KEYS_A_QUERY = 500
# Half precision halves the file; the error is far below what the models can see.
_KEPT_AS = np.float16


def encode_for_training(texts: list[str], path: Path | None = None) -> np.ndarray:
    """Unit vectors of whole texts, shape (n, VECTOR_SIZE), from the cache where they are there.

    Args:
        path: the cache's file; in the state directory if not given.
    """
    vectors = [each[0] for each in encode_parts_for_training(texts, path)]
    return np.stack(vectors) if vectors else np.zeros((0, VECTOR_SIZE), dtype=np.float32)


def encode_parts_for_training(texts: list[str], path: Path | None = None) -> list[np.ndarray]:
    """Unit vectors of each text and its sentences (`sentences.parts`), shape (parts, VECTOR_SIZE) each."""
    path = path or Settings.from_environment().state_dir / "vectors.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = [_key(text) for text in texts]
    with closing(sqlite3.connect(path, timeout=60)) as cache:
        cache.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
        known = dict(_read(cache, set(keys)))
        missing = [text for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known]
        for start in range(0, len(missing), PORTION):
            portion = missing[start : start + PORTION]
            new = dict(zip(map(_key, portion), load_encoder().encode_parts(portion), strict=True))
            _keep(cache, new.items())
            # As they will be read again, so that a second training is the same to the last digit.
            known.update({key: vectors.astype(_KEPT_AS).astype(np.float32) for key, vectors in new.items()})
            log.info("sentence vectors: %d of %d", start + len(portion), len(missing))
    return [known[key] for key in keys]


def _key(text: str) -> bytes:
    cut = sentence_spans(text)
    return hashlib.sha256(f"{ENCODING}\0{cut}\0{text}".encode()).digest()


def _read(cache: sqlite3.Connection, keys: set[bytes]) -> Iterator[tuple[bytes, np.ndarray]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        some = wanted[start : start + _KEYS_A_QUERY]
        marks = ",".join("?" * len(some))
        rows = cache.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", some)  # noqa: S608
        for key, value in rows:
            yield key, np.frombuffer(value, dtype=_KEPT_AS).reshape(-1, VECTOR_SIZE).astype(np.float32)


def _keep(cache: sqlite3.Connection, vectors: Iterable[tuple[bytes, np.ndarray]]) -> None:
    rows = [(key, vector.astype(_KEPT_AS).tobytes()) for key, vector in vectors]
    with cache:
        cache.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        cache.execute(
            "DELETE FROM vector WHERE rowid NOT IN (SELECT rowid FROM vector ORDER BY rowid DESC LIMIT ?)",
            (MOST_TEXTS,),
        )
