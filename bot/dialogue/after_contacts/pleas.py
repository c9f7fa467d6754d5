"""Pleas: "help me", "I need someone", "I can't do this": the numbers come, with a choice of what is meant.

By patterns over the whole message, which the website's process knows too; then by the nearest of two lists of examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from bot.dialogue.after_contacts.recognising import plain
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

FILE = PROJECT_ROOT / "data" / "dialogue" / "pleas.yml"
# Cosine that the nearest plea must have, and how much less that of the nearest that is none.
LEAST_LIKENESS, LEAST_MARGIN = 0.55, 0.05
# The first for a message that follows an answer.
IN_TALK = 0.7


def is_plea(text: str) -> bool:
    """Whether a message asks for help, or for the therapist at once, and says no more."""
    return _matches("pleas", text) or wants_therapist_now(text)


def wants_therapist_now(text: str) -> bool:
    """Whether a message asks for the therapist at once."""
    return _matches("therapist", text)


def says_in_danger(text: str) -> bool:
    """Whether a message says that its writer is in danger, and not in which."""
    return _matches("in_danger", text)


def names_a_person(text: str) -> bool:
    """Whether a message names a person instead of a program, or the practice's staff, as whom to talk to."""
    return _expression("persons").search(plain(text)) is not None


class NearestPleas:
    """Pleas, and messages near them that are none, by their vectors."""

    def __init__(self, encode: Callable[[list[str]], np.ndarray]) -> None:
        """
        Args:
            encode: gives the unit vectors of n texts, shape (n, size).
        """
        self._pleas, self._others = encode(_words()["examples"]), encode(_words()["no_pleas"])

    def is_plea(self, text: str, vector: np.ndarray, in_talk: bool = False) -> bool:
        """Whether a message with this unit vector is nearer to the pleas.

        In the middle of a talk ("I'm in", "going to lie down") it must be very near.
        """
        if len(text.split()) > _words()["most_words"]:
            return False
        likeness = (self._pleas @ vector).max()
        least = IN_TALK if in_talk else LEAST_LIKENESS
        return bool(likeness >= least and likeness - (self._others @ vector).max() >= LEAST_MARGIN)


def _matches(which: str, text: str) -> bool:
    said = plain(text)
    if said in _words()["never"]:
        return False
    return any(_expression(which).fullmatch(each) for each in {said, _inner(said)} if each)


def _inner(said: str) -> str:
    """Without the words around: "oh god please help me now" asks for help."""
    return _around().sub("", said).strip()


@lru_cache(maxsize=1)
def _around() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words()["around"]), key=len, reverse=True))
    return re.compile(rf"^(?:(?:{words})\b\s*)+|(?:\s*\b(?:{words}))+$")


@lru_cache(maxsize=4)
def _expression(which: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in _words()[which]))


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(FILE)
    return content
