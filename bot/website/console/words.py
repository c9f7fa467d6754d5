"""The words that the console's modules say, from data/wording/console/; those of its pages stand in the templates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import read_yaml

FOLDER = PROJECT_ROOT / "data" / "wording" / "console"


@lru_cache
def words(subject: str) -> dict[str, Any]:
    """The words of one subject, such as "accounts"."""
    content: dict[str, Any] = read_yaml((FOLDER / f"{subject}.yml").read_text("utf-8"))
    return content
