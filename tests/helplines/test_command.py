from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.engine import Database
from bot.database.tables.base import Base
from bot.database.tables.crisis import CrisisEventRow, HotlineRow
from bot.helplines.__main__ import main


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'command.sqlite'}"
    Base.metadata.create_all(Database(url).engine, tables=[HotlineRow.__table__, CrisisEventRow.__table__])
    monkeypatch.setenv("DATABASE_URL", url)


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_lines_are_loaded_listed_and_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "helplines are new or newer" in _run(capsys, "load")
    assert "us_988" in _run(capsys, "lines", "--country", "US")
    assert "us_988" in _run(capsys, "due", "--country", "US")
    assert "checked on" in _run(capsys, "confirm", "us_988", "--author", "Ada")
    assert "us_988  " not in _run(capsys, "due", "--country", "US")


def test_due_of_an_age(capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "load")
    _run(capsys, "confirm", "us_988", "--author", "Ada")
    assert "us_988" in _run(capsys, "due", "--country", "US", "--days", "-1")


def test_unknown_line_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["confirm", "nobody"]) == 1
    assert "there is no line 'nobody'" in capsys.readouterr().err


def test_database_that_cannot_be_used_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
    assert main(["lines"]) == 1
    assert "the database cannot be used" in capsys.readouterr().err


def test_lint_counts_and_protocol_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys, "lint").startswith("in order:")
    assert _run(capsys, "counts", "--year", "2026") == ""
    assert "How a message is routed" in _run(capsys, "protocol", "--practice", "Mill Road", "--country", "GB")
