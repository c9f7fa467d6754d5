"""The one database: engine and sessions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot import deadlines
from bot.database import postgresql
from bot.database.circuit_breaker import CircuitBreaker, NotAskedError


class Database:
    """A database by URL. Nothing is opened before the first session.

    A PostgreSQL that hangs costs each caller at most a few seconds, and then, until it answers again, next to nothing:
    sessions raise at once, and one caller now and then finds out whether it is back.
    """

    def __init__(self, url: str, background: bool = False) -> None:
        """
        Args:
            background: for work that may take long, such as a migration or deleting much: a session has no limit on how
                long the server works, or hangs.
        """
        self.engine = _engine(url, background)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._circuit = CircuitBreaker()
        self._here = threading.local()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when its block ends well, and rolls back when it raises.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
        """
        if self.is_left_alone:
            raise NotAskedError("the caller does not wait for the database")
        with self._circuit.watching(), self._sessions.begin() as session:
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


def _engine(url: str, background: bool) -> Engine:
    # The parameters of a statement are what clients wrote, and an error of it may be logged.
    every: dict[str, Any] = {"future": True, "hide_parameters": True}
    server: dict[str, Any] = {**every, "pool_pre_ping": True, "pool_timeout": deadlines.DATABASE_LOCK}
    if url.startswith("postgresql"):
        return create_engine(url, **server, connect_args=postgresql.connect_arguments(background))
    if not url.startswith("sqlite"):
        return create_engine(url, **server)
    engine = create_engine(url, **every, connect_args={"timeout": deadlines.DATABASE_LOCK})
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
