"""Whether a message asks, calmly, for a number to call, and for which: the phrases are in data/helplines/asking.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.helplines.told import FOLDER, compiled, plain_words
from bot.yaml_reading import load_yaml

ASKING_FILE = FOLDER / "asking.yml"
SILENT, SPANISH, TALK = "silent", "spanish", "talk"
# What may be asked for.
ASKED = (
    "suicide",
    "violence",
    "rape",
    "child_abuse",
    "poison",
    "veterans",
    "lgbtq",
    "eating_disorder",
    "drugs",
    "maternal",
    "students",
    "deaf",
    SILENT,
    SPANISH,
    TALK,
)


@dataclass(frozen=True)
class Asking:
    """What a message asks for.

    Attributes:
        topics: of ASKED; empty where it asks for no number.
        alone: the message says nothing else, so nothing else needs an answer.
    """

    topics: frozenset[str]
    alone: bool

    @property
    def for_a_line(self) -> bool:
        """Whether a line is asked for by name, not just somebody to talk to."""
        return bool(self.topics - {TALK})


_NOTHING = Asking(frozenset(), False)


def asked_for(text: str) -> frozenset[str]:
    """For which numbers a message asks, of ASKED; empty where it asks for none."""
    return asking(text).topics


def asking(text: str) -> Asking:
    """For which numbers a message asks, and whether it says anything else."""
    plain, forms = plain_words(text), _forms()
    if any(each.search(plain) for each in (*forms.told, *forms.practice)):
        return _NOTHING
    spans = [match.span() for each in forms.asks for match in each.finditer(plain)]
    topics = {topic for topic, words in forms.topics.items() for start, end in spans if words.search(plain, start, end)}
    for topic, names in forms.names.items():
        named = [match.span() for match in names.finditer(plain)]
        spans += named
        topics |= {topic} if named else set()
    for topic, patterns in forms.ways.items():
        found = [match.span() for each in patterns for match in each.finditer(plain)]
        if found and (topic != SPANISH or spans or _found(forms.lines, plain)):
            spans += found
            topics.add(topic)
    if not topics - {SPANISH, SILENT}:
        lines = _found(forms.lines, plain)
        spans += lines
        # A line for whatever it may be: those that listen to anybody.
        topics |= {"suicide"} if lines else set()
    if not topics:
        spans = _found(forms.talk, plain)
        topics |= {TALK} if spans else set()
    return _of(topics, plain, spans, forms)


def _of(topics: set[str], plain: str, spans: list[tuple[int, int]], forms: _Forms) -> Asking:
    """Without what is part of another topic's name: the crisis in "rape crisis line", the abuse in "child abuse"."""
    if "child_abuse" in topics and not forms.partner.search(plain):
        topics.discard("violence")
    if "poison" in topics:
        topics.discard("drugs")
    if topics - {"suicide", SILENT, SPANISH} and not forms.suicide.search(plain):
        topics.discard("suicide")
    return Asking(frozenset(topics), _alone(plain, spans, forms.little)) if topics else _NOTHING


def _found(patterns: tuple[re.Pattern[str], ...], plain: str) -> list[tuple[int, int]]:
    return [match.span() for each in patterns for match in each.finditer(plain)]


def _alone(plain: str, spans: list[tuple[int, int]], little: frozenset[str]) -> bool:
    left = "".join(
        " " if any(start <= place < end for start, end in spans) else letter for place, letter in enumerate(plain)
    )
    return all(word in little or word.isdigit() for word in re.findall(r"[\w']+", left))


@dataclass(frozen=True)
class _Forms:
    topics: dict[str, re.Pattern[str]]
    names: dict[str, re.Pattern[str]]
    asks: tuple[re.Pattern[str], ...]
    lines: tuple[re.Pattern[str], ...]
    ways: dict[str, tuple[re.Pattern[str], ...]]
    talk: tuple[re.Pattern[str], ...]
    told: tuple[re.Pattern[str], ...]
    practice: tuple[re.Pattern[str], ...]
    suicide: re.Pattern[str]
    partner: re.Pattern[str]
    little: frozenset[str]


@lru_cache(maxsize=2)
def _forms(path: Path = ASKING_FILE) -> _Forms:
    content = load_yaml(path)
    lists = {**content["lists"], "topic": "|".join(content["topics"].values())}

    def read(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(compiled(content[name], lists))

    return _Forms(
        {topic: re.compile(rf"\b(?:{words})\b") for topic, words in content["topics"].items()},
        {topic: re.compile(names) for topic, names in content["names"].items()},
        read("asks"),
        read("lines"),
        {SILENT: read("silent"), SPANISH: read("spanish")},
        read("talk"),
        read("told"),
        read("practice"),
        re.compile(content["named"]["suicide"]),
        re.compile(content["named"]["partner"]),
        frozenset(str(word) for word in content["little"]),
    )
