"""How long conversations are kept: what an administrator set in the console, else the setting CONVERSATION_HOURS."""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import deadlines
from bot.database.engine import Database
from bot.database.tables.staff import RetentionRow
from bot.settings import MOST_HOURS

LEAST_HOURS = 1
_ONLY = 1


class RetentionError(ValueError):
    """The number of hours is not between LEAST_HOURS and MOST_HOURS."""


def stored_hours(session: Session) -> int | None:
    """What was set in the console; None if nothing was."""
    return session.execute(select(RetentionRow.conversation_hours).where(RetentionRow.id == _ONLY)).scalar()


def set_hours(session: Session, hours: int) -> None:
    """Keep conversations for so many hours after their last message, those already there included.

    Raises:
        RetentionError: too few or too many.
    """
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        raise RetentionError(hours)
    session.merge(RetentionRow(id=_ONLY, conversation_hours=hours))


class Retention:
    """The hours as the processes use them."""

    def __init__(self, database: Database, default: int) -> None:
        self._database, self._default = database, default
        # As last read; for whoever must not wait for the database.
        self.last_hours = default
        self._read_at = float("-inf")

    def hours(self) -> int:
        """Hours after its last message at which a conversation is deleted; as last read while the database is down."""
        # A database that is down is not asked for each message.
        if time.monotonic() - self._read_at >= deadlines.RETENTION_HOLDS:
            self._read_at = time.monotonic()
            try:
                with self._database.session() as session:
                    self.last_hours = stored_hours(session) or self._default
            except SQLAlchemyError:
                # Whoever reads or writes conversations meets the same fault, and says so.
                pass
        return self.last_hours
