"""The one database: engine and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

# Whoever waits longer than this for another writer has met a real fault; a person in danger must not wait for it.
BUSY_SECONDS = 1


class Database:
    """A database by URL. Nothing is opened before the first session."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when its block ends well, and rolls back when it raises.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
        """
        with self._sessions.begin() as session:
            yield session


def _engine(url: str) -> Engine:
    if url.startswith("postgresql"):
        limits = {"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={BUSY_SECONDS}s"}
        return create_engine(url, future=True, pool_pre_ping=True, connect_args=limits)
    if not url.startswith("sqlite"):
        return create_engine(url, future=True, pool_pre_ping=True)
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
