"""A database that answers can be given from: migrated, with a practice's facts and the helplines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.database.engine import Database
from bot.database.migrate import upgrade
from bot.helplines.store import load_shipped
from bot.kept_secret import own_folder
from bot.practice.practice_file import import_record
from bot.practice.store import current_version, save_record
from bot.settings import PROJECT_ROOT, Settings
from bot.staff import audit

DEMO_PRACTICE = PROJECT_ROOT / "bot" / "database" / "demo_practice.yml"


def prepare_database(settings: Settings, say: Callable[[str], None]) -> None:
    """Migrate, after a backup; load the demo practice into an empty database; bring in newer helplines.

    Raises:
        SettingsError: STATE_DIR cannot be used.
        NewerDatabaseError: the database was made by a later release.
        UpgradeError: it could not be backed up or migrated, and is as it was.
        SQLAlchemyError: the database cannot be used.
    """
    own_folder(settings.state_dir)
    database = Database(settings.database_url, background=True)
    if upgrade(settings, say):
        say("database brought up to date")
    if database.engine.dialect.name == "sqlite":
        # SQLite gives the files beside it the same mode.
        Path(str(database.engine.url.database)).chmod(0o600)
    with database.session() as session:
        if current_version(session) is None:
            record = import_record(DEMO_PRACTICE.read_text("utf-8"))
            save_record(session, record, author="set-up", note="the demo practice")
            say(f"demo practice loaded: {record.name}")
        loaded = load_shipped(session)
        if loaded.changed:
            say("helplines loaded")
        for name in loaded.withdrawn:
            audit.record(session, "update", "helpline.withdrawn", name)
            say(f"helpline ended by this release: {name}")
