"""An upgrade happens wholly or not at all, can be taken back, and keeps nothing that clients wrote."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.database.engine import Database
from bot.database.migrate import NewerDatabaseError, migrate
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


def test_a_database_is_copied_before_its_upgrade_without_what_clients_wrote(tmp_path: Path):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path)})
    prepare_database(settings, lambda line: None)
    path = tmp_path / "between_sessions.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO conversation VALUES ('web-1', '1', '2026-01-01', '2026-01-01')")
        database.execute("UPDATE alembic_version SET version_num = '0001'")
        database.commit()
    with pytest.raises(Exception, match=r"already exists|duplicate"):
        # The tables are newer than the number says; only the copy matters here.
        migrate(Database(settings.database_url).engine)
    (copy,) = tmp_path.glob("*before-upgrade-from-0001*")
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM conversation").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM practice_version").fetchone() != (0,)


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
