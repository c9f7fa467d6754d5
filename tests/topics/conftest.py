from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data, to write to."""
    return Path(shutil.copytree(PROJECT_ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("danger")))
