"""Brings a database to the newest schema: `python -m bot.database.migrate`.

A developer who changed the tables makes a revision with `python -m bot.database.migrate revision "what changed"`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.database.archive import BackupError
from bot.database.backup import HERE, Places, back_up
from bot.database.engine import Database
from bot.database.faults import explain
from bot.database.schema import SchemaError, current_revision, make_revision, migrate, newest_revision
from bot.kept_secret import own_folder
from bot.settings import Settings, SettingsError


class UpgradeError(SchemaError):
    """The upgrade failed, and the database is as it was before."""


def upgrade(settings: Settings, say: Callable[[str], None], places: Places = HERE) -> bool:
    """Bring the database to this release's schema; whether there was anything to do.

    One that holds anything is backed up first. Either the whole upgrade happens or none of it.

    Args:
        say: is told of the backup.

    Raises:
        NewerDatabaseError: this release does not know the database's schema.
        UpgradeError: the backup or the upgrade failed; the message says how to go back.
        SQLAlchemyError: the database cannot be used.
    """
    engine = Database(settings.database_url, background=True).engine
    with engine.connect() as connection:
        current = current_revision(connection)
    if current == newest_revision():
        return False
    if current is None:
        return migrate(engine)
    try:
        saved = back_up(settings, "before-upgrade", places)
    except BackupError as error:
        raise UpgradeError(f"the database was not upgraded, because no backup could be made: {error}") from error
    say(f"backup made before the database is upgraded from {current} to {newest_revision()}: {saved}")
    try:
        return migrate(engine)
    # Of any kind: whatever a migration does, people must be told that nothing happened, and what to do.
    except Exception as error:
        raise UpgradeError(
            f"the upgrade of the database failed ({_reason(error)}). The database is as it was: try again, or install "
            f"the former release and start that. The backup made before is {saved.path}"
        ) from error


def _reason(error: Exception) -> str:
    """What failed, without what a row holds: the server's first line, or the kind of fault."""
    original = getattr(error, "orig", None)
    first = str(original).splitlines()[0] if original is not None and str(original) else ""
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """The command line."""
    try:
        settings = Settings.from_environment()
        own_folder(settings.state_dir)
        if sys.argv[1:2] == ["revision"]:
            make_revision(Database(settings.database_url, background=True).engine, " ".join(sys.argv[2:]))
        else:
            _say("database upgraded" if upgrade(settings, _say) else "database is up to date")
    except (SettingsError, SchemaError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except SQLAlchemyError as error:
        sys.stderr.write(explain(error, "check DATABASE_URL") + "\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
