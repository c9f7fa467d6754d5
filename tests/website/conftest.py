"""The website on its own: nothing listens where it looks for Rasa."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.publishing.fresh_database import prepare_database
from bot.settings import Settings
from tests.conftest import Service
from tests.postgresql import PostgreSQL
from tests.website.alone import settings_of, start_website


@pytest.fixture
def settings(with_demo_practice: Path, tmp_path: Path) -> Settings:
    """Of a website with a database of its own, with the demo practice in it."""
    shutil.copytree(with_demo_practice, tmp_path, dirs_exist_ok=True)
    return Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})


@pytest.fixture
def website(postgresql_server: PostgreSQL, tmp_path: Path) -> Iterator[Service]:
    """With a PostgreSQL database, which tests stop or freeze; some modules have their own instead."""
    settings = settings_of(tmp_path, DATABASE_URL=postgresql_server.url)
    prepare_database(settings, print)
    yield from start_website(settings)
