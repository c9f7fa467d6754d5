"""Helplines in the database: loaded, saved, confirmed, and what is due for a check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.crisis.lines import Line, check_line, line_from, shipped
from bot.database.tables.crisis import HotlineRow

# A helpline's number or hours may change without notice; half a year is the age many directories keep to.
MOST_AGE = timedelta(days=180)

_COLUMNS = tuple(field.name for field in fields(Line))
# What staff decide about a line, which a newer shipped file must not undo.
_STAFF_COLUMNS = ("active", "checked_by")


class NoSuchLineError(Exception):
    """There is no line with this key."""


@dataclass(frozen=True)
class DueLine:
    """A line to check, and why."""

    line: Line
    reason: str


def load_lines(session: Session, active_only: bool = True) -> list[Line]:
    """All lines of the database, ordered by key."""
    query = select(HotlineRow).order_by(HotlineRow.key)
    if active_only:
        query = query.where(HotlineRow.active.is_(True))
    return [_line(row) for row in session.execute(query).scalars()]


def save_line(session: Session, line: Line) -> None:
    """Add a line, or replace the one with its key.

    Raises:
        bot.crisis.lines.LineError: a number cannot be dialled or is known to be wrong.
    """
    check_line(line)
    session.merge(HotlineRow(**_values(line)))


def remove_line(session: Session, key: str) -> None:
    """Remove a line that the practice added; a shipped one is only switched off, and stays off.

    Raises:
        NoSuchLineError: there is none.
    """
    row = _row(session, key)
    if row.local:
        session.delete(row)
    else:
        row.active = False


def confirm_line(session: Session, key: str, day: date, author: str, ways: Iterable[str] = ()) -> None:
    """Record that a person has called or opened the line.

    Args:
        ways: those of the unconfirmed ways that were found right, and may be shown from now on.

    Raises:
        NoSuchLineError: there is none.
    """
    row = _row(session, key)
    row.checked_on, row.checked_by = day, author
    row.unconfirmed = [way for way in row.unconfirmed if way not in set(ways)]


def load_shipped(session: Session) -> int:
    """Bring the shipped lines into the database, and return how many are new or newer.

    A line is replaced only by a later check: what staff confirmed since stays, and so does what they
    switched off.
    """
    present = {row.key: row for row in session.execute(select(HotlineRow)).scalars()}
    changed = 0
    for line in shipped().lines:
        row = present.get(line.key)
        if row is None:
            session.add(HotlineRow(**_values(line)))
        elif line.checked_on > row.checked_on and not row.local:
            kept = {name: getattr(row, name) for name in _STAFF_COLUMNS}
            session.merge(HotlineRow(**{**_values(line), **kept}))
        else:
            continue
        changed += 1
    return changed


def due_lines(lines: Iterable[Line], today: date, age: timedelta = MOST_AGE) -> list[DueLine]:
    """Lines that nobody has confirmed yet, or not for longer than `age`; the longest first."""
    due = [DueLine(line, reason) for line in lines if line.active and (reason := _reason(line, today, age))]
    return sorted(due, key=lambda item: (item.line.checked_on, item.line.country, item.line.key))


def _reason(line: Line, today: date, age: timedelta) -> str | None:
    days = (today - line.checked_on).days
    if timedelta(days=days) > age:
        return f"last checked {days} days ago"
    if line.checked_by is None:
        return "compared with sources only; nobody has called or opened it yet"
    if line.unconfirmed:
        return f"not confirmed: {', '.join(line.unconfirmed)}"
    return None


def _row(session: Session, key: str) -> HotlineRow:
    row = session.get(HotlineRow, key)
    if row is None:
        raise NoSuchLineError(f"there is no line {key!r}; `python -m bot.crisis lines` lists them")
    return row


def _line(row: HotlineRow) -> Line:
    return line_from({name: getattr(row, name) for name in _COLUMNS})


def _values(line: Line) -> dict[str, object]:
    values = asdict(line)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
