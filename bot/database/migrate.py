"""Brings a database to the newest schema: `python -m bot.database.migrate`.

A developer who changed the tables makes a revision with `python -m bot.database.migrate revision "what changed"`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.database.faults import told
from bot.settings import Settings, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabaseError(Exception):
    """The database was made by a later release of this project."""


def migrate(engine: Engine) -> bool:
    """Upgrade the schema; whether there was anything to do.

    Raises:
        NewerDatabaseError: this release does not know the database's schema.
        SQLAlchemyError: the database cannot be used.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise NewerDatabaseError(
                f"the database is at revision {current}, which this release does not know: install the newer release"
            )
        if current == scripts.get_current_head():
            return False
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


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
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database_url, patient=True)
        if sys.argv[1:2] == ["revision"]:
            make_revision(database.engine, " ".join(sys.argv[2:]))
        else:
            done = migrate(database.engine)
            sys.stdout.write("database upgraded\n" if done else "database is up to date\n")
    except (SettingsError, NewerDatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except SQLAlchemyError as error:
        sys.stderr.write(told(error, "check DATABASE_URL") + "\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
