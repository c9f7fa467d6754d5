"""The practice record in the database: loaded whole, saved whole, every saved state kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.database.tables.practice import (
    ChannelRow,
    ClosureRow,
    ExtraOpeningRow,
    OpeningHoursRow,
    PracticeRow,
    PracticeVersionRow,
    StatementRow,
    TherapistRow,
)
from bot.practice.practice_file import export_record
from bot.practice.record import (
    Channel,
    ChannelKind,
    Closure,
    Opening,
    OpeningHours,
    PracticeRecord,
    ReplyTime,
    ReplyUnit,
    Statement,
    Status,
    Therapist,
)

# A reader who meets a save in progress reads again; saves are rare, so more than this is a fault.
READ_ATTEMPTS = 5
# One database serves one practice: its row has this id, so that there can be no second one.
ONLY_PRACTICE = 1

Value = TypeVar("Value")


class NoRecordError(Exception):
    """The database holds no practice record yet: import one."""


class SaveConflictError(Exception):
    """Somebody else saved since the editor loaded the record."""


def load_record(session: Session) -> PracticeRecord:
    """The record as it stands now.

    Raises:
        NoRecordError: none has been saved.
    """
    for _ in range(READ_ATTEMPTS):
        before = current_version(session)
        record = _read(session)
        # Rows come with several queries. A save in between would mix two records; it also adds a version.
        if current_version(session) == before:
            break
    if record is None:
        raise NoRecordError("no practice record: run `.venv/bin/python -m bot.practice import FILE`")
    return record


def save_record(
    session: Session, record: PracticeRecord, author: str, note: str = "", based_on: int | None = None
) -> int:
    """Make this the record, keep it as a version, and give the version's number.

    Args:
        based_on: number of the version that the editor saw, if nothing newer may be overwritten.

    Raises:
        SaveConflictError: there is a newer version than `based_on`.
    """
    _wait_for_other_saves(session)
    newest = current_version(session)
    if based_on is not None and newest != based_on:
        raise SaveConflictError(f"version {newest} was saved after version {based_on}: load it and try again")
    _write(session, record)
    version = PracticeVersionRow(
        saved_at=datetime.now(timezone.utc).replace(tzinfo=None),
        author=author,
        note=note,
        record=export_record(record),
    )
    session.add(version)
    session.flush()
    return int(version.id)


def current_version(session: Session) -> int | None:
    """Number of the newest version; None before the first save."""
    newest: int | None = session.execute(select(func.max(PracticeVersionRow.id))).scalar_one()
    return newest


def newest_save(session: Session) -> tuple[int, datetime] | None:
    """Number and moment of the newest version: together they name it also where a restore has turned numbers back."""
    newest = select(PracticeVersionRow.id, PracticeVersionRow.saved_at).order_by(PracticeVersionRow.id.desc())
    found = session.execute(newest.limit(1)).first()
    return (found.id, found.saved_at) if found else None


# --- record -> rows -----------------------------------------------------------------------------------------


def _wait_for_other_saves(session: Session) -> None:
    """Nobody else saves from here to the end of the transaction: writing the practice's row locks it."""
    session.execute(update(PracticeRow).values(id=PracticeRow.id).execution_options(synchronize_session=False))


def _write(session: Session, record: PracticeRecord) -> None:
    """Write all rows anew. Therapists are addressed by their keys elsewhere, so their row ids may change."""
    for table in (ChannelRow, OpeningHoursRow, ClosureRow, ExtraOpeningRow, StatementRow, TherapistRow):
        session.execute(delete(table).execution_options(synchronize_session=False))
    values = {column: getattr(record, column) for column in _PRACTICE_COLUMNS}
    session.merge(PracticeRow(id=ONLY_PRACTICE, open_on_holidays=list(record.open_on_holidays), **values))
    _write_openings(session, None, record.openings)
    _write_values(session, None, record.channels, record.hours, record.closures, record.statements)
    for therapist in record.therapists:
        row = TherapistRow(
            key=therapist.id,
            name=therapist.name,
            role=therapist.role,
            pronouns=therapist.pronouns,
            aliases=list(therapist.aliases),
        )
        session.add(row)
        session.flush()
        _write_openings(session, row.id, therapist.openings)
        _write_values(session, row.id, therapist.channels, therapist.hours, therapist.absences, therapist.statements)


_PRACTICE_COLUMNS = (
    "name",
    "country",
    "region",
    "timezone",
    "emergency_number",
    "closed_on_public_holidays",
    "policy_version",
    "effective_from",
    "review_by",
)


def _write_openings(session: Session, owner: int | None, openings: Iterable[Opening]) -> None:
    session.add_all(ExtraOpeningRow(therapist_id=owner, **vars(opening)) for opening in openings)


def _write_values(
    session: Session,
    owner: int | None,
    channels: Iterable[Channel],
    hours: Iterable[OpeningHours] | None,
    closures: Iterable[Closure],
    statements: Iterable[Statement],
) -> None:
    session.add_all(_channel_row(owner, channel) for channel in channels)
    session.add_all(OpeningHoursRow(therapist_id=owner, **vars(stretch)) for stretch in hours or ())
    session.add_all(ClosureRow(therapist_id=owner, **vars(closure)) for closure in closures)
    session.add_all(
        StatementRow(therapist_id=owner, key=each.key, status=each.status.value, text=each.text) for each in statements
    )
    session.flush()


def _channel_row(owner: int | None, channel: Channel) -> ChannelRow:
    reply = channel.reply
    return ChannelRow(
        therapist_id=owner,
        kind=channel.kind.value,
        status=channel.status.value,
        name=channel.name,
        address=channel.address,
        preferred=channel.preferred,
        purposes=None if channel.purposes is None else list(channel.purposes),
        rules=channel.rules,
        confidentiality=channel.confidentiality,
        reply_value=reply and reply.value,
        reply_unit=reply and reply.unit.value,
        reply_guaranteed=reply and reply.guaranteed,
    )


# --- rows -> record -----------------------------------------------------------------------------------------


def _read(session: Session) -> PracticeRecord | None:
    practice = session.execute(select(*_columns(PracticeRow))).first()
    if practice is None:
        return None
    channels = _by_owner(session, ChannelRow, _channel)
    hours = _by_owner(session, OpeningHoursRow, lambda row: OpeningHours(row.weekday, row.opens, row.closes))
    closures = _by_owner(session, ClosureRow, _closure)
    openings = _by_owner(session, ExtraOpeningRow, lambda row: Opening(row.day, row.opens, row.closes, row.reason))
    statements = _by_owner(session, StatementRow, lambda row: Statement(row.key, Status(row.status), row.text))
    therapists = session.execute(select(*_columns(TherapistRow)).order_by(TherapistRow.id))
    return PracticeRecord(
        **{column: getattr(practice, column) for column in _PRACTICE_COLUMNS},
        channels=channels[None],
        hours=hours[None] or None,
        closures=closures[None],
        openings=openings[None],
        open_on_holidays=tuple(practice.open_on_holidays or ()),
        statements=statements[None],
        therapists=tuple(
            Therapist(
                id=row.key,
                name=row.name,
                role=row.role,
                pronouns=row.pronouns,
                aliases=tuple(row.aliases),
                channels=channels[row.id],
                hours=hours[row.id] or None,
                absences=closures[row.id],
                openings=openings[row.id],
                statements=statements[row.id],
            )
            for row in therapists
        ),
    )


def _columns(table: Any) -> Iterable[Any]:
    # Columns rather than objects: a fifth of the time, and nothing stale from the session's identity map.
    return table.__table__.columns


def _by_owner(session: Session, table: Any, build: Callable[[Any], Value]) -> Mapping[int | None, tuple[Value, ...]]:
    found: defaultdict[int | None, tuple[Value, ...]] = defaultdict(tuple)
    for row in session.execute(select(*_columns(table)).order_by(table.id)):
        found[row.therapist_id] += (build(row),)
    return found


def _channel(row: Any) -> Channel:
    return Channel(
        kind=ChannelKind(row.kind),
        status=Status(row.status),
        name=row.name,
        address=row.address,
        preferred=row.preferred,
        purposes=None if row.purposes is None else tuple(row.purposes),
        rules=row.rules,
        confidentiality=row.confidentiality,
        reply=ReplyTime(row.reply_value, ReplyUnit(row.reply_unit), row.reply_guaranteed) if row.reply_value else None,
    )


def _closure(row: Any) -> Closure:
    return Closure(
        row.first_day,
        row.last_day,
        row.closed_from,
        row.closed_until,
        row.reason,
        row.cover_name,
        row.cover_contact,
    )
