"""What the facts pages have in common: the blueprint, the record as it stands, and saving with an audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from sqlalchemy.orm import Session

from bot.practice.editing import Outcome, save_changes
from bot.practice.fields import Change
from bot.practice.practice_file import document
from bot.practice.store import current_version, load_record
from bot.staff import audit
from bot.website.console.access import signed_in
from bot.website.console.facts import tasks
from bot.website.console.facts.parts import Document, MayEdit, Path
from bot.website.console.facts.permissions import may_edit
from bot.website.console.facts.plain_words import ChangeText, describe_change
from bot.website.console.words import words as words_of

blueprint = Blueprint("facts", __name__, url_prefix="/facts")
HOME = "staff.facts.index"


@dataclass(frozen=True)
class RecordVersion:
    """The record as it is in force: its document, the version's number, and how its country writes days."""

    document: Document
    version: int

    @property
    def country(self) -> str:
        return str(self.document["practice"]["country"])

    @property
    def therapists(self) -> dict[str, str]:
        return tasks.therapists(self.document)

    def describe(self, changes: tuple[Change, ...]) -> list[ChangeText]:
        """Changes in plain words; of a therapist who came or went with them, by the name in them."""
        named = {
            change.field.split(".")[1]: str(change.after or change.before)
            for change in changes
            if change.field.startswith("therapists.")
            and change.field.endswith(".name")
            and change.field.count(".") == 2
        }
        return [describe_change(change, {**named, **self.therapists}, self.country) for change in changes]


def current_record(session: Session) -> RecordVersion:
    """
    Raises:
        NoRecordError: nobody has imported a practice record yet.
    """
    record = load_record(session)
    return RecordVersion(document(record), current_version(session) or 0)


def may() -> MayEdit:
    """What the signed-in staff member may change."""
    role = signed_in().role

    def allowed(path: Path) -> bool:
        return may_edit(role, path)

    return allowed


def posted() -> dict[str, list[str]]:
    """What was typed, by the controls' names."""
    return {name: request.form.getlist(name) for name in request.form}


def based_on(newest: int) -> int:
    """The version that the form was made from."""
    number = request.form.get("based_on", type=int)
    return newest if number is None or not 0 < number <= newest else number


def save(session: Session, mine: tuple[Change, ...], base: int, title: str) -> Outcome:
    """Save changes, with an audit entry in the same transaction.

    Raises:
        SaveConflictError: others keep saving.
        PracticeFileError: the record would not be usable.
    """
    return save_changes(session, mine, base, signed_in().name, title, lambda *saved: note(session, title, *saved))


def note(session: Session, title: str, version: int, changes: tuple[Change, ...], action: str = "facts.save") -> None:
    """The audit entry of a new version: what was changed from what to what, in plain words."""
    audit.record(session, signed_in().name, action, title, {"version": version, **audited(session, changes)})


def audited(session: Session, changes: tuple[Change, ...]) -> Mapping[str, Any]:
    """What was changed, from what to what, as the audit log keeps it: by the fields' plain names."""
    details = {}
    for each in current_record(session).describe(changes):
        gone = [words_of("facts")["said"]["removed"].format(item=item) for item in each.removed]
        new = [words_of("facts")["said"]["added"].format(item=item) for item in each.added]
        details[each.label] = "; ".join([*gone, *new]) or f"{each.before} → {each.after}"
    return details


def title_of(form: tasks.Form, therapists: Mapping[str, str]) -> str:
    """Such as "Texting, Dr. Maya Okafor"."""
    title = str(form.words["title"])
    whom = therapists.get(form.therapist or "")
    return f"{title}, {whom}" if whom else title
