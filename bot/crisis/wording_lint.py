"""A lint for the words of the crisis reply: safe messaging, checked by machine before anybody reads them.

The rules are in data/wording/crisis_lint.yml, each with what to do instead. Beside them, every placeholder
must be one that the reply fills, and every kind and tier must have its words.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.crisis.finding import KINDS, TIERS
from bot.crisis.patterns import load_yaml
from bot.settings import PROJECT_ROOT

RULES_FILE = PROJECT_ROOT / "data" / "wording" / "crisis_lint.yml"
PLACEHOLDERS = frozenset({"practice", "emergency", "poison"})
MOST_WORDS_A_SENTENCE = 28
# An echo is this many words in a row that the client wrote too.
ECHO_WORDS = 4


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text, and what to do."""

    where: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.rule})"


@dataclass(frozen=True)
class _Rule:
    group: str
    match: re.Pattern[str]
    say: str
    everywhere: bool


@lru_cache(maxsize=2)
def _rules(path: Path = RULES_FILE) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(group, re.compile(entry["match"]), entry["say"], entry.get("everywhere", False))
        for group, entries in load_yaml(path).items()
        for entry in entries
    )


def lint_text(text: str, where: str = "text") -> list[Problem]:
    """What is wrong with one text that a person in danger may read."""
    problems = _broken(_rules(), text, where)
    problems += [
        Problem(where, "placeholder", f"{{{name}}} is not filled here; use {', '.join(sorted(PLACEHOLDERS))}")
        for name in _placeholders(text)
        if name not in PLACEHOLDERS
    ]
    return problems + _long_sentences(text, where)


def lint_answer(text: str, where: str = "answer") -> list[Problem]:
    """What is wrong with an ordinary answer: the rules that hold for whatever a client may read."""
    return _broken((rule for rule in _rules() if rule.everywhere), text, where)


def lint_wording(wording: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the words of the crisis reply, as `bot.crisis.reply.load_wording` gives them."""
    problems = [problem for where, text in _texts(wording) for problem in lint_text(text, where)]
    return problems + _missing(wording)


def lint_echo(reply: str, message: str) -> list[Problem]:
    """Whether a reply repeats words of the client's message."""
    said = _runs(message, ECHO_WORDS)
    repeated = next((run for run in _runs(reply, ECHO_WORDS) if run in said), None)
    return [Problem("reply", "echo", f"{repeated!r} repeats what the client wrote")] if repeated else []


def _broken(rules: Iterable[_Rule], text: str, where: str) -> list[Problem]:
    lowered = text.lower().replace("\u2019", "'")
    return [
        Problem(where, rule.group, f"{found.group()!r} {rule.say}")
        for rule in rules
        if (found := rule.match.search(lowered))
    ]


def _runs(text: str, length: int) -> list[str]:
    words = re.findall(r"[a-z']+", text.lower())
    return [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]


def _placeholders(text: str) -> Iterable[str]:
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _long_sentences(text: str, where: str) -> list[Problem]:
    return [
        Problem(where, "length", f"a sentence of {len(sentence.split())} words: make two of it")
        for sentence in re.split(r"[.!?:]\s", text)
        if len(sentence.split()) > MOST_WORDS_A_SENTENCE
    ]


def _texts(value: Any, where: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{where}.{key}" if where else str(key))


def _missing(wording: Mapping[str, Any]) -> list[Problem]:
    wanted = [(part, kind) for part in ("opening", "what_happens") for kind in KINDS]
    wanted += [(part, tier) for part in ("emergency_first", "emergency_unknown") for tier in TIERS[1:]]
    return [
        Problem(part, "missing", f"there are no words for {name!r}: add them")
        for part, name in wanted
        if not wording.get(part, {}).get(name)
    ]
