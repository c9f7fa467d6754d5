"""A migrated database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.engine import Database
from bot.database.migrate import migrate


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'staff.sqlite'}")
    migrate(made.engine)
    return made
