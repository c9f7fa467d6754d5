"""The lint itself: sentences against data/wording/lint.yml; signs that nobody sees; numbers, addresses and names.

It judges words that people typed before clients read them, not what clients write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

import phonenumbers

from bot.lint.known import Known, digits, helpline_numbers, retired_numbers, short_emergency_numbers
from bot.settings import PROJECT_ROOT
from bot.wording import wording
from bot.yaml_reading import load_yaml

RULES_FILE = PROJECT_ROOT / "data" / "wording" / "lint.yml"

# Joiners that emoji and the scripts of some languages need.
_JOINERS = "\u200c\u200d"
_VANITY = re.compile(
    r"\b(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?(?:(?=[\d-]{0,4}[A-Z])[A-Z\d]{3}[\s.-]?[A-Z\d]{4}|[A-Z]{7})\b"
)
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# Short numbers are told from other numbers by what stands before them; "116 117" is one number, and no "116".
_SHORT = re.compile(
    r"\b(?:call|dial|ring|phone|text|contact|number(?: is)?|sms|to|on|at|or)\s+(?:us\s+)?(\d{3,6})(?![\d-])\b(?! \d)",
    re.I,
)
_COUNTED = re.compile(r"(?:minute|hour|day|week|month|year|people|time|word|page|percent|[ap]m\b|[%:])", re.I)
# Digits of a whole number; one of fewer is a short number.
_FULL = 7
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s)]+|\b[\w-]+\.(?:com|org|net|edu|gov|io|health|co\.uk)\b(?:/\S*)?", re.I)
_TITLED = re.compile(r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Prof|Professor)\.? [A-Z][\w'-]+")


class Place(str, Enum):
    """Where a text stands: in words for every practice, or among the facts of one."""

    WORDS = "words"
    FACT = "fact"


@dataclass(frozen=True)
class Slip:
    """Something that a text should not say.

    Attributes:
        kind: the rule's group, such as "turned_away", or "number", "retired", "invisible", ...
        found: the words it is about.
        says: what is wrong and what to do, in plain words.
        stops: whether it must be mended before it is saved; else it is a hint.
    """

    kind: str
    found: str
    says: str
    stops: bool

    def __str__(self) -> str:
        return f"“{self.found}” {self.says}" if self.found else self.says


@dataclass(frozen=True)
class _Rule:
    group: str
    match: re.Pattern[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    says: str
    stops: bool
    facts: bool


def lint(text: str, known: Known | None = None, place: Place = Place.WORDS, outsiders: bool = False) -> list[Slip]:
    """What a text should not say, the worst first.

    Args:
        known: what the practice has recorded; without it, numbers, addresses and names are not looked at.
        outsiders: whether people and numbers from outside the practice belong here, such as those of a complaints body.
    """
    found = [*_unseen(text), *_broken(text, place)]
    if known:
        found += _numbers(text, known, place, outsiders)
        if place is Place.WORDS:
            found += [*_addresses(text, known), *_people(text, known)]
    unique = {(slip.kind, slip.found): slip for slip in found}
    return sorted(unique.values(), key=lambda slip: not slip.stops)


def folded(text: str) -> str:
    """A text as the rules read it: without invisible signs, tricks of type and line breaks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return " ".join(plain.replace("\u2019", "'").replace("\u2018", "'").replace("\u2011", "-").lower().split())


def sentences(text: str) -> list[str]:
    """A text's sentences, folded."""
    return [each.strip() for each in re.split(r"(?<=[.!?])[\"”')]*\s+|\s*[•;]\s*", folded(text)) if each.strip()]


def speaks_of_danger(text: str) -> list[str]:
    """The sentences that speak of danger or of help, folded: a change of one needs a second person."""
    pattern = _safety()
    return [sentence for sentence in sentences(text) if pattern.search(sentence)]


@lru_cache(maxsize=2)
def _safety(path: Path = RULES_FILE) -> re.Pattern[str]:
    content = load_yaml(path)
    found = _compiled(content["safety"], content["lists"])
    assert found
    return found


def _compiled(pattern: str | None, lists: dict[str, str]) -> re.Pattern[str] | None:
    for _ in range(2):  # a list may name another one
        for name, value in lists.items():
            pattern = pattern.replace(f"{{{name}}}", value) if pattern else pattern
    return re.compile(pattern) if pattern else None


@lru_cache(maxsize=2)
def _rules(path: Path = RULES_FILE) -> tuple[_Rule, ...]:
    content = load_yaml(path)
    lists: dict[str, str] = content.pop("lists")
    del content["safety"]
    rules = []
    for group, entries in content.items():
        for entry in entries:
            match = _compiled(entry["match"], lists)
            assert match
            says = entry["say"].replace("{{", "{").replace("}}", "}")
            needs, unless = _compiled(entry.get("needs"), lists), _compiled(entry.get("unless"), lists)
            rules.append(_Rule(group, match, needs, unless, says, entry.get("stops", True), entry.get("facts", True)))
    return tuple(rules)


def _broken(text: str, place: Place) -> Iterator[Slip]:
    said = sentences(text)
    for rule in _rules():
        if place is Place.FACT and not rule.facts:
            continue
        for sentence in said:
            found = rule.match.search(sentence)
            if not found or (rule.unless and rule.unless.search(sentence)):
                continue
            if rule.needs and not rule.needs.search(sentence):
                continue
            yield Slip(rule.group, found.group().strip(" ,:;"), rule.says, rule.stops)
            break


def _unseen(text: str) -> Iterator[Slip]:
    words = wording("lint_words")
    for sign in text:
        if unicodedata.category(sign) in ("Cf", "Co", "Cn") and sign not in _JOINERS:
            yield Slip("invisible", "", words["invisible"], True)
            return
    # Joiners between plain letters only hide a word from whoever searches for it.
    if re.search(rf"[A-Za-z][{_JOINERS}]+[A-Za-z]", text):
        yield Slip("invisible", "", words["invisible"], True)
    for word in re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFKC", text)):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"}:
            yield Slip("invisible", word, words["mixed"], True)
            return


def _numbers(text: str, known: Known, place: Place, outsiders: bool) -> Iterator[Slip]:
    words = wording("lint_words")
    for raw, number in _dialled(text, known.country):
        kind = _kind_of(number, known)
        if kind in ("retired", "other_country"):
            yield Slip("retired" if kind == "retired" else "number", raw, words[kind], True)
        elif place is Place.WORDS:
            yield Slip("number", raw, words[kind], kind == "number")
        elif kind == "number" and len(number) >= _FULL and not outsiders:
            yield Slip("number", raw, words["number_in_fact"], False)


def _kind_of(number: str, known: Known) -> str:
    """Whose number it is; its words in data/wording/lint_words.yml."""
    if any(_same(number, each) for each in retired_numbers(known.country)):
        return "retired"
    if number == known.emergency_number:
        return "emergency_number"
    if any(_same(number, each) for each in known.helplines | helpline_numbers(known.country)):
        return "helpline_number"
    if any(_same(number, each) for each in known.numbers):
        return "own_number"
    return "other_country" if number in short_emergency_numbers() else "number"


def _dialled(text: str, country: str) -> Iterator[tuple[str, str]]:
    """(as written, digits) of whatever looks like a number to dial, letters on a keypad turned into digits."""
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    for found in _VANITY.finditer(plain):
        yield found.group(), digits(found.group().translate(_KEYPAD))
    for match in phonenumbers.PhoneNumberMatcher(plain, country, leniency=phonenumbers.Leniency.POSSIBLE):
        if len(digits(match.raw_string)) >= _FULL:
            yield match.raw_string, digits(match.raw_string)
    for found in _SHORT.finditer(plain):
        if not _COUNTED.match(plain[found.end(1) :].lstrip()):
            yield found[1], found[1]


def _same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _FULL:
        return one == other
    return one in other or other in one


def _addresses(text: str, known: Known) -> Iterator[Slip]:
    words = wording("lint_words")
    rest = text
    for mail in _EMAIL.findall(text):
        rest = rest.replace(mail, " ")
        if mail.casefold().rstrip(".") not in known.addresses:
            yield Slip("address", mail, words["address"], False)
    for link in _LINK.findall(rest):
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.casefold()).rstrip("/.,")
        if not any(bare in each for each in known.addresses):
            yield Slip("address", link, words["address"], False)


def _people(text: str, known: Known) -> Iterator[Slip]:
    words = wording("lint_words")
    titled = [found.group() for found in _TITLED.finditer(text)]
    named = [name for name in sorted(known.names, key=len, reverse=True) if re.search(rf"\b{re.escape(name)}\b", text)]
    for name in [*titled, *named][:1]:
        yield Slip("name", name, words["name"], False)
