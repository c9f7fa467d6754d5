"""The practice record for those who answer clients: read at each turn, so that a correction is live at once."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.practice.leftovers import for_clients
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError, load_record, newest_save

log = logging.getLogger(__name__)

# A practice hardly ever moves to another time zone (seconds).
_ZONE_REST = 60.0


class LiveRecord:
    """Reads the record, and remembers the last one read for when the database is down.

    Args:
        rest: seconds after asking the database in which it is not asked again, for those who need a correction soon
            but not at once.
    """

    def __init__(self, database: Database, rest: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._rest, self._clock = rest, clock
        self._asked = -math.inf
        self._last: PracticeRecord | None = None
        self._version: tuple[int, datetime] | None = None
        self._failing = False
        # Within `held`: whether the database was asked already.
        self._held = self._fresh = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within the block one answer is written: the database is asked at most once.

        So its facts agree, and a database that makes everybody wait delays it once. For one thread only: what another
        reads meanwhile may be as old as the block.
        """
        self._held, self._fresh = True, False
        try:
            yield
        finally:
            self._held = False

    @property
    def remembered(self) -> PracticeRecord | None:
        """The last record read, without asking the database."""
        return self._last

    def zone(self, rest: float = 0.0) -> ZoneInfo:
        """The practice's time zone; UTC while no record was ever read.

        Args:
            rest: as for `current`.
        """
        try:
            return ZoneInfo(self.current(rest).timezone)
        except (SQLAlchemyError, NoRecordError):
            return ZoneInfo("UTC")

    def today(self) -> date:
        """The day that it is at the practice, by which is counted and kept."""
        return datetime.now(self.zone(_ZONE_REST)).date()

    def current(self, rest: float = 0.0) -> PracticeRecord:
        """The record as clients are told it, without the demo's; the last one read while the database cannot be used.

        Args:
            rest: seconds after asking the database in which this caller need not ask it again.

        Raises:
            SQLAlchemyError: the database cannot be used and no record was ever read.
            NoRecordError: none has been imported.
        """
        now = self._clock()
        fresh = (self._held and self._fresh) or now < self._asked + max(self._rest, rest)
        if fresh and self._last is not None:
            return self._last
        self._fresh, self._asked = True, now
        try:
            with self._database.session() as session:
                # Every save makes a version, which tells whether there is anything new to read.
                version = newest_save(session)
                if self._last is None or version != self._version:
                    self._last, self._version = for_clients(load_record(session)), version
            self._failing = False
        except SQLAlchemyError as error:
            if not self._failing:
                # Said once an outage, not once a message.
                log.error("the practice record cannot be read (%s)", type(error).__name__)
            self._failing = True
            if self._last is None:
                raise
        return self._last
