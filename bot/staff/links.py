"""Links with which a password is chosen once. Only the hash of a link's token is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffLinkRow

VALID_FOR = timedelta(hours=48)
PATH = "/staff/link/"


class LinkError(Exception):
    """The link was used, has expired, was replaced by a newer one, or never was."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def make_link(session: Session, account_id: int | None, now: datetime) -> str:
    """A new link's token; earlier unused links of the account stop working.

    Args:
        account_id: None for the link that makes the first administrator.
        now: naive UTC.
    """
    session.execute(delete(StaffLinkRow).where(_of(account_id), StaffLinkRow.used_at.is_(None)))
    token = secrets.token_urlsafe(24)
    session.add(StaffLinkRow(account_id=account_id, token_hash=token_hash(token), expires_at=now + VALID_FOR))
    session.flush()
    return token


def account_of(session: Session, token: str, now: datetime) -> int | None:
    """Id of the account that the link belongs to; None for the first administrator's.

    Raises:
        LinkError: it does not work, or no longer.
    """
    row = session.execute(select(StaffLinkRow).where(StaffLinkRow.token_hash == token_hash(token))).scalar()
    if row is None or row.used_at is not None or row.expires_at < now:
        raise LinkError
    return row.account_id  # type: ignore[no-any-return]


def use_link(session: Session, token: str, now: datetime) -> int | None:
    """Use the link up; what account_of tells.

    Raises:
        LinkError: it does not work, or no longer.
    """
    # One statement decides, so that of two uses at the same time one is refused.
    used = session.execute(
        update(StaffLinkRow)
        .where(
            StaffLinkRow.token_hash == token_hash(token),
            StaffLinkRow.used_at.is_(None),
            StaffLinkRow.expires_at >= now,
        )
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    if used.rowcount != 1:
        raise LinkError
    return session.execute(  # type: ignore[no-any-return]
        select(StaffLinkRow.account_id).where(StaffLinkRow.token_hash == token_hash(token))
    ).scalar()


def _of(account_id: int | None):  # type: ignore[no-untyped-def]
    return StaffLinkRow.account_id.is_(None) if account_id is None else StaffLinkRow.account_id == account_id
