"""A circuit breaker: a server that was seen to hang is left alone for a while, and then asked by one caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import deadlines
from bot.database.postgresql import SilentServerError

# Whoever tries a server again asks, at worst, over an old connection and then for a new one.
_TRYING_SECONDS = 2 * deadlines.DATABASE_ANSWER + deadlines.DATABASE_LEFT_ALONE


class NotAskedError(SQLAlchemyError):
    """The database was not asked: it has just been silent, or the caller does not wait for it."""


class CircuitBreaker:
    """Open after the server hung; half open when its time is over; closed again when somebody was answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._try_at: float | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note whether the server hangs while it is used in the block.

        Raises:
            NotAskedError: the circuit is open.
        """
        self._refuse_if_open()
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, SilentServerError):
                self._try_at = self._clock() + deadlines.DATABASE_LEFT_ALONE
            raise
        self._try_at = None

    def _refuse_if_open(self) -> None:
        with self._lock:
            now = self._clock()
            if self._try_at is None:
                return
            if now < self._try_at:
                raise NotAskedError("the database server has just been silent")
            # Whoever comes first tries; the others do without.
            self._try_at = now + _TRYING_SECONDS
