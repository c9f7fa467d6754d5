from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import bot.database.tables.practice  # noqa: F401 - makes the tables known to Base
from bot.database.engine import Database
from bot.database.tables.base import Base
from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord

DEMO_FILE = Path("bot/database/demo_practice.yml")


@pytest.fixture(scope="session")
def demo_text() -> str:
    return DEMO_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def demo(demo_text: str) -> PracticeRecord:
    return import_record(demo_text)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'practice.sqlite'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.engine.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session
