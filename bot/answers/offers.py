"""The offer to prepare what to say, in words that fit the worry; words from data/wording/encouragement.yml."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.practice.wording import wording

PREPARE = "/prepare_session"


def offer_to_prepare(topic: str, text: str, is_young: bool) -> tuple[str, dict[str, str]] | None:
    """The encouragement to raise it in session, and the button that offers help; None where nothing is troubling.

    Args:
        topic: of the answer that was given, such as "response_time" or "out_of_scope/advice".
        text: what the client wrote.
        is_young: the client said to be under age.
    """
    words = wording("encouragement")
    said = words["topics"].get(topic)
    if said is None and not topic.startswith("out_of_scope/") and voices_discomfort(text):
        said = words["otherwise"]
    if said is None:
        return None
    if is_young:
        said = words["young"].get(topic) or words["young"]["otherwise"]
    title = words["young_button" if is_young else "button"]
    return said.strip(), {"title": title, "payload": PREPARE}


def voices_discomfort(text: str) -> bool:
    """Whether the words tell that something about contact troubles the client."""
    return not text.startswith("/") and any(pattern.search(text) for pattern in _discomfort())


@lru_cache(maxsize=1)
def _discomfort() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in wording("encouragement")["discomfort"])
