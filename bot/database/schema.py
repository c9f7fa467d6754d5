"""The database's schema: which revision it has, and bringing it to another, wholly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine

from bot import deadlines

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database cannot be brought to this release's schema; it is as it was. The message says what to do."""


class NewerDatabaseError(SchemaError):
    """The database was made by a later release of this project."""


def migrate(engine: Engine) -> bool:
    """Upgrade the schema, wholly or not at all; whether there was anything to do.

    Nothing is backed up: `bot.database.migrate.upgrade` does both.

    Raises:
        NewerDatabaseError: this release does not know the database's schema.
        SQLAlchemyError: the database cannot be used.
    """
    engine = in_one_transaction(engine)
    with engine.connect() as connection:
        if current_revision(connection) == newest_revision():
            return False
    with engine.begin() as connection:
        bring_to(connection, newest_revision())
    return True


def current_revision(connection: Connection) -> str | None:
    """The database's revision; None while it has no tables of ours.

    Raises:
        NewerDatabaseError: this release does not know it.
    """
    current: str | None = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known_revisions():
        raise NewerDatabaseError(
            f"the database is at revision {current}, which this release does not know: install the newer release"
        )
    return current


def newest_revision() -> str:
    """The revision that this release works with."""
    return known_revisions()[0]


def known_revisions() -> list[str]:
    """All that this release knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def bring_to(connection: Connection, revision: str) -> None:
    """Upgrade or downgrade within the connection's transaction, which is one of `in_one_transaction`.

    Raises:
        NewerDatabaseError: this release does not know the database's schema.
        SQLAlchemyError: it cannot be done; the caller rolls back.
    """
    current, known = current_revision(connection), known_revisions()
    if current == revision:
        return
    config = _config()
    config.attributes["connection"] = connection
    is_older = current is None or known.index(current) > known.index(revision)
    (command.upgrade if is_older else command.downgrade)(config, revision)


def in_one_transaction(engine: Engine) -> Engine:
    """An engine with which a change of SQLite's schema is part of the transaction.

    Python's driver begins none for such a statement by itself
    (https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#pysqlite-serializable). Foreign keys rest meanwhile: a table
    that is made anew would take its rows' children with it.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return engine
    arguments = {"timeout": deadlines.DATABASE_LOCK}
    own = create_engine(engine.url, future=True, hide_parameters=True, connect_args=arguments)

    @event.listens_for(own, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(own, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return own


def make_revision(engine: Engine, message: str) -> None:
    """Write a migration from the difference between the tables and the database."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
