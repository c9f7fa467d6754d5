"""What somebody typed and has not saved: kept for their account and topic until they save or throw it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffAccountRow
from bot.database.tables.words import WordDraftRow


@dataclass(frozen=True)
class Draft:
    """Attributes:
    based_on: token of the file's state that they had before them.
    saved_at: naive UTC.
    """

    subject: str
    text: str
    based_on: str
    saved_at: datetime


def keep(session: Session, account_id: int, subject: str, text: str, based_on: str, at: datetime) -> None:
    """Keep what was typed, in place of what was kept before."""
    row = WordDraftRow(account_id=account_id, subject=subject, text=text, based_on=based_on, saved_at=at)
    session.merge(row)


def kept(session: Session, account_id: int, subject: str) -> Draft | None:
    """What was typed there and not saved."""
    row = session.get(WordDraftRow, (account_id, subject))
    return _draft(row) if row else None


def throw_away(session: Session, account_id: int, subject: str) -> None:
    """Forget what was typed."""
    mine = (WordDraftRow.account_id == account_id) & (WordDraftRow.subject == subject)
    session.execute(delete(WordDraftRow).where(mine))


def of_account(session: Session, account_id: int) -> list[Draft]:
    """All that somebody has not saved, the last typed first."""
    query = select(WordDraftRow).where(WordDraftRow.account_id == account_id)
    return [_draft(row) for row in session.execute(query.order_by(WordDraftRow.saved_at.desc())).scalars()]


def others_at(session: Session, account_id: int, subject: str, since: datetime) -> list[str]:
    """Names of others who typed there after a moment (naive UTC) and have not saved."""
    query = (
        select(StaffAccountRow.name)
        .join(WordDraftRow, WordDraftRow.account_id == StaffAccountRow.id)
        .where(WordDraftRow.subject == subject, WordDraftRow.account_id != account_id, WordDraftRow.saved_at >= since)
        .order_by(StaffAccountRow.name)
    )
    return list(session.execute(query).scalars())


def _draft(row: WordDraftRow) -> Draft:
    return Draft(row.subject, row.text, row.based_on, row.saved_at)
