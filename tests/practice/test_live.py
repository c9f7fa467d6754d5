"""The record as those who answer clients read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError, save_record


@pytest.fixture
def live(database: Database, demo: PracticeRecord) -> LiveRecord:
    _save(database, demo)
    return LiveRecord(database)


def _save(database: Database, record: PracticeRecord) -> None:
    with database.session() as session:
        save_record(session, record, "Ada")


def test_a_correction_is_read_at_once(live: LiveRecord, database: Database, demo: PracticeRecord):
    assert live.current() == demo
    _save(database, replace(demo, name="Elm House"))
    assert live.current().name == "Elm House"


def test_one_answer_has_the_facts_of_one_moment(live: LiveRecord, database: Database, demo: PracticeRecord):
    with live.held():
        assert live.current() == demo
        _save(database, replace(demo, name="Elm House"))
        assert live.current() == demo
    assert live.current().name == "Elm House"


def test_a_correction_is_read_after_the_rest(database: Database, demo: PracticeRecord):
    _save(database, demo)
    now = 0.0
    live = LiveRecord(database, rest=0.5, clock=lambda: now)
    assert live.current() == demo
    _save(database, replace(demo, name="Elm House"))
    now = 0.4
    assert live.current() == demo
    now = 0.5
    assert live.current().name == "Elm House"


def test_without_the_database_the_last_record_serves(live: LiveRecord, database: Database, demo: PracticeRecord):
    live.current()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE practice_version")
    assert live.current() == demo
    with live.held():
        assert live.current() == demo


def test_without_any_record_it_says_so(database: Database):
    with pytest.raises(NoRecordError):
        LiveRecord(database).current()
