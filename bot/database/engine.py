"""The one database: engine and sessions."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.database import postgresql

# Whoever waits longer than this for another writer, or for a connection, has met a real fault.
BUSY_SECONDS = 1
# Seconds for which a server that hangs is left alone; then one caller asks again.
SILENT_SECONDS = 2.0


class NotAskedError(SQLAlchemyError):
    """The database was not asked: it has just been silent, or the caller does not wait for it."""


class Database:
    """A database by URL. Nothing is opened before the first session.

    A PostgreSQL that hangs costs each caller at most a few seconds, and then, until it answers again, next to nothing:
    sessions raise at once, and one caller now and then finds out whether it is back.
    """

    def __init__(self, url: str, patient: bool = False) -> None:
        """
        Args:
            patient: for work that may take long, such as a migration or deleting much: a session has no limit on how
                long the server works, or hangs.
        """
        self.engine = _engine(url, patient)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._silence = _Silence()
        self._here = threading.local()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when its block ends well, and rolls back when it raises.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
        """
        if self.is_left_alone:
            raise NotAskedError("the caller does not wait for the database")
        with self._silence.watched(), self._sessions.begin() as session:
            yield session

    @property
    def is_left_alone(self) -> bool:
        """Whether this thread's sessions raise NotAskedError."""
        return getattr(self._here, "left_alone", False)

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """Within the block this thread's sessions raise NotAskedError: what the process holds must do."""
        self._here.left_alone = True
        try:
            yield
        finally:
            self._here.left_alone = False


class _Silence:
    """Whether the server was last seen to hang, and when somebody may ask it again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ask_at: float | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note whether the server hangs while it is used in the block.

        Raises:
            NotAskedError: it has just hung.
        """
        self._refuse_if_silent()
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, postgresql.SilentServerError):
                self._ask_at = time.monotonic() + SILENT_SECONDS
            raise
        self._ask_at = None

    def _refuse_if_silent(self) -> None:
        with self._lock:
            now = time.monotonic()
            if self._ask_at is None:
                return
            if now < self._ask_at:
                raise NotAskedError("the database server has just been silent")
            # Whoever comes first asks, at worst an old connection and then for a new one; the others do without.
            self._ask_at = now + 2 * postgresql.ANSWER_SECONDS + SILENT_SECONDS


def _engine(url: str, patient: bool) -> Engine:
    if url.startswith("postgresql"):
        arguments = postgresql.connect_arguments(patient)
        return create_engine(url, future=True, pool_pre_ping=True, pool_timeout=BUSY_SECONDS, connect_args=arguments)
    if not url.startswith("sqlite"):
        return create_engine(url, future=True, pool_pre_ping=True, pool_timeout=BUSY_SECONDS)
    engine = create_engine(url, future=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer, deleted text is overwritten, and foreign keys hold.
    for pragma in ("journal_mode=WAL", "secure_delete=ON", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def wipe_freed_space(engine: Engine) -> None:
    """Bring SQLite's write-ahead log into the database and empty it: it still holds what was deleted or overwritten.

    Other databases reuse freed space by themselves. While another process reads, the next call does it.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
