"""A lint for the words of the crisis reply: safe messaging, checked by machine before anybody reads them.

The rules are in data/wording/crisis_lint.yml, each with what to do instead. As no rule foresees everything, the
reply is made of reviewed words alone (crisis_words.txt). Beside that, every placeholder must be one that the reply
fills, and every kind and tier must have its words.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.danger.finding import KINDS, TIERS
from bot.helplines.told import compiled
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

RULES_FILE = PROJECT_ROOT / "data" / "wording" / "crisis_lint.yml"
VOCABULARY_FILE = PROJECT_ROOT / "data" / "wording" / "crisis_words.txt"
PLACEHOLDERS = frozenset({"practice", "emergency", "poison"})
# Parts of the words that have placeholders of their own.
OWN_PLACEHOLDERS = {"emergency_number": frozenset({"number"}), "hours": frozenset({"when", "hours"})}
# Placeholders without which somebody would be left without a number, or in the belief that they are read.
NEEDED = {
    "emergency_first": "emergency",
    "wait": "emergency",
    "lacking_poison": "emergency",
    "poison_line": "poison",
    "emergency_number.unsure": "number",
    "not_read": "practice",
    "hours.closed": "when",
}
MOST_WORDS_A_SENTENCE = 28
# In the rules' file: reviewed words that only what is said after contacts may use.
MAY_SAY = "after_contacts_may_say"


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
    reply_only: bool
    card_only: bool


@lru_cache(maxsize=2)
def _rules(path: Path = RULES_FILE) -> tuple[_Rule, ...]:
    content = load_yaml(path)
    lists, _ = content.pop("lists"), content.pop(MAY_SAY)
    return tuple(
        _Rule(
            group, match, entry["say"], entry.get("everywhere", False), "reply" in entry, entry.get("reply") == "card"
        )
        for group, entries in content.items()
        for entry in entries
        for match in compiled([entry["match"]], lists)
    )


@lru_cache(maxsize=2)
def _may_say(path: Path = RULES_FILE) -> tuple[str, ...]:
    return tuple(load_yaml(path)[MAY_SAY])


@lru_cache(maxsize=2)
def _vocabulary(path: Path = VOCABULARY_FILE) -> frozenset[str]:
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def lint_text(text: str, where: str = "text") -> list[Problem]:
    """What is wrong with one text of the crisis reply: rules that it breaks, words that no reviewed reply uses."""
    if where.partition(".")[0] in OWN_PLACEHOLDERS:
        # Parts of a line, no sentences.
        return lint_answer(text, where) + _wrong_placeholders(text, where)
    strict = _broken((rule for rule in _rules() if rule.reply_only), text, where)
    return lint_words(text, where) + strict + _wrong_placeholders(text, where) + _unknown_words(text, where)


def lint_words(text: str, where: str = "text") -> list[Problem]:
    """What is wrong with a reviewed answer that says more than the reply does, such as the topic of emergencies."""
    return _broken((rule for rule in _rules() if not rule.reply_only), text, where) + _long_sentences(text, where)


def lint_beside(text: str, where: str = "text") -> list[Problem]:
    """What is wrong with what stands beside the reply or after it: a line's name and note, words after contacts."""
    read = text.lower().replace("\u2019", "'")
    for allowed in _may_say():
        read = read.replace(allowed, "...")
    rules = (rule for rule in _rules() if not rule.card_only)
    return _broken(rules, read, where) + _long_sentences(text, where)


def lint_after_contacts(wording: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the words after contacts, data/wording/after_contacts.yml, pleas included."""
    texts = ((where, " ".join(text.split())) for where, text in _texts(wording))
    return [problem for where, text in texts for problem in lint_beside(text, where)]


def _wrong_placeholders(text: str, where: str) -> list[Problem]:
    allowed = OWN_PLACEHOLDERS.get(where.partition(".")[0], PLACEHOLDERS)
    problems = [
        Problem(where, "placeholder", f"{{{name}}} is not filled here; use {', '.join(sorted(allowed))}")
        for name in _placeholders(text)
        if name not in allowed
    ]
    needed = NEEDED.get(where) or NEEDED.get(where.partition(".")[0])
    if needed and needed not in _placeholders(text):
        problems.append(Problem(where, "number", f"{{{needed}}} is missing: nobody would read whom to call"))
    return problems


def lint_answer(text: str, where: str = "answer") -> list[Problem]:
    """What is wrong with an ordinary answer: the rules that hold for whatever a client may read."""
    return _broken((rule for rule in _rules() if rule.everywhere), text, where)


def lint_wording(wording: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the words of the crisis reply, data/wording/crisis.yml."""
    problems = [problem for where, text in _texts(wording) for problem in lint_text(text, where)]
    return problems + _missing(wording)


def lint_translation(wording: Mapping[str, Any], language: str) -> list[Problem]:
    """What is wrong with the words in another language, which no rule reads: placeholders, questions, missing words."""
    problems = []
    for where, text in _texts({key: value for key, value in wording.items() if key != "notes"}):
        problems += _wrong_placeholders(text, where)
        if re.search("[?\u00bf\u061f\uff1f]", text):
            problems.append(Problem(where, "assessment", "asks something: nobody reads the answer, so ask nothing"))
    missing = [each for each in _missing(wording) if not each.where.startswith("what_happens")]
    return [Problem(f"{language}.{each.where}", each.rule, each.message) for each in (*problems, *missing)]


def _broken(rules: Iterable[_Rule], text: str, where: str) -> list[Problem]:
    lowered = text.lower().replace("\u2019", "'")
    return [
        Problem(where, rule.group, f"{found.group()!r} {rule.say}")
        for rule in rules
        if (found := rule.match.search(lowered))
    ]


def _unknown_words(text: str, where: str) -> list[Problem]:
    plain = re.sub(r"\{[a-z_]*\}", " ", text.lower().replace("\u2019", "'"))
    unknown = [word for word in re.findall(r"[a-z]+(?:'[a-z]+)?", plain) if word not in _vocabulary()]
    listed = ", ".join(dict.fromkeys(unknown))
    return [Problem(where, "words", f"no reviewed reply uses: {listed}; say it in plainer words")] if unknown else []


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


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
    wanted += [("emergency_first", tier) for tier in TIERS[1:]]
    return [
        Problem(part, "missing", f"there are no words for {name!r}: add them")
        for part, name in wanted
        if not wording.get(part, {}).get(name)
    ]
