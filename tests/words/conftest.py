from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from bot.words.files import WordFiles


@pytest.fixture
def files(tmp_path: Path) -> WordFiles:
    """A copy of the project's words, to write to."""
    shutil.copytree(PROJECT_ROOT / "data" / "nlu", tmp_path / "data" / "nlu")
    return WordFiles(tmp_path / "data")
