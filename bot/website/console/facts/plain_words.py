"""Fields of the record and their values as staff read them: in the history, beside a clash, before an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.practice import spoken
from bot.practice.fields import Change
from bot.practice.file_reading import NOT_OFFERED
from bot.practice.lined_yaml import NOT_RECORDED, as_date
from bot.practice.wording import wording
from bot.website.console.facts.parts import Document, Path, get
from bot.website.console.words import words as words_of


@dataclass(frozen=True)
class ChangeText:
    """One change in plain words. `added` and `removed` are the items of a list; else `before` and `after`."""

    field: str
    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def describe_change(change: Change, therapists: Mapping[str, str], country: str) -> ChangeText:
    """
    Args:
        therapists: names by key.
        country: decides how days are written.
    """
    name = label(change.field, therapists)
    if _is_closures(change.field):
        earlier, later = ([_closure(each, country) for each in value or []] for value in (change.before, change.after))
        added = tuple(each for each in later if each not in earlier)
        return ChangeText(change.field, name, added=added, removed=tuple(each for each in earlier if each not in later))
    before, after = (value_in_words(change.field, value, country) for value in (change.before, change.after))
    return ChangeText(change.field, name, before, after)


def part_in_words(document: Document, path: Path, country: str) -> list[tuple[str, str]]:
    """What the practice itself has at a path: (what, value) pairs; the first is empty where there is one value only."""
    value, field = get(document, path), ".".join(path)
    if not isinstance(value, dict):
        return [("", value_in_words(field, value, country))]
    labels = ((key, _labels([*path, key], words_of("facts"))[-1]) for key in value if key != "status")
    return [(name, value_in_words(f"{field}.{key}", value[key], country)) for key, name in labels]


def label(field: str, therapists: Mapping[str, str]) -> str:
    """Such as "Dr. Maya Okafor · Texting · How private it is"."""
    words = words_of("facts")
    path = field.split(".")
    prefix = []
    if path[0] == "therapists":
        prefix = [therapists.get(path[1], path[1])]
        path = path[2:]
    return " · ".join([*prefix, *_labels(path, words)])


def _labels(path: list[str], words: dict[str, Any]) -> list[str]:
    if not path:
        return []
    part, below = path[0], path[1:]
    if part == "channels" and below:
        channel = words["channels"].get(below[0], below[0])
        return [channel, *(words["details"].get(each, each) for each in below[1:])]
    if part == "hours":
        return [words["tasks"]["hours"]["title"], *(words["weekdays"].get(each, each) for each in below)]
    if part == "openings":
        return [words["openings"]]
    if part == "closures":
        return [words["tasks"]["closures"]["title"]]
    if part in ("statements", "practice", "policy") and below:
        return [words[part].get(below[0], below[0])]
    return [words["therapist"].get(part, part), *below]


def _is_closures(field: str) -> bool:
    return field.split(".")[-1] in ("closures", "absences", "openings")


def value_in_words(field: str, value: Any, country: str) -> str:
    """The value of a field, such as "yes" or "bills and forms"; `country` decides how days are written."""
    if value is None or value == NOT_RECORDED:
        return "not recorded"
    if value == NOT_OFFERED:
        return "not offered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return spoken.day_and_year(value, country)
    if field.endswith(".purposes"):
        return spoken.listing([wording("facts")["uses"].get(each, each) for each in value])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _closure(closure: dict[str, Any], country: str) -> str:
    """Such as "December 14, 2026 to December 18, 2026, vacation; Daniel Reyes covers (503-555-0140)"."""
    days = [as_date(each) for each in str(closure.get("days") or closure.get("day") or "").split(" to ")]
    text = " to ".join(spoken.day_and_year(each, country) for each in days if each)
    if closure.get("from"):
        text += f" from {closure['from']}"
    if closure.get("until"):
        text += f" until {closure['until']}"
    if closure.get("reason"):
        text += f", {closure['reason']}"
    cover = closure.get("cover") or {}
    if cover:
        contact = f" ({cover['contact']})" if cover.get("contact") else ""
        text += f"; {cover.get('name', 'cover')} covers{contact}"
    return text
