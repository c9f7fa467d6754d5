"""Accounts, audit log and counts on PostgreSQL, as practices with more than one machine use them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.conversations.counts import OPENED, count, daily_counts
from bot.database.engine import Database
from bot.database.schema import migrate
from bot.database.tables import Base
from bot.staff import accounts, audit, links
from tests.postgresql import PostgreSQL


@pytest.fixture
def postgres(postgresql_server: PostgreSQL) -> Database:
    made = Database(postgresql_server.url)
    migrate(made.engine)
    return made


def test_the_migrations_make_the_tables(postgres: Database):
    with postgres.engine.connect() as open_connection:
        assert compare_metadata(MigrationContext.configure(open_connection), Base.metadata) == []


def test_many_at_once_lose_no_entry_and_no_count(postgres: Database):
    def change(number: int) -> None:
        with postgres.session() as session:
            audit.record(session, "Ada", "fact.save", str(number))
            count(session, date(2026, 11, 22), OPENED)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(change, range(40)))
    with postgres.session() as session:
        assert audit.verify(session).whole
        assert audit.verify(session).length == 40
        assert daily_counts(session, date(2026, 11, 22), date(2026, 11, 22))[0].count == 40


def test_of_two_uses_of_a_link_at_once_one_is_refused(postgres: Database):
    now = datetime(2026, 11, 22)
    with postgres.session() as session:
        token = accounts.make_first_link(session, now)

    def use(name: str) -> bool:
        try:
            with postgres.session() as session:
                accounts.accept_link(session, token, name, "three calm grey boats", now)
        except links.LinkError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(use, ("Ada", "Bo"))) == [False, True]
    with postgres.session() as session:
        assert len(accounts.list_accounts(session)) == 1
