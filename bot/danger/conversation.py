"""Reading a client's last messages together: what is told over several of them, and what is taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.danger.finding import NOTHING, Finding
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

RETRACTIONS_FILE = PROJECT_ROOT / "data" / "danger" / "retractions.yml"
# Messages that are read together with the latest.
MOST_BEFORE = 3
# Seconds after which what was said before is another conversation.
FORGOTTEN_AFTER = 30 * 60
# Messages after one in danger in which "just kidding" still means that one.
RETRACTED_WITHIN = 3
RETRACTION = Finding("distress", "distress", "conversation.retraction")


@dataclass(frozen=True)
class Said:
    """An earlier message of the client, and what was found in it."""

    text: str
    finding: Finding


def said_before(events: Iterable[Any], now: float) -> list[Said]:
    """The client's last messages, oldest first, without buttons and what is too long ago.

    Args:
        events: of Rasa's tracker, in their order.
        now: seconds since 1970.
    """
    said: list[Said] = []
    for event in events:
        if event.type_name != "user" or not event.text or event.text.startswith("/"):
            continue
        if now - event.timestamp <= FORGOTTEN_AFTER:
            told = (event.parse_data or {}).get("crisis")
            said.append(Said(event.text, Finding(told["tier"], told["kind"], told["rule"]) if told else NOTHING))
    return said[-MOST_BEFORE:]


def together(before: Sequence[Said], text: str = "") -> str:
    """The messages as one text, without marks between them: no pattern reaches over the end of a sentence."""
    return " ".join([*(each.text for each in before), *([text] if text else [])])


def takes_back(before: Sequence[Said], text: str) -> bool:
    """Whether the message says that what was said of danger was not meant: the contacts stay beside the answer."""
    in_danger = any(each.finding.takes_over for each in before[-RETRACTED_WITHIN:])
    return in_danger and bool(_retractions().search(" ".join(text.casefold().replace("\u2019", "'").split())))


@lru_cache(maxsize=1)
def _retractions() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(load_yaml(RETRACTIONS_FILE)["retractions"]) + r")(?!\w)")
