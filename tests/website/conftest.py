"""The website on its own: nothing listens where it looks for Rasa."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.fixture
def settings(with_demo_practice: Path, tmp_path: Path) -> Settings:
    """Of a website with a database of its own, with the demo practice in it."""
    shutil.copytree(with_demo_practice, tmp_path, dirs_exist_ok=True)
    return Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})
