"""What somebody means who was just shown whom to call: by patterns, then by the nearest example, else unknown.

The state is known, so there are few things to tell apart, and "all of them" or "ok" need no guess about topics.
Patterns and examples: data/dialogue/after_contacts.yml.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

FILE = PROJECT_ROOT / "data" / "dialogue" / "after_contacts.yml"
UNKNOWN = "unknown"
SHOW_AGAIN = "show_again"
# Something else that cannot be done right now, such as writing a note.
LATER = "later"
# A question to the practice that is not sure to be understood.
ASK_PRACTICE = "ask_practice"
# The client named the country where they are, whose numbers then are shown.
ELSEWHERE = "elsewhere"
# Cosine that the nearest example must have, and how much less the nearest of any other category.
LEAST_LIKENESS, LEAST_MARGIN = 0.55, 0.05
# The first for a category that only a very near example tells.
SURE_LIKENESS = 0.7

_STRETCHED = re.compile(r"(.)\1{2,}")
_NO_WORD = re.compile(r"[^\w&]+")
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc`")


@dataclass(frozen=True)
class Category:
    """Something that people say after contacts.

    Attributes:
        name: for the words that answer it.
        patterns: of plain words; one is enough.
        examples: sentences that mean it.
        kinds: of danger for which alone it means something; all kinds if empty.
    """

    name: str
    patterns: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]
    kinds: frozenset[str] = frozenset()

    def fits(self, kind: str) -> bool:
        """Whether it can be meant after contacts for this kind of danger."""
        return not self.kinds or kind in self.kinds


def plain(text: str) -> str:
    """Small letters without marks, accents and drawn-out letters: what the patterns are written for."""
    letters = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).casefold()
    letters = "".join(each for each in letters if not unicodedata.combining(each))
    return _NO_WORD.sub(" ", _STRETCHED.sub(r"\1", letters)).strip()


@lru_cache(maxsize=1)
def categories() -> tuple[Category, ...]:
    """All categories, in the order in which their patterns are tried."""
    return tuple(
        Category(
            name,
            tuple(re.compile(each) for each in entry["patterns"]),
            tuple(entry["examples"]),
            frozenset(entry.get("kinds", ())),
        )
        for name, entry in _content()["categories"].items()
    )


def by_pattern(text: str, kind: str) -> str | None:
    """The category whose pattern a message has; None where there is none, or the message is a story.

    Args:
        kind: of the danger for which contacts were shown.
    """
    said = plain(text)
    if not said or len(said.split()) > _content()["most_words"]:
        return None
    fitting = sorted((each for each in categories() if each.fits(kind)), key=lambda each: not each.kinds)
    return next((each.name for each in fitting if any(found.search(said) for found in each.patterns)), None)


def meant(
    text: str, kind: str, topic_is_sure: bool, asks: bool, nearest: str | None, is_wish: bool = False
) -> str | None:
    """What a message means after contacts; None where it is a question about contact, to be answered as always.

    Args:
        kind: of the danger for which contacts were shown.
        topic_is_sure: the classifier would answer one of the topics.
        asks: the message is put as a question.
        nearest: category of the nearest example.
        is_wish: the client wants a note or a draft written, or a message checked.
    """
    found, content = by_pattern(text, kind), _content()
    said = plain(text)
    about_practice = is_about_practice(text)
    is_long = len(said.split()) > content["short_words"]
    if found in content["urgent"]:
        return found
    if found is None:
        is_question = topic_is_sure and (asks or about_practice)
    else:
        is_question = topic_is_sure and (is_long or (about_practice and found not in content["about_the_therapist"]))
    if is_question:
        return None
    if found is None and is_wish:
        return LATER
    return found or nearest or (ASK_PRACTICE if re.search(content["matter"], said) else UNKNOWN)


def is_about_practice(text: str) -> bool:
    """Whether a message names a matter of the practice, such as a session or the therapist."""
    return re.search(_content()["practice"], plain(text)) is not None


def is_about_contact(text: str) -> bool:
    """Whether a message speaks of the therapist or of contact with them: "she hasn't got back to me" does."""
    return re.search(_content()["contact"], plain(text)) is not None


def tells_of_moving_on(category: str) -> bool:
    """Whether somebody who says this is past the danger, where no minutes count."""
    return category in _content()["moved_on"]


class NearestExamples:
    """The examples by their vectors."""

    def __init__(self, vectors: np.ndarray, names: list[str]) -> None:
        """
        Args:
            vectors: unit vectors of n examples, shape (n, size).
            names: the category of each.
        """
        self._vectors, self._names = vectors, np.array(names)
        self._kinds = {each.name: each for each in categories()}

    def category(self, text: str, vector: np.ndarray, kind: str) -> str | None:
        """The category of the nearest example; None where none is near, or two categories are.

        Args:
            text: the message.
            vector: its unit vector, shape (size,).
            kind: of the danger for which contacts were shown.
        """
        fitting = np.array([self._kinds[name].fits(kind) for name in self._names])
        likeness = np.where(fitting, self._vectors @ vector, -1.0)
        best = int(likeness.argmax())
        others = likeness[self._names != self._names[best]]
        name, content = str(self._names[best]), _content()
        must_be_sure = name in content["sure"]
        if must_be_sure and re.search(content["no_relief"], plain(text)):
            return None
        least = SURE_LIKENESS if must_be_sure else LEAST_LIKENESS
        if likeness[best] < least or likeness[best] - others.max(initial=-1.0) < LEAST_MARGIN:
            return None
        return name


def examples() -> tuple[list[str], list[str]]:
    """All examples, and the category of each."""
    pairs = [(text, each.name) for each in categories() for text in each.examples]
    return [text for text, _ in pairs], [name for _, name in pairs]


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(FILE)
    return content
