"""The words of the website process, from data/wording/website.yml."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "data/wording/website.yml").read_text("utf-8"))
    return content


def notice_version() -> str:
    """Changes with the notice's words, so that a client agrees to what is in force."""
    return hashlib.sha256(words()["notice"].encode()).hexdigest()[:12]
