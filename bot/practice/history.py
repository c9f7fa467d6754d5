"""Every saved state of the practice record: what each changed, and how to take a change back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.tables.practice import PracticeVersionRow
from bot.practice.fields import Change, changes, document_of, fields_of
from bot.practice.practice_file import document, read_document, record_of
from bot.practice.store import load_record, save_record


class UnknownVersionError(Exception):
    """There is no version of this number, or none before it to go back to."""


class UndoConflictError(Exception):
    """The change cannot be taken back; the message names the fields and the reason.

    Attributes:
        fields: those that were changed again since; empty if the version did not change what was to be undone.
    """

    def __init__(self, message: str, fields: Iterable[str] = ()) -> None:
        self.fields = tuple(fields)
        super().__init__(message)


@dataclass(frozen=True)
class Version:
    """A saved state of the record; `saved_at` is UTC, `changes` are against the version before."""

    number: int
    saved_at: datetime
    author: str
    note: str
    changes: tuple[Change, ...]


def history(session: Session, newest: int = 50, before: int | None = None) -> list[Version]:
    """The newest versions, the last saved first, each with the fields it changed.

    Args:
        before: only versions with a smaller number than this.
    """
    query = select(PracticeVersionRow).order_by(PracticeVersionRow.id.desc()).limit(newest + 1)
    if before is not None:
        query = query.where(PracticeVersionRow.id < before)
    rows = session.execute(query).scalars()
    states = [(row, fields_of(read_document(row.record))) for row in rows]
    versions = []
    for index, (row, fields) in enumerate(states[:newest]):
        earlier = states[index + 1][1] if index + 1 < len(states) else {}
        versions.append(Version(row.id, row.saved_at, row.author, row.note, changes(earlier, fields)))
    return versions


def load_document(session: Session, number: int) -> dict[str, Any]:
    """The document of the record as it was saved, for comparing and editing.

    Raises:
        UnknownVersionError: there is no such version.
    """
    return read_document(_row(session, number).record)


def undo(session: Session, number: int, author: str, field: str | None = None) -> int:
    """Take back what one version changed, and give the new version's number. What others changed since stays.

    Args:
        field: take back only this field, or the fields below it, by dotted name (such as "channels.text").

    Raises:
        UnknownVersionError: there is no such version, or no version before it.
        UndoConflictError: a field was changed again since, or the version did not change it.
        PracticeFileError: what would be left is not a usable record.
    """
    wanted = changes_of(session, number)
    if field is not None:
        wanted = tuple(each for each in wanted if f"{each.field}.".startswith(f"{field}."))
    if not wanted:
        raise UndoConflictError(f"version {number} did not change {field or 'anything'}")
    fields = fields_of(document(load_record(session)))
    again = [change.field for change in wanted if fields.get(change.field) != change.after]
    if again:
        raise UndoConflictError(f"changed again since version {number}: {', '.join(again)}", again)
    for change in wanted:
        if change.before is None:
            del fields[change.field]
        else:
            fields[change.field] = change.before
    return save_record(session, record_of(document_of(fields)), author, note=f"undo of version {number}")


def _row(session: Session, number: int) -> PracticeVersionRow:
    row = session.get(PracticeVersionRow, number)
    if row is None:
        raise UnknownVersionError(f"there is no version {number}")
    return row


def changes_of(session: Session, number: int) -> tuple[Change, ...]:
    """What one version changed.

    Raises:
        UnknownVersionError: there is no such version, or no version before it.
    """
    after = read_document(_row(session, number).record)
    earlier = session.execute(
        select(PracticeVersionRow.record)
        .where(PracticeVersionRow.id < number)
        .order_by(PracticeVersionRow.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if earlier is None:
        raise UnknownVersionError(f"version {number} is the first: there is nothing before it")
    return changes(fields_of(read_document(earlier)), fields_of(after))
