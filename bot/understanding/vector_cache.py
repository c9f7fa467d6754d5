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

from bot.settings import Settings
from bot.understanding.encoder import VECTOR_SIZE, WEIGHTS_SHA256, load_encoder

log = logging.getLogger(__name__)

# Sentences encoded between two lines of progress; they are kept at once, so a stop loses little.
PORTION = 1500
# About three times what training uses; older ones go first.
MOST_VECTORS = 40_000
_KEYS_A_QUERY = 500


def encode_for_training(texts: list[str], path: Path | None = None) -> np.ndarray:
    """Unit vectors of the texts, shape (n, 384), from the cache where they are there.

    Args:
        path: the cache's file; in the state directory if not given.
    """
    path = path or Settings.from_environment().state_dir / "vectors.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = [_key(text) for text in texts]
    with closing(sqlite3.connect(path, timeout=60)) as cache:
        cache.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
        known = dict(_read(cache, set(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for start in range(0, len(missing), PORTION):
            portion = dict(list(missing.items())[start : start + PORTION])
            vectors = load_encoder().encode(list(portion.values()))
            known.update(zip(portion, vectors, strict=True))
            _keep(cache, zip(portion, vectors, strict=True))
            log.info("sentence vectors: %d of %d", min(start + PORTION, len(missing)), len(missing))
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, VECTOR_SIZE), dtype=np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(f"{WEIGHTS_SHA256}\0{text}".encode()).digest()


def _read(cache: sqlite3.Connection, keys: set[bytes]) -> Iterator[tuple[bytes, np.ndarray]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        some = wanted[start : start + _KEYS_A_QUERY]
        marks = ",".join("?" * len(some))
        rows = cache.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", some)  # noqa: S608
        for key, value in rows:
            yield key, np.frombuffer(value, dtype=np.float32)


def _keep(cache: sqlite3.Connection, vectors: Iterable[tuple[bytes, np.ndarray]]) -> None:
    rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors]
    with cache:
        cache.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        cache.execute(
            "DELETE FROM vector WHERE rowid NOT IN (SELECT rowid FROM vector ORDER BY rowid DESC LIMIT ?)",
            (MOST_VECTORS,),
        )
