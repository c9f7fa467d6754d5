"""What has to be there before the processes start: the database, the practice's facts, the helplines, the model."""

from __future__ import annotations

from collections.abc import Callable

from bot.crisis.store import load_shipped
from bot.database.engine import Database
from bot.database.migrate import migrate
from bot.practice.practice_file import import_record
from bot.practice.store import current_version, save_record
from bot.publishing.train import CurrentModel, ensure_model
from bot.settings import PROJECT_ROOT, Settings

DEMO_PRACTICE = PROJECT_ROOT / "bot" / "database" / "demo_practice.yml"


def prepare_database(settings: Settings, say: Callable[[str], None]) -> None:
    """Migrate; load the demo practice into an empty database; bring in newer helplines.

    Raises:
        SQLAlchemyError: the database cannot be used.
    """
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, patient=True)
    if migrate(database.engine):
        say("database brought up to date")
    with database.session() as session:
        if current_version(session) is None:
            record = import_record(DEMO_PRACTICE.read_text("utf-8"))
            save_record(session, record, author="set-up", note="the demo practice")
            say(f"demo practice loaded: {record.name}")
        if load_shipped(session):
            say("helplines loaded")


def prepare(settings: Settings, say: Callable[[str], None]) -> CurrentModel:
    """Database and model.

    Raises:
        SQLAlchemyError: the database cannot be used.
        TrainingError: no model could be trained.
    """
    prepare_database(settings, say)
    return ensure_model(say)
