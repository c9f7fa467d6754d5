"""Where staff are signed in: one row a browser, so that a session can be seen and ended from elsewhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffAccountRow, StaffSessionRow
from bot.staff.accounts import Account, account_from
from bot.staff.links import token_hash

# A reception's computer left alone signs out within a working day, and nobody stays signed in longer than a week.
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
# How exactly "last seen" is kept: each request would be a write otherwise.
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignIn:
    """One browser in which an account is signed in; times are naive UTC."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime


def start_session(session: Session, account_id: int, device: str, now: datetime) -> str:
    """Sign an account in; the token that the browser keeps."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(StaffSessionRow).where(_over(now)))
    session.add(
        StaffSessionRow(
            account_id=account_id, token_hash=token_hash(token), device=device[:80], created_at=now, last_seen_at=now
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, now: datetime) -> tuple[Account, int] | None:
    """Whom a browser's token stands for, and the session's id; None if it was ended, or the account is switched off."""
    found = session.execute(
        select(StaffSessionRow, StaffAccountRow)
        .join(StaffAccountRow, StaffAccountRow.id == StaffSessionRow.account_id)
        .where(StaffSessionRow.token_hash == token_hash(token), StaffAccountRow.active.is_(True), ~_over(now))
    ).first()
    if found is None:
        return None
    signed_in, account = found
    if now - signed_in.last_seen_at >= _SEEN_EVERY:
        session.execute(update(StaffSessionRow).where(StaffSessionRow.id == signed_in.id).values(last_seen_at=now))
    return account_from(account), signed_in.id


def list_sessions(session: Session, account_id: int, now: datetime) -> list[SignIn]:
    """The account's sessions that still count, the last used first."""
    rows = session.execute(
        select(StaffSessionRow)
        .where(StaffSessionRow.account_id == account_id, ~_over(now))
        .order_by(StaffSessionRow.last_seen_at.desc())
    ).scalars()
    return [SignIn(row.id, row.device, row.created_at, row.last_seen_at) for row in rows]


def end_session(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of the account; whether there was one."""
    gone = session.execute(
        delete(StaffSessionRow).where(StaffSessionRow.id == session_id, StaffSessionRow.account_id == account_id)
    )
    return bool(gone.rowcount)


def end_sessions(session: Session, account_id: int, but: int | None = None) -> None:
    """End the account's sessions, but for one if asked."""
    query = delete(StaffSessionRow).where(StaffSessionRow.account_id == account_id)
    if but is not None:
        query = query.where(StaffSessionRow.id != but)
    session.execute(query, execution_options={"synchronize_session": False})


def _over(now: datetime):  # type: ignore[no-untyped-def]
    return (StaffSessionRow.last_seen_at < now - IDLE) | (StaffSessionRow.created_at < now - LONGEST)
