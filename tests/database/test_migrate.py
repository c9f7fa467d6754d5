"""An upgrade happens wholly or not at all; tests/database/test_backup.py takes one back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.database.engine import Database
from bot.database.schema import NewerDatabaseError, migrate
from bot.publishing.fresh_database import prepare_database
from bot.settings import Settings


class PowerCutError(Exception):
    """The machine stops here."""


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.parametrize("statements", [1, 3, 9])
def test_an_upgrade_cut_short_is_done_by_the_next_start(tmp_path: Path, statements: int):
    path = tmp_path / "a.sqlite"
    engine = Database(f"sqlite:///{path}").engine
    seen: list[str] = []

    def cut(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.extend([statement] if statement.lstrip().startswith("CREATE TABLE") else [])
        if len(seen) == statements:
            raise PowerCutError

    event.listen(Engine, "after_cursor_execute", cut)
    try:
        with pytest.raises(PowerCutError):
            migrate(engine)
    finally:
        event.remove(Engine, "after_cursor_execute", cut)
    assert tables(path) == set()
    assert migrate(engine)
    assert {"conversation", "exchange", "practice"} <= tables(path)
    assert not migrate(engine)


def test_a_database_of_a_later_release_is_left_as_it_is(tmp_path: Path):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path)})
    prepare_database(settings, lambda line: None)
    with closing(sqlite3.connect(tmp_path / "between_sessions.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(NewerDatabaseError, match="install the newer release"):
        prepare_database(settings, lambda line: None)


def test_no_other_account_reads_the_database(tmp_path: Path):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path / "state")})
    prepare_database(settings, lambda line: None)
    for path in (tmp_path / "state", *(tmp_path / "state").glob("*.sqlite*")):
        assert path.stat().st_mode & 0o077 == 0, path
