from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.database.engine import Database
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
def database(migrated: Path, tmp_path: Path) -> Database:
    return Database(f"sqlite:///{shutil.copy(migrated, tmp_path)}")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session
