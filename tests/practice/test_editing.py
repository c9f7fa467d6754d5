"""Two people edit the record: neither loses what they typed, and neither overwrites the other unseen."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.practice.editing import Outcome, changed, save_changes
from bot.practice.fields import Change
from bot.practice.history import load_document
from bot.practice.lined_yaml import PracticeFileError
from bot.practice.practice_file import document, record_of
from bot.practice.record import PracticeRecord
from bot.practice.store import current_version, load_record, save_record

FRIDAY = {"days": "2026-11-27", "reason": "training"}
MONDAY = {"days": "2026-11-30", "reason": "moving house"}


@pytest.fixture
def saved(session: Session, demo: PracticeRecord) -> int:
    return save_record(session, demo, "Ada")


def edited(content: dict[str, Any], *path: str, value: Any) -> dict[str, Any]:
    result = copy.deepcopy(content)
    part = result
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return result


def save(session: Session, base: int, author: str, *path: str, value: Any, log: list[Any] | None = None) -> Outcome:
    before = load_document(session, base)
    mine = changed(before, edited(before, *path, value=value))
    told = [] if log is None else log
    return save_changes(session, mine, base, author, "test", lambda *each: told.append(each))


def test_a_change_is_saved_and_told_once(session: Session, saved: int):
    log: list[Any] = []
    outcome = save(session, saved, "Ben", "practice", "name", value="Harbor Two", log=log)
    assert load_record(session).name == "Harbor Two"
    assert outcome.version == saved + 1
    assert log == [(saved + 1, (Change("practice.name", "Harbor Lane Therapy", "Harbor Two"),))]


def test_what_cannot_be_used_is_not_saved(session: Session, saved: int):
    with pytest.raises(PracticeFileError, match="time zone"):
        save(session, saved, "Ben", "practice", "timezone", value="Portland")
    assert current_version(session) == saved


def test_changes_of_different_fields_are_both_kept(session: Session, saved: int):
    save(session, saved, "Ada", "channels", "phone", "address", value="503-555-0177")
    outcome = save(session, saved, "Ben", "practice", "name", value="Harbor Two")
    assert (load_record(session).phone, load_record(session).name) == ("503-555-0177", "Harbor Two")
    (theirs,) = outcome.meanwhile
    assert (theirs.author, [change.field for change in theirs.changes]) == ("Ada", ["channels.phone.address"])


def test_the_same_field_is_not_overwritten(session: Session, saved: int):
    save(session, saved, "Ada", "channels", "phone", "address", value="503-555-0177")
    outcome = save(session, saved, "Ben", "channels", "phone", "address", value="503-555-0188")
    assert load_record(session).phone == "503-555-0177"
    assert outcome.changes == ()
    assert [(each.before, each.after) for each in outcome.clashes] == [("503-555-0140", "503-555-0177")]
    # What the second one typed is in the document, to be looked at and saved again.
    assert outcome.document["channels"]["phone"]["address"] == "503-555-0188"
    assert outcome.version == saved + 1


def test_the_same_change_by_both_is_no_clash(session: Session, saved: int):
    save(session, saved, "Ada", "practice", "name", value="Harbor Two")
    outcome = save(session, saved, "Ben", "practice", "name", value="Harbor Two")
    assert (outcome.clashes, current_version(session)) == ((), saved + 1)


def test_a_detail_of_a_channel_that_was_switched_off_is_a_clash(session: Session, saved: int):
    save(session, saved, "Ada", "channels", "email", value="not offered")
    outcome = save(session, saved, "Ben", "channels", "email", "rules", value="Short ones only.")
    assert outcome.clashes
    assert load_record(session).channels != outcome.document["channels"]
    assert outcome.document["channels"]["email"]["rules"] == "Short ones only."


def test_of_two_new_closures_none_is_lost(session: Session, saved: int):
    before = load_document(session, saved)["closures"]
    save(session, saved, "Ada", "closures", value=[*before, FRIDAY])
    outcome = save(session, saved, "Ben", "closures", value=[*before, MONDAY])
    assert outcome.clashes
    reasons = [closure["reason"] for closure in outcome.document["closures"]]
    assert reasons[-2:] == ["training", "moving house"]


def test_a_change_to_a_therapist_who_was_taken_out_is_not_saved(session: Session, saved: int):
    therapists = load_document(session, saved)["therapists"]
    save(session, saved, "Ada", "therapists", value={key: therapists[key] for key in list(therapists)[:1]})
    outcome = save(session, saved, "Ben", "therapists", "daniel-reyes", "pronouns", value="they/them")
    assert outcome.changes == ()
    assert len(load_record(session).therapists) == 1


def test_a_channel_that_is_offered_without_details_stays_offered(demo: PracticeRecord):
    content = edited(document(demo), "channels", "text", value={"status": "offered"})
    record = record_of(content)
    assert document(record)["channels"]["text"] == {"status": "offered"}
    assert ("channels.text.status", "offered") in [
        (each.field, each.after) for each in changed(document(demo), content)
    ]


def test_a_fault_is_named_with_its_path(demo: PracticeRecord):
    content = edited(document(demo), "closures", value=[{"days": "2026-11-27"}, {"days": "2026-11-30", "from": "9"}])
    with pytest.raises(PracticeFileError) as caught:
        record_of(content)
    (problem,) = caught.value.problems
    assert problem.path == ("closures", "1", "from")
    assert problem.reason == "write a time as 09:00"
