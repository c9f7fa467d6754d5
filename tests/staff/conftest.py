"""A database of its own for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.database.engine import Database


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Database:
    return Database(f"sqlite:///{shutil.copy(migrated, tmp_path)}")
