from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.crisis.lines import Line, LineError, shipped
from bot.crisis.store import (
    NoSuchLineError,
    confirm_line,
    due_lines,
    load_lines,
    load_shipped,
    remove_line,
    save_line,
)

TODAY = date(2026, 12, 1)
OWN = Line("own", "US", "local", "Our nurse", "Mon-Fri 9-17", TODAY, phone="1-202-555-0143", local=True)


def _line(session: Session, key: str) -> Line:
    return next(line for line in load_lines(session, active_only=False) if line.key == key)


def test_shipped_lines_survive_the_database(session: Session) -> None:
    assert load_shipped(session) == len(shipped().lines)
    session.flush()
    assert load_lines(session) == sorted(shipped().lines, key=lambda line: line.key)


def test_shipped_lines_are_loaded_once(session: Session) -> None:
    load_shipped(session)
    session.flush()
    assert load_shipped(session) == 0


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
