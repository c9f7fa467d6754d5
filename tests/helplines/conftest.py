"""The gate, loaded once, and a database of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.danger.gate import Gate
from bot.database.engine import Database
from bot.database.tables import crisis
from bot.database.tables.base import Base


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate.load()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'crisis.sqlite'}")
    rows = (crisis.HotlineRow, crisis.CrisisEventRow, crisis.CrisisNoticeRow)
    Base.metadata.create_all(database.engine, tables=[row.__table__ for row in rows])
    return database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session
