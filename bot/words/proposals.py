"""Words that would be live at once, and that somebody in danger may read, wait here for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffAccountRow
from bot.database.tables.words import WordDraftRow
from bot.topics.reading import edit_token

# How these are told from other drafts: "agree/<file>/<key of the text>".
_SUBJECT = "agree/"


@dataclass(frozen=True)
class Proposal:
    """Attributes:
    account_id, by: who wants it.
    name, key: the text's file and place.
    text: the new words.
    based_on: token of the words that it would replace.
    at: naive UTC.
    """

    account_id: int
    by: str
    name: str
    key: str
    text: str
    based_on: str
    at: datetime

    @property
    def token(self) -> str:
        """Names these words, so that nobody agrees to others than those that were before them."""
        return edit_token(self.text)

    def fits(self, now: str) -> bool:
        """Whether the words that it would replace are still those that were before its author."""
        return self.based_on == edit_token(now)


def propose(session: Session, account_id: int, name: str, key: str, text: str, before: str, at: datetime) -> None:
    """Keep a change until somebody else agrees, in place of what the same person proposed there before."""
    subject = f"{_SUBJECT}{name}/{key}"
    row = WordDraftRow(account_id=account_id, subject=subject, text=text, based_on=edit_token(before), saved_at=at)
    session.merge(row)


def proposals(session: Session) -> list[Proposal]:
    """All that wait, the oldest first."""
    query = (
        select(WordDraftRow, StaffAccountRow.name)
        .join(StaffAccountRow, WordDraftRow.account_id == StaffAccountRow.id)
        .where(WordDraftRow.subject.startswith(_SUBJECT))
        .order_by(WordDraftRow.saved_at)
    )
    found = []
    for row, by in session.execute(query):
        name, _, key = row.subject.removeprefix(_SUBJECT).partition("/")
        found.append(Proposal(row.account_id, by, name, key, row.text, row.based_on, row.saved_at))
    return found


def find(session: Session, account_id: int, name: str, key: str) -> Proposal | None:
    """One that waits."""
    wanted = (account_id, name, key)
    return next((each for each in proposals(session) if (each.account_id, each.name, each.key) == wanted), None)


def settle(session: Session, proposal: Proposal) -> None:
    """It was agreed to, or is not wanted any more."""
    subject = f"{_SUBJECT}{proposal.name}/{proposal.key}"
    mine = (WordDraftRow.account_id == proposal.account_id) & (WordDraftRow.subject == subject)
    session.execute(delete(WordDraftRow).where(mine))
