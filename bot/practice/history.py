"""Every saved state of the practice record: what each changed, and how to take a change back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.tables.practice import PracticeVersionRow
from bot.practice.practice_file import document, import_record, read_document, record_of
from bot.practice.record import PracticeRecord
from bot.practice.store import load_record, save_record


class UnknownVersionError(Exception):
    """There is no version of this number, or none before it to go back to."""


class UndoConflictError(Exception):
    """The change cannot be taken back; the message names the fields and the reason."""


@dataclass(frozen=True)
class Change:
    """One field that a version changed. `before` or `after` is None where there was no such field."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Version:
    """A saved state of the record; `saved_at` is UTC, `changes` are against the version before."""

    number: int
    saved_at: datetime
    author: str
    note: str
    changes: tuple[Change, ...]


def history(session: Session, newest: int = 50) -> list[Version]:
    """The newest versions, the last saved first, each with the fields it changed."""
    rows = session.execute(
        select(PracticeVersionRow).order_by(PracticeVersionRow.id.desc()).limit(newest + 1)
    ).scalars()
    states = [(row, _fields(read_document(row.record))) for row in rows]
    versions = []
    for index, (row, fields) in enumerate(states[:newest]):
        earlier = states[index + 1][1] if index + 1 < len(states) else {}
        versions.append(Version(row.id, row.saved_at, row.author, row.note, _changes(earlier, fields)))
    return versions


def load_version(session: Session, number: int) -> PracticeRecord:
    """The record as it was saved.

    Raises:
        UnknownVersionError: there is no such version.
    """
    return import_record(_row(session, number).record)


def undo(session: Session, number: int, author: str, field: str | None = None) -> int:
    """Take back what one version changed, and give the new version's number. What others changed since stays.

    Args:
        field: take back only this field, or the fields below it, by dotted name (such as "channels.text").

    Raises:
        UnknownVersionError: there is no such version, or no version before it.
        UndoConflictError: a field was changed again since, or the version did not change it.
        PracticeFileError: what would be left is not a usable record.
    """
    changes = _changes_of(session, number)
    if field is not None:
        changes = tuple(each for each in changes if f"{each.field}.".startswith(f"{field}."))
    if not changes:
        raise UndoConflictError(f"version {number} did not change {field or 'anything'}")
    fields = _fields(document(load_record(session)))
    again = [change.field for change in changes if fields.get(change.field) != change.after]
    if again:
        raise UndoConflictError(f"changed again since version {number}: {', '.join(again)}")
    for change in changes:
        if change.before is None:
            del fields[change.field]
        else:
            fields[change.field] = change.before
    return save_record(session, record_of(_nested(fields)), author, note=f"undo of version {number}")


def _row(session: Session, number: int) -> PracticeVersionRow:
    row = session.get(PracticeVersionRow, number)
    if row is None:
        raise UnknownVersionError(f"there is no version {number}")
    return row


def _changes_of(session: Session, number: int) -> tuple[Change, ...]:
    after = read_document(_row(session, number).record)
    earlier = session.execute(
        select(PracticeVersionRow.record)
        .where(PracticeVersionRow.id < number)
        .order_by(PracticeVersionRow.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if earlier is None:
        raise UnknownVersionError(f"version {number} is the first: there is nothing before it")
    return _changes(_fields(read_document(earlier)), _fields(after))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _fields(part: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """The document as a flat mapping of dotted names; a list is one field."""
    flat: dict[str, Any] = {}
    for key, value in part.items():
        if isinstance(value, dict):
            flat.update(_fields(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _nested(fields: dict[str, Any]) -> dict[str, Any]:
    """The inverse of `_fields`."""
    nested: dict[str, Any] = {}
    for name, value in fields.items():
        *path, last = name.split(".")
        part = nested
        for key in path:
            part = part.setdefault(key, {})
        part[last] = value
    return nested
