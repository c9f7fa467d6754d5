"""Checks the words of answers without Rasa: placeholders that nothing can fill, and empty answers."""

from __future__ import annotations

from typing import Any

from bot.answers.filling import placeholders
from bot.practice.facts import FACT_KEYS

# Answers to clients' questions; the other responses stand in domain.yml, which the staff pages do not write.
RETRIEVED = ("utter_faq/", "utter_out_of_scope/")
# Filled beside the facts (bot/answers/response_writer.py).
SETTINGS = frozenset({"conversation_hours"})


def word_faults(responses: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What is wrong with the answers, each with its topic; empty if nothing is.

    Args:
        responses: by name, as in the domain.
    """
    faults = []
    for name, variants in responses.items():
        if name.startswith(RETRIEVED):
            topic = name.partition("/")[2]
            for variant in variants:
                faults += [f"{topic}: {fault}" for fault in _faults(variant.get("text") or "")]
    return faults


def _faults(text: str) -> list[str]:
    if not text.strip():
        return ["the answer is empty"]
    unknown = [name for name in placeholders(text) if name not in FACT_KEYS | SETTINGS]
    return [f"there is no fact {{{name}}} to fill in" for name in unknown]
