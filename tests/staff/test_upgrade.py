"""An installation with accounts is upgraded to recovery codes and locks by address, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import Engine

from bot.database.engine import Database
from bot.database.schema import bring_to, in_one_transaction, migrate

ACCOUNT = "INSERT INTO staff_account VALUES (1, 'Ada', 'ada', 'reception', 'x', 1, NULL, NULL, 4, ?, '2026-01-01')"


def bring(engine: Engine, revision: str) -> None:
    with in_one_transaction(engine).begin() as connection:
        bring_to(connection, revision)


def test_accounts_come_through_the_upgrade_and_a_lock_of_the_old_kind_does_not(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    engine = Database(f"sqlite:///{path}").engine
    bring(engine, "0008")
    with closing(sqlite3.connect(path)) as database:
        database.execute(ACCOUNT, ["2099-01-01 00:00:00"])
        database.commit()
    assert migrate(engine)
    assert not migrate(engine)
    with closing(sqlite3.connect(path)) as database:
        kept = database.execute("SELECT name, failed_count, locked_until FROM staff_account").fetchall()
        assert kept == [("Ada", 0, None)]
        assert database.execute("SELECT count(*) FROM staff_recovery_code").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM staff_address").fetchone() == (0,)
    bring(engine, "0008")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM staff_account").fetchall() == [("Ada",)]
