"""The document of a practice record as flat fields: what changed between two states, and two people's changes merged.

A field's name is its dotted path, such as "channels.text.address"; a list is one field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One field that was changed. `before` or `after` is None where there was no such field."""

    field: str
    before: Any
    after: Any


def fields_of(document: dict[str, Any], prefix: str = "") -> Fields:
    flat: Fields = {}
    for key, value in document.items():
        if isinstance(value, dict):
            flat.update(fields_of(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def document_of(fields: Fields) -> dict[str, Any]:
    """The inverse of `fields_of`."""
    document: dict[str, Any] = {}
    for name, value in fields.items():
        *path, last = name.split(".")
        part = document
        for key in path:
            part = part.setdefault(key, {})
        part[last] = value
    return document


def changes(before: Fields, after: Fields) -> tuple[Change, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def clashes(mine: Iterable[Change], theirs: Iterable[Change]) -> tuple[Change, ...]:
    """Those of their changes that touch what mine touch, and end differently."""
    own = list(mine)
    return tuple(
        change for change in theirs if any(_touch(change.field, each.field) and change != each for each in own)
    )


def merged(theirs: Fields, mine: Iterable[Change]) -> Fields:
    """Their state with my changes on it: of a clash mine stays, and of lists what either added."""
    result = dict(theirs)
    for change in mine:
        if change.after is None:
            result.pop(change.field, None)
            continue
        if isinstance(change.after, list) and isinstance(theirs.get(change.field), list):
            result[change.field] = _merged_list(theirs[change.field], change)
            continue
        for name in [name for name in result if name != change.field and _touch(name, change.field)]:
            del result[name]
        result[change.field] = change.after
    return result


def _touch(one: str, other: str) -> bool:
    """Whether two fields are the same, or one is a part of the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _merged_list(theirs: list[Any], change: Change) -> list[Any]:
    before = change.before if isinstance(change.before, list) else []
    kept = [each for each in theirs if each in change.after or each not in before]
    return [*kept, *(each for each in change.after if each not in before and each not in kept)]
