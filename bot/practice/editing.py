"""Saving a change to the record without losing what somebody else saved in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.practice.fields import Change, changes, clashes, document_of, fields_of, merged
from bot.practice.history import Version, history
from bot.practice.lined_yaml import PracticeFileError, Problem
from bot.practice.lint_check import slips
from bot.practice.practice_file import document, record_of
from bot.practice.record import PracticeRecord
from bot.practice.store import SaveConflictError, current_version, load_record, save_record

# A save that meets another one looks again; more than this in a row is a fault.
ATTEMPTS = 3

Document = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a change.

    Attributes:
        version: the version that was saved, or the newest one that has to be looked at first.
        document: the record as it is with the change.
        changes: what was saved; empty if nothing was.
        meanwhile: versions that others saved since the editor loaded the record.
        clashes: fields that others changed to something else; then nothing was saved.
    """

    version: int
    document: Document
    changes: tuple[Change, ...] = ()
    meanwhile: tuple[Version, ...] = ()
    clashes: tuple[Change, ...] = ()


def changed(before: Document, edited: Document) -> tuple[Change, ...]:
    """The fields that an edited document changes.

    Args:
        before: as `practice_file.document` gives it.

    Raises:
        PracticeFileError: the edited document is not a usable record, or a field that it changes says what no client
            may read.
    """
    record = record_of(edited)
    found = changes(fields_of(before), fields_of(document(record)))
    fields = {change.field for change in found}
    wrong = [(field, str(slip)) for field, slip in slips(record) if slip.stops and field in fields]
    if wrong:
        raise PracticeFileError(
            [Problem(0, f"{field}: {says}", tuple(field.split(".")), says) for field, says in wrong]
        )
    return found


def save_changes(
    session: Session,
    mine: tuple[Change, ...],
    based_on: int,
    author: str,
    note: str,
    saved: Callable[[int, tuple[Change, ...]], None],
) -> Outcome:
    """Save a change on top of whatever others saved since version `based_on`, unless both touch the same field.

    Args:
        mine: against version `based_on`.
        saved: is told the new version and its changes, in the same transaction.

    Raises:
        SaveConflictError: others saved again and again in between.
        PracticeFileError: the change alone is fine, and with nobody else's changes it is not a usable record.
    """
    for _ in range(ATTEMPTS):
        newest = current_version(session)
        if newest is None:
            raise SaveConflictError("there is no record")
        meanwhile = _since(session, based_on) if newest != based_on else ()
        now = document(load_record(session))
        result = document_of(merged(fields_of(now), mine))
        touched = clashes(mine, [change for version in meanwhile for change in version.changes])
        record = _usable(result, bool(meanwhile))
        if touched or record is None:
            return Outcome(newest, result, meanwhile=meanwhile, clashes=touched)
        real = changes(fields_of(now), fields_of(document(record)))
        if not real:
            return Outcome(newest, now, meanwhile=meanwhile)
        try:
            version = save_record(session, record, author, note, based_on=newest)
        except SaveConflictError:
            continue
        saved(version, real)
        return Outcome(version, document(record), real, meanwhile)
    raise SaveConflictError("others keep saving: try again")


def _since(session: Session, number: int) -> tuple[Version, ...]:
    newest = current_version(session) or number
    versions = history(session, newest - number) if newest > number else []
    return tuple(version for version in versions if version.number > number)


def _usable(content: Document, with_others: bool) -> PracticeRecord | None:
    """The record; None if only what others did makes it unusable."""
    try:
        return record_of(content)
    except PracticeFileError:
        if with_others:
            return None
        raise
