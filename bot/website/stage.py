"""Where a practice stands: the demo, being set up, or live. Until "go live" was pressed, clients get no answers.

That set-up was begun, and that the practice went live, are entries of the audit log. A record that was imported without
either is live, unless its own telephone number is still the demo's.
"""

from __future__ import annotations

import time
from enum import Enum

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import deadlines
from bot.database.engine import Database
from bot.database.tables.staff import AuditEntryRow
from bot.practice.leftovers import is_demo
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError

BEGUN, WENT_LIVE = "setup.begin", "setup.live"


class Stage(str, Enum):
    DEMO = "demo"
    SETTING_UP = "setting_up"
    LIVE = "live"


def stage_of(session: Session, record: PracticeRecord) -> Stage:
    """
    Args:
        record: as clients are told it.
    """
    if is_demo(record):
        return Stage.DEMO
    newest = select(AuditEntryRow.action).where(AuditEntryRow.action.in_((BEGUN, WENT_LIVE)))
    last = session.execute(newest.order_by(AuditEntryRow.position.desc()).limit(1)).scalar()
    return Stage.SETTING_UP if last == BEGUN or not record.phone else Stage.LIVE


class Stages:
    """The stage as clients' requests use it."""

    def __init__(self, database: Database, live: LiveRecord) -> None:
        self._database, self._live = database, live
        # As last read; for whoever must not wait for the database.
        self.last, self._read_at = Stage.LIVE, float("-inf")

    def now(self) -> Stage:
        """The stage; as last read while the database is down."""
        if time.monotonic() - self._read_at >= deadlines.STAGE_HOLDS:
            self._read_at = time.monotonic()
            try:
                record = self._live.current()
                with self._database.session() as session:
                    self.last = stage_of(session, record)
            except (SQLAlchemyError, NoRecordError):
                # Whoever reads or writes conversations meets the same fault, and says so.
                pass
        return self.last

    @property
    def being_set_up(self) -> bool:
        return self.now() is Stage.SETTING_UP
