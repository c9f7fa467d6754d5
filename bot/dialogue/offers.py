"""The offer to prepare what to say, in words that fit the worry: the topic's own, or data/wording/encouragement.yml."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.practice.wording import wording

PREPARE = "/prepare_session"


def offer_to_prepare(own: str, own_young: str, is_troubled: bool, is_young: bool) -> tuple[str, dict[str, str]] | None:
    """The encouragement to raise it in session, and the button that offers help; None where nothing is troubling.

    Args:
        own, own_young: the words that belong to the answer, for grown-ups and for the young; empty if it has none.
        is_troubled: the client's words voice discomfort.
        is_young: the client said to be under age.
    """
    words = wording("encouragement")
    said = own or (words["otherwise"] if is_troubled else "")
    if not said:
        return None
    if is_young:
        said = own_young or words["otherwise_young"]
    return said.strip(), prepare_button(is_young)


def prepare_button(is_young: bool) -> dict[str, str]:
    """The button that offers help to prepare what to say."""
    return {"title": wording("encouragement")["young_button" if is_young else "button"], "payload": PREPARE}


def voices_discomfort(text: str) -> bool:
    """Whether the words tell that something about contact troubles the client."""
    return not text.startswith("/") and any(pattern.search(text) for pattern in _discomfort())


@lru_cache(maxsize=1)
def _discomfort() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in wording("encouragement")["discomfort"])
