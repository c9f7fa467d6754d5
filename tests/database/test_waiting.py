"""How long a session waits for PostgreSQL: one that is busy, and one that hangs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot import deadlines
from bot.database.engine import Database, NotAskedError
from bot.database.postgresql import SilentServerError
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.integration

SLOW = text(f"SELECT pg_sleep({deadlines.DATABASE_STATEMENT + 1})")


@pytest.fixture
def frozen(postgresql_server: PostgreSQL) -> Iterator[PostgreSQL]:
    """Frozen while there is a connection to it."""
    yield postgresql_server
    postgresql_server.thaw()


def ask(database: Database) -> int:
    with database.session() as session:
        return int(session.execute(text("SELECT 1")).scalar_one())


def test_a_statement_that_takes_long_is_ended_unless_the_work_may_take_long(postgresql_server: PostgreSQL):
    database = Database(postgresql_server.url)
    with pytest.raises(OperationalError, match="statement timeout"), database.session() as session:
        session.execute(SLOW)
    assert ask(database) == 1
    with Database(postgresql_server.url, background=True).session() as session:
        session.execute(SLOW)


def test_a_server_that_falls_silent_is_given_up_and_then_left_alone(frozen: PostgreSQL):
    database = Database(frozen.url)

    def freeze_half_way() -> None:
        with database.session() as session:
            session.execute(text("SELECT 1"))
            frozen.freeze()
            session.execute(text("SELECT 1"))

    with pytest.raises(OperationalError) as silent:
        freeze_half_way()
    assert isinstance(silent.value.orig, SilentServerError)
    with pytest.raises(NotAskedError):
        ask(database)


def test_many_who_ask_a_silent_server_all_get_to_know(frozen: PostgreSQL):
    database = Database(frozen.url)
    ask(database)
    frozen.freeze()

    def fails(_: int) -> bool:
        with pytest.raises(SQLAlchemyError):
            ask(database)
        return True

    with ThreadPoolExecutor(40) as threads:
        assert all(threads.map(fails, range(80)))


@pytest.mark.parametrize("background", [False, True])
def test_nobody_is_let_in_by_a_server_that_hangs(frozen: PostgreSQL, background: bool):
    frozen.freeze()
    with pytest.raises(OperationalError) as silent:
        ask(Database(frozen.url, background))
    assert isinstance(silent.value.orig, SilentServerError)


def test_a_server_that_answers_again_is_used_again(frozen: PostgreSQL):
    database = Database(frozen.url)
    frozen.freeze()
    with pytest.raises(OperationalError):
        ask(database)
    frozen.thaw()
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            assert ask(database) == 1
        except NotAskedError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it is still left alone")


def test_a_database_that_is_left_alone_is_asked_by_nobody(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'here.sqlite'}")
    with database.left_alone(), pytest.raises(NotAskedError):
        ask(database)
    assert ask(database) == 1
