from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database.engine import Database
from bot.practice.history import UndoConflictError, UnknownVersionError, history, undo
from bot.practice.practice_file import import_record
from bot.practice.record import ChannelKind, PracticeRecord, Status
from bot.practice.store import NoRecordError, SaveConflictError, load_record, save_record


@pytest.fixture
def saved(session: Session, demo: PracticeRecord) -> int:
    return save_record(session, demo, "Ada")


def changed(record_text: str, old: str, new: str) -> PracticeRecord:
    assert old in record_text
    return import_record(record_text.replace(old, new))


def test_an_empty_database_says_that_a_record_is_missing(session: Session):
    with pytest.raises(NoRecordError, match="import"):
        load_record(session)


def test_a_saved_record_is_loaded_unchanged(session: Session, demo: PracticeRecord, saved: int):
    assert load_record(session) == demo


def test_a_correction_is_live_in_the_next_session(database: Database, demo: PracticeRecord, demo_text: str):
    with database.session() as session:
        save_record(session, demo, "Ada")
    with database.session() as session:
        save_record(session, changed(demo_text, "503-555-0140", "503-555-0177"), "Ada")
    with database.session() as session:
        assert load_record(session).phone == "503-555-0177"


def test_a_save_that_fails_changes_nothing(database: Database, demo: PracticeRecord):
    with database.session() as session:
        save_record(session, demo, "Ada")
    nameless = replace(demo, name=None)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), database.session() as session:
        save_record(session, nameless, "Ada")
    with database.session() as session:
        assert load_record(session) == demo
        assert len(history(session)) == 1


def test_two_editors_do_not_overwrite_each_other(session: Session, demo: PracticeRecord, saved: int):
    save_record(session, replace(demo, name="First"), "Ada", based_on=saved)
    with pytest.raises(SaveConflictError):
        save_record(session, replace(demo, name="Second"), "Ben", based_on=saved)
    assert load_record(session).name == "First"


def test_of_two_saves_at_once_one_is_refused(database: Database, demo: PracticeRecord):
    with database.session() as session:
        seen = save_record(session, demo, "Ada")
    start = Barrier(2)

    def save(name: str) -> bool:
        start.wait()
        try:
            with database.session() as session:
                save_record(session, replace(demo, name=name), name, based_on=seen)
        except SaveConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(save, ["Ada", "Ben"]))
    assert sorted(saved) == [False, True]
    with database.session() as session:
        assert load_record(session).name == ("Ada" if saved[0] else "Ben")


def test_history_names_author_field_and_both_values(session: Session, demo_text: str, saved: int):
    save_record(session, changed(demo_text, "at least 24 hours", "at least 48 hours"), "Ben", note="new rule")
    newest = history(session)[0]
    assert (newest.author, newest.note) == ("Ben", "new rule")
    (change,) = newest.changes
    assert change.field == "statements.cancellation_window"
    assert ("24 hours" in change.before, "48 hours" in change.after) == (True, True)


def test_undo_takes_back_one_change_and_keeps_later_ones(session: Session, demo: PracticeRecord, saved: int):
    wrong = save_record(session, replace(demo, name="Wrong Name"), "Ben")
    save_record(session, replace(demo, name="Wrong Name", policy_version="5"), "Ada")
    undo(session, wrong, "Ada")
    assert load_record(session) == replace(demo, policy_version="5")


def test_undo_of_one_field_leaves_the_others(session: Session, demo: PracticeRecord, saved: int):
    both = save_record(session, replace(demo, name="Wrong Name", policy_version="5"), "Ben")
    undo(session, both, "Ada", field="practice.name")
    assert load_record(session) == replace(demo, policy_version="5")


def test_undo_brings_back_a_channel_that_was_taken_away(session: Session, demo: PracticeRecord, saved: int):
    without = tuple(channel for channel in demo.channels if channel.kind is not ChannelKind.EMAIL)
    save_record(session, replace(demo, channels=without), "Ben")
    assert load_record(session).policy_for(None).channels[ChannelKind.EMAIL].status is Status.NOT_RECORDED
    undo(session, saved + 1, "Ada", field="channels.email")
    assert load_record(session) == demo


def test_undo_brings_back_a_therapist(session: Session, demo: PracticeRecord, saved: int):
    save_record(session, replace(demo, therapists=demo.therapists[:1]), "Ben")
    undo(session, saved + 1, "Ada")
    assert load_record(session) == demo


def test_undo_refuses_a_field_that_was_changed_again(session: Session, demo: PracticeRecord, saved: int):
    second = save_record(session, replace(demo, name="Second"), "Ben")
    save_record(session, replace(demo, name="Third"), "Ben")
    with pytest.raises(UndoConflictError, match=r"practice\.name"):
        undo(session, second, "Ada")


@pytest.mark.parametrize("number", [1, 99])
def test_undo_refuses_a_version_without_one_before_it(session: Session, saved: int, number: int):
    with pytest.raises(UnknownVersionError):
        undo(session, number, "Ada")
