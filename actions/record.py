"""The practice's record for actions, read at each call so that a correction is live at once."""

from __future__ import annotations

from functools import lru_cache

from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.settings import Settings


def practice() -> PracticeRecord:
    """The record as it stands.

    Raises:
        SQLAlchemyError: the database cannot be used and no record was ever read.
        bot.practice.store.NoRecordError: there is none.
    """
    return _live().current()


@lru_cache(maxsize=1)
def _live() -> LiveRecord:
    # Not when the module is imported: `rasa data validate` imports it, and there need not be a database.
    return LiveRecord(Database(Settings.from_environment().database_url))
