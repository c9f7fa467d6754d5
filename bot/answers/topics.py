"""The answers to topics as they stand in data/nlu/faq, without Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML

from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data" / "nlu" / "faq"


@dataclass(frozen=True)
class Topic:
    """A topic's question in the client's words, and its answer with placeholders for facts."""

    title: str
    text: str


def topic(name: str) -> Topic:
    """
    Raises:
        FileNotFoundError: there is no such topic.
    """
    return _read(name, (FOLDER / f"{name}.yml").stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(name: str, _changed: int) -> Topic:
    """`_changed` is the file's time of change: a file that was edited is read again."""
    content = YAML(typ="safe").load(FOLDER / f"{name}.yml")
    response = content["responses"][f"utter_faq/{name}"][0]
    return Topic(response["metadata"]["title"], response["text"])
