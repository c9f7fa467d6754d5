"""The English words, by which a word that was typed is told from a slip, a name or another language."""

from __future__ import annotations

from functools import lru_cache

from bot.settings import PROJECT_ROOT

ENGLISH_FILE = PROJECT_ROOT / "data" / "language" / "english_words.txt"


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Lower-case words."""
    lines = ENGLISH_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
