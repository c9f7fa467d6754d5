"""Helplines in the database: brought up to date, corrected, confirmed, withdrawn, and what is due for a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.tables.crisis import HotlineRow
from bot.helplines.lines import CATEGORIES, Line, check_line, line_from, shipped

# A helpline's number or hours may change without notice; half a year is the age many directories keep to.
MOST_AGE = timedelta(days=180)

_COLUMNS = tuple(field.name for field in fields(Line))
# What staff may correct in a shipped line; an update then leaves it alone.
CORRECTABLE = ("phone", "sms", "sms_keyword", "chat_url", "url", "hours", "sms_hours", "chat_hours", "note")
# What a person has called or opened when they confirm a line: that does not confirm an entry with another of these.
_WAYS = ("phone", "sms", "sms_keyword", "whatsapp", "chat_url")
# What the program decides with, which must fit the release however old the check.
_STRUCTURE = ("country", "category", "serves", "groups", "position", "timezone", "languages", "sources", "confidence")
# Among what staff corrected: that they switched it off.
SWITCHED_OFF = "active"
# What staff decide about a line, which no update undoes.
_STAFF = ("active", "corrected", "withdrawn_on", "local")


class NoSuchLineError(Exception):
    """There is no line with this key."""


@dataclass(frozen=True)
class DueLine:
    """A line to check, and why."""

    line: Line
    reason: str


@dataclass(frozen=True)
class Loaded:
    """What an update did: how many lines are new or changed, and the names of those that it ended."""

    changed: int
    withdrawn: tuple[str, ...]


def load_lines(session: Session, active_only: bool = True) -> list[Line]:
    """All lines of the database, in the order in which they are shown; the practice's own come first."""
    query = select(HotlineRow).order_by(HotlineRow.position, HotlineRow.key)
    if active_only:
        query = query.where(HotlineRow.active.is_(True))
    return [_line(row) for row in session.execute(query).scalars()]


def save_line(session: Session, line: Line) -> None:
    """Add a line, or replace the one with its key.

    Raises:
        bot.helplines.lines.LineError: a number cannot be dialled or is known to be wrong.
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
        row.corrected = sorted({*row.corrected, SWITCHED_OFF})


def restore_line(session: Session, key: str) -> None:
    """Show a line again that staff had switched off.

    Raises:
        NoSuchLineError: there is none, or an update ended it.
    """
    row = _row(session, key)
    if row.withdrawn_on is not None:
        raise NoSuchLineError(f"{key!r} was ended by an update")
    row.active = True
    row.corrected = [name for name in row.corrected if name != SWITCHED_OFF]


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


def correct_line(session: Session, key: str, values: Mapping[str, str | None], day: date, author: str) -> Line:
    """Write other values into a line; they stay through updates, and count as called or opened by the author.

    Args:
        values: of CORRECTABLE; None empties a field.

    Raises:
        NoSuchLineError: there is none.
        bot.helplines.lines.LineError: a number cannot be dialled or is known to be wrong.
    """
    line = _line(_row(session, key))
    changed = {name: value for name, value in values.items() if getattr(line, name) != value}
    ways = {"hours" if name.endswith("hours") else name for name in changed}
    corrected = replace(
        line,
        **changed,  # type: ignore[arg-type]
        corrected=() if line.local else tuple(sorted({*line.corrected, *changed})),
        unconfirmed=tuple(way for way in line.unconfirmed if way not in ways),
        checked_on=day,
        checked_by=author,
    )
    save_line(session, corrected)
    return corrected


def undo_correction(session: Session, key: str) -> None:
    """Take the shipped values of a line that staff had corrected.

    Raises:
        NoSuchLineError: there is none, or it is not shipped any more.
    """
    row = _row(session, key)
    line = next((line for line in shipped().lines if line.key == key), None)
    if line is None:
        raise NoSuchLineError(f"{key!r} is not shipped any more")
    session.merge(HotlineRow(**{**_values(line), "active": row.active}))


def load_shipped(session: Session, today: date | None = None) -> Loaded:
    """Bring the shipped lines into the database, and end those that are not shipped any more or have ended.

    A line's numbers and words are replaced only by a later check: what staff confirmed since stays, and so does what
    they corrected or switched off.
    """
    today = today or datetime.now(timezone.utc).date()
    present = {row.key: row for row in session.execute(select(HotlineRow)).scalars()}
    current = {line.key: line for line in shipped().lines if line.active}
    changed = sum(_bring(session, line, present.get(line.key)) for line in current.values())
    withdrawn = []
    for key, row in present.items():
        if key not in current and not row.local and row.withdrawn_on is None:
            row.active, row.withdrawn_on = False, today
            withdrawn.append(row.name)
    return Loaded(changed, tuple(withdrawn))


def _bring(session: Session, line: Line, row: HotlineRow | None) -> bool:
    """Whether the line is new, or changed its row."""
    if row is None:
        session.add(HotlineRow(**_values(line)))
        return True
    if row.local:
        return False
    before, shipped_values = _values(_kept(row)), _values(line)
    values = {**before, **{name: shipped_values[name] for name in _STRUCTURE}}
    if line.checked_on > row.checked_on:
        values = {**shipped_values, **{name: before[name] for name in (*_STAFF, *row.corrected)}}
        same = all(values[way] == before[way] for way in _WAYS)
        values["checked_by"] = row.checked_by if same else None
        if same and row.checked_by:
            values["unconfirmed"] = [way for way in line.unconfirmed if way in row.unconfirmed]
    if row.withdrawn_on is not None:
        values.update(active=SWITCHED_OFF not in row.corrected, withdrawn_on=None)
    if values == before:
        return False
    session.merge(HotlineRow(**values))
    return True


def _kept(row: HotlineRow) -> Line:
    """The row as a line, in categories of this release: an older one may have had others."""
    values = {name: getattr(row, name) for name in _COLUMNS}
    if values["category"] not in CATEGORIES:
        values["category"] = "local"
    return line_from(values)


def withdrawn_lines(session: Session, since: date) -> list[Line]:
    """Lines that an update ended since a day."""
    query = select(HotlineRow).where(HotlineRow.withdrawn_on >= since).order_by(HotlineRow.key)
    return [_kept(row) for row in session.execute(query).scalars()]


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
        raise NoSuchLineError(f"there is no line {key!r}; `python -m bot.helplines lines` lists them")
    return row


def _line(row: HotlineRow) -> Line:
    return line_from({name: getattr(row, name) for name in _COLUMNS})


def _values(line: Line) -> dict[str, object]:
    values = asdict(line)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
