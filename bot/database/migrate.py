"""Brings a database to the newest schema: `python -m bot.database.migrate`.

A developer who changed the tables makes a revision with `python -m bot.database.migrate revision "what changed"`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.database.backup import back_up
from bot.database.engine import Database
from bot.database.faults import explain
from bot.kept_secret import own_folder
from bot.settings import Settings, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabaseError(Exception):
    """The database was made by a later release of this project."""


def migrate(engine: Engine) -> bool:
    """Upgrade the schema, wholly or not at all; whether there was anything to do.

    A SQLite database is copied first (see bot.database.backup).

    Raises:
        NewerDatabaseError: this release does not know the database's schema.
        OSError, SQLAlchemyError: the database cannot be used, or not be copied.
    """
    config, engine = _config(), _in_one_transaction(engine)
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = _revision(connection, scripts)
        if current == scripts.get_current_head():
            return False
    if current is not None and engine.dialect.name == "sqlite":
        back_up(Path(str(engine.url.database)), current)
    with engine.begin() as connection:
        # Another process may have done it meanwhile.
        if _revision(connection, scripts) != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return True


def _revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabaseError(
            f"the database is at revision {current}, which this release does not know: install the newer release"
        )
    return current


def _in_one_transaction(engine: Engine) -> Engine:
    """An engine with which a change of SQLite's schema is part of the transaction.

    Python's driver begins none for such a statement by itself
    (https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#pysqlite-serializable). Foreign keys rest meanwhile: a table
    that is made anew would take its rows' children with it.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return engine
    own = create_engine(engine.url, future=True, connect_args={"timeout": deadlines.DATABASE_LOCK})

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


def main() -> int:
    """The command line."""
    try:
        settings = Settings.from_environment()
        own_folder(settings.state_dir)
        database = Database(settings.database_url, background=True)
        if sys.argv[1:2] == ["revision"]:
            make_revision(database.engine, " ".join(sys.argv[2:]))
        else:
            done = migrate(database.engine)
            sys.stdout.write("database upgraded\n" if done else "database is up to date\n")
    except (SettingsError, NewerDatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"the database was not copied before its upgrade: {error}\n")
        return 1
    except SQLAlchemyError as error:
        sys.stderr.write(explain(error, "check DATABASE_URL") + "\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
