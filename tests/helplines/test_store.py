from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.database.tables.crisis import HotlineRow
from bot.helplines import store
from bot.helplines.lines import Line, LineError, shipped
from bot.helplines.store import (
    Loaded,
    NoSuchLineError,
    confirm_line,
    correct_line,
    due_lines,
    load_lines,
    load_shipped,
    remove_line,
    restore_line,
    save_line,
    undo_correction,
    withdrawn_lines,
)

TODAY = date(2026, 12, 1)
OWN = Line("own", "US", "local", "Our nurse", "Mon-Fri 9-17", TODAY, phone="1-202-555-0143", local=True)


def _line(session: Session, key: str) -> Line:
    return next(line for line in load_lines(session, active_only=False) if line.key == key)


def test_shipped_lines_survive_the_database(session: Session) -> None:
    assert load_shipped(session) == Loaded(len(shipped().lines), ())
    session.flush()
    assert tuple(load_lines(session)) == shipped().lines


def test_shipped_lines_are_loaded_once(session: Session) -> None:
    load_shipped(session)
    session.flush()
    assert load_shipped(session) == Loaded(0, ())


def test_loading_again_keeps_what_staff_decided(session: Session) -> None:
    load_shipped(session)
    session.flush()
    remove_line(session, "us_988")
    confirm_line(session, "gb_papyrus_hopeline247", TODAY, "Ada", ["sms"])
    load_shipped(session)
    session.flush()
    assert not _line(session, "us_988").active
    assert _line(session, "gb_papyrus_hopeline247").shown_sms == "88247"


def test_a_later_shipped_line_replaces_an_older_one_but_stays_off(session: Session) -> None:
    older = replace(shipped().lines[-1], name="Old name", checked_on=date(2020, 1, 1), active=False)
    save_line(session, older)
    session.flush()
    load_shipped(session)
    session.flush()
    line = _line(session, older.key)
    assert line.name == shipped().lines[-1].name
    assert not line.active


def _load_with(session: Session, monkeypatch: pytest.MonkeyPatch, *lines: Line, day: date = TODAY) -> Loaded:
    """Load as if these lines were the shipped ones."""
    monkeypatch.setattr(store, "shipped", lambda: replace(shipped(), lines=lines))
    loaded = load_shipped(session, day)
    session.flush()
    return loaded


SHIPPED = Line("us_x", "US", "suicide_crisis", "X", "24/7", date(2026, 11, 1), phone="988")


@pytest.mark.parametrize("lines", [(), (replace(SHIPPED, active=False),)])
def test_line_that_is_dropped_or_ended_is_gone_after_an_update(
    session: Session, monkeypatch: pytest.MonkeyPatch, lines: tuple[Line, ...]
) -> None:
    _load_with(session, monkeypatch, SHIPPED)
    save_line(session, OWN)
    assert _load_with(session, monkeypatch, *lines).withdrawn == ("X",)
    assert [line.key for line in load_lines(session)] == ["own"]
    assert [line.key for line in withdrawn_lines(session, TODAY)] == ["us_x"]
    assert _load_with(session, monkeypatch, *lines).withdrawn == ()


def test_line_that_comes_back_is_shown_again_unless_staff_had_switched_it_off(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(SHIPPED, key="us_y")
    _load_with(session, monkeypatch, SHIPPED, other)
    remove_line(session, "us_y")
    _load_with(session, monkeypatch)
    _load_with(session, monkeypatch, SHIPPED, other)
    assert [line.key for line in load_lines(session)] == ["us_x"]


def test_confirmation_does_not_cover_a_number_that_an_update_changed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load_with(session, monkeypatch, SHIPPED)
    confirm_line(session, "us_x", date(2026, 11, 10), "Ada")
    _load_with(session, monkeypatch, replace(SHIPPED, phone="1-800-799-7233", checked_on=date(2026, 11, 20)))
    line = _line(session, "us_x")
    assert (line.phone, line.checked_by) == ("1-800-799-7233", None)


def test_what_staff_confirmed_later_stays_but_the_category_follows_the_release(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load_with(session, monkeypatch, SHIPPED)
    confirm_line(session, "us_x", TODAY, "Ada")
    newer = replace(SHIPPED, phone="1-800-799-7233", category="domestic_violence", checked_on=date(2026, 11, 20))
    _load_with(session, monkeypatch, newer)
    line = _line(session, "us_x")
    assert (line.phone, line.checked_by, line.category) == ("988", "Ada", "domestic_violence")


def test_row_of_an_older_release_with_another_category_is_brought_up_to_date(session: Session) -> None:
    load_shipped(session)
    session.flush()
    session.get(HotlineRow, "us_veterans").category = "veterans"
    session.flush()
    load_shipped(session)
    session.flush()
    assert _line(session, "us_veterans").category == "suicide_crisis"


def test_corrected_number_stays_through_an_update(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _load_with(session, monkeypatch, SHIPPED)
    correct_line(session, "us_x", {"phone": "1-800-799-7233"}, TODAY, "Ada")
    _load_with(session, monkeypatch, replace(SHIPPED, name="New name", checked_on=date(2027, 1, 1)))
    line = _line(session, "us_x")
    assert (line.phone, line.name, line.corrected) == ("1-800-799-7233", "New name", ("phone",))
    undo_correction(session, "us_x")
    session.flush()
    assert _line(session, "us_x").phone == "988"


def test_correction_confirms_the_way_that_it_gives(session: Session) -> None:
    load_shipped(session)
    session.flush()
    correct_line(session, "gb_beat", {"phone": "0808 801 0677", "hours": "daily 15-20"}, TODAY, "Ada")
    session.flush()
    line = _line(session, "gb_beat")
    # The number was there already, unconfirmed: typing it again changes nothing, confirming it is another step.
    assert (line.shown_phone, line.hours, line.checked_by) == (None, "daily 15-20", "Ada")
    correct_line(session, "gb_beat", {"phone": "0808 801 0432"}, TODAY, "Ada")
    session.flush()
    assert _line(session, "gb_beat").shown_phone == "0808 801 0432"


def test_wrong_number_is_no_correction(session: Session) -> None:
    load_shipped(session)
    session.flush()
    with pytest.raises(LineError):
        correct_line(session, "us_988", {"phone": "12"}, TODAY, "Ada")


def test_line_switched_off_is_shown_again(session: Session) -> None:
    load_shipped(session)
    session.flush()
    remove_line(session, "us_988")
    restore_line(session, "us_988")
    session.flush()
    assert _line(session, "us_988").active


def test_line_of_the_practice_is_saved_and_removed(session: Session) -> None:
    save_line(session, OWN)
    session.flush()
    assert load_lines(session) == [OWN]
    remove_line(session, "own")
    session.flush()
    assert load_lines(session, active_only=False) == []


def test_line_with_a_wrong_number_is_not_saved(session: Session) -> None:
    with pytest.raises(LineError):
        save_line(session, replace(OWN, phone="12"))


@pytest.mark.parametrize("act", [remove_line, lambda session, key: confirm_line(session, key, TODAY, "Ada")])
def test_line_that_is_not_there(session: Session, act: object) -> None:
    assert callable(act)
    with pytest.raises(NoSuchLineError, match="there is no line 'nobody'"):
        act(session, "nobody")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (OWN, "nobody has called or opened it yet"),
        (replace(OWN, checked_by="Ada", checked_on=TODAY - timedelta(days=181)), "last checked 181 days ago"),
        (replace(OWN, checked_by="Ada", unconfirmed=("phone",)), "not confirmed: phone"),
    ],
)
def test_line_is_due(line: Line, reason: str) -> None:
    (due,) = due_lines([line], TODAY)
    assert reason in due.reason


@pytest.mark.parametrize(
    "line",
    [
        replace(OWN, checked_by="Ada", checked_on=TODAY - timedelta(days=180)),
        replace(OWN, checked_by="Ada"),
        replace(OWN, active=False),
    ],
)
def test_line_is_not_due(line: Line) -> None:
    assert due_lines([line], TODAY) == []


def test_due_lines_begin_with_the_longest_unchecked() -> None:
    older = replace(OWN, key="older", checked_on=date(2020, 1, 1))
    assert [due.line.key for due in due_lines([OWN, older], TODAY)] == ["older", "own"]
