"""The words that the console's modules say, from data/wording/console/; those of its pages stand in the templates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data" / "wording" / "console"


@lru_cache
def words(subject: str) -> dict[str, Any]:
    """The words of one subject, such as "accounts"."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{subject}.yml").read_text("utf-8"))
    return content
