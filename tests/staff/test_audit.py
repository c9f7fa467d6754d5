"""The audit log: a chain in which tampering shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from bot.database.engine import Database
from bot.database.tables.staff import AuditEntryRow
from bot.staff import audit


@pytest.fixture
def log(database: Database) -> Iterator[Database]:
    with database.session() as session:
        for number in range(4):
            audit.record(session, "Ada", "fact.save", f"phone {number}", {"from": "1", "to": "é"})
    return database


def test_an_untouched_log_is_whole(log: Database):
    with log.session() as session:
        verdict = audit.verify(session)
        newest = audit.entries(session, 2)
    assert verdict.whole
    assert verdict.length == 4
    assert [each.subject for each in newest] == ["phone 3", "phone 2"]
    assert newest[0].details == {"from": "1", "to": "é"}


def test_an_empty_log_is_whole(database: Database):
    with database.session() as session:
        assert audit.verify(session).whole


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entry SET actor = 'Eve' WHERE position = 2", 2),
        ("UPDATE audit_entry SET details = '{}' WHERE position = 3", 3),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE position = 1", 1),
        ("DELETE FROM audit_entry WHERE position = 2", 2),
        ("DELETE FROM audit_entry WHERE position = 4", 4),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_head SET length = 3", 5),
        ("DELETE FROM audit_head", 5),
    ],
)
def test_tampering_shows(log: Database, tampering: str, broken_at: int):
    with log.engine.begin() as connection:
        connection.execute(text(tampering))
    with log.session() as session:
        verdict = audit.verify(session)
    assert not verdict.whole
    assert verdict.broken_at == broken_at


def test_a_change_that_fails_leaves_no_entry(log: Database):
    def fail() -> None:
        with log.session() as session:
            audit.record(session, "Ada", "fact.save", "undone")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with log.session() as session:
        assert audit.verify(session).length == 4
        assert audit.verify(session).whole


def test_without_its_head_the_log_is_not_continued(log: Database):
    with log.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(audit.AuditError), log.session() as session:
        audit.record(session, "Ada", "fact.save", "phone")


def test_an_entry_that_was_rewritten_with_its_own_hash_breaks_the_chain(log: Database):
    """Whoever can write to the database can compute a hash; only the next entry's link still knows the old one."""
    with log.session() as session:
        row = session.execute(select(AuditEntryRow).where(AuditEntryRow.position == 2)).scalar_one()
        row.actor = "Eve"
        row.hash = audit._hash({column: getattr(row, column) for column in audit._HASHED})
    with log.session() as session:
        assert audit.verify(session).broken_at == 3
