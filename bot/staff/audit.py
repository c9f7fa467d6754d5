"""The audit log: every change by staff, append-only, in a chain of hashes in which tampering shows.

An entry's hash covers its content and the hash of the entry before it, so a changed, removed or inserted entry
breaks the chain from there on; the head row tells when the end is missing. Somebody who can write to the database and
computes every later hash anew is not found by this: for that, note the last hash elsewhere from time to time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.database.tables.staff import AuditEntryRow, AuditHeadRow

_HEAD = 1


class AuditError(Exception):
    """The audit log cannot be continued, so the change that it would record is not made."""


@dataclass(frozen=True)
class Entry:
    """One change.

    Attributes:
        at: naive UTC.
        actor: name of the account, or who ran a command.
        action: what was done, as "subject.verb", such as "account.add".
        subject: what it was done to.
        details: what else is worth knowing; never words of a client.
    """

    position: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]

    @property
    def kind(self) -> str:
        """What it is about: what stands before the dot of its action."""
        return self.action.partition(".")[0]


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; what is left out does not matter.

    Attributes:
        actor: exactly this name.
        kind: what stands before the dot of an action, such as "facts".
        since, until: naive UTC; `until` itself is not among them.
    """

    actor: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[Any]:
        return [
            *([AuditEntryRow.actor == self.actor] if self.actor else []),
            *([AuditEntryRow.action.startswith(f"{self.kind}.", autoescape=True)] if self.kind else []),
            *([AuditEntryRow.at >= self.since] if self.since else []),
            *([AuditEntryRow.at < self.until] if self.until else []),
        ]


@dataclass(frozen=True)
class Verdict:
    """Whether the log is whole.

    Attributes:
        broken_at: position of the first entry that does not fit; None if all do.
        last_hash: of the newest entry, to be noted elsewhere.
    """

    length: int
    broken_at: int | None
    last_hash: str

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def record(session: Session, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None) -> None:
    """Add an entry, in the transaction of the change itself: both are kept or neither is.

    Args:
        actor: name of the account.
        action: "subject.verb", such as "helpline.confirm".
        subject: what was changed, cut after 200 characters.
        details: plain JSON; never words of a client.

    Raises:
        AuditError: the head of the log is missing.
    """
    # Updating the head first makes writers queue: none can build on the same last entry.
    head = update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(length=AuditHeadRow.length + 1)
    if session.execute(head, execution_options={"synchronize_session": False}).rowcount != 1:
        raise AuditError("the audit log has lost its head row: restore the database from a backup")
    length, previous = session.execute(
        select(AuditHeadRow.length, AuditHeadRow.hash).where(AuditHeadRow.id == _HEAD)
    ).one()
    values = {
        "position": length,
        "at": datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0),
        "actor": actor[:80],
        "action": action,
        "subject": subject[:200],
        "details": json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True, default=str),
        "previous_hash": previous,
    }
    digest = _hash(values)
    session.add(AuditEntryRow(**values, hash=digest))
    session.execute(
        update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(hash=digest),
        execution_options={"synchronize_session": False},
    )


def entries(
    session: Session, most: int | None = None, before: int | None = None, wanted: Wanted | None = None
) -> list[Entry]:
    """The newest entries first.

    Args:
        most: how many; None for all.
        before: a position, for the next page.
    """
    query = select(AuditEntryRow).order_by(AuditEntryRow.position.desc()).limit(most)
    if before is not None:
        query = query.where(AuditEntryRow.position < before)
    if wanted is not None:
        query = query.where(*wanted.conditions())
    rows = session.execute(query).scalars()
    return [Entry(row.position, row.at, row.actor, row.action, row.subject, _details(row.details)) for row in rows]


def actors(session: Session) -> list[str]:
    """Everybody who ever did something, by name."""
    found = session.execute(select(AuditEntryRow.actor).distinct()).scalars()
    return sorted(found, key=str.casefold)


def newest(session: Session, action: str) -> dict[str, datetime]:
    """When each actor last did something (naive UTC), such as signing in."""
    query = select(AuditEntryRow.actor, func.max(AuditEntryRow.at)).where(AuditEntryRow.action == action)
    return dict(session.execute(query.group_by(AuditEntryRow.actor)).all())


def verify(session: Session) -> Verdict:
    """Check the whole chain."""
    found = session.execute(select(AuditHeadRow.length, AuditHeadRow.hash).where(AuditHeadRow.id == _HEAD)).first()
    length, last = found or (-1, "")
    previous, count = "", 0
    for row in session.execute(select(AuditEntryRow).order_by(AuditEntryRow.position)).scalars():
        count += 1
        values = {column: getattr(row, column) for column in _HASHED}
        if row.position != count or row.previous_hash != previous or row.hash != _hash(values):
            return Verdict(length, count, last)
        previous = row.hash
    whole = count == length and previous == last
    return Verdict(length, None if whole else count + 1, last)


_HASHED = ("position", "at", "actor", "action", "subject", "details", "previous_hash")


def _hash(values: Mapping[str, Any]) -> str:
    content = {name: str(values[name]) for name in _HASHED}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _details(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {"unreadable": text}
    return content if isinstance(content, dict) else {"unreadable": text}
