"""The website on its own: nothing listens where it looks for Rasa."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.running.prepare import prepare_database
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a website with a database of its own, with the demo practice in it."""
    made = Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})
    prepare_database(made, lambda line: None)
    return made
