"""`make backup` and `make restore`, as a technician sees them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.database import restore as restoring
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.store import current_version, load_record, save_record
from bot.running.backups import main
from bot.running.processes import only_one
from bot.staff import audit


@pytest.fixture
def state(with_demo_practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(with_demo_practice, tmp_path / "state")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # The words of this checkout stay as they are, whatever else is being tested.
    monkeypatch.setattr(restoring, "release", lambda: "another")
    return tmp_path / "state"


def made_in(state: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["backup"]) == 0
    (made,) = (state / "backups").glob("*-backup.tar.gz")
    said = capsys.readouterr().out
    assert f"backup made: {made} (" in said
    assert "not in it: what clients write" in said
    return made


def test_what_is_backed_up_is_put_back_and_recorded_while_it_runs(state: Path, capsys: pytest.CaptureFixture[str]):
    made = made_in(state, capsys)
    with only_one(state):
        assert main(["restore", str(made)]) == 0
    said = capsys.readouterr().out
    assert "what was there before is in" in said
    assert "staff sign in again; open chats go on" in said
    with Database(f"sqlite:///{state / 'between_sessions.sqlite'}").session() as session:
        assert current_version(session) is not None
        assert audit.verify(session).whole
        (entry,) = audit.entries(session, 1)
        assert (entry.action, entry.subject) == ("backup.restore", made.name)


def test_what_answers_clients_has_the_facts_that_were_put_back_and_those_saved_after(
    state: Path, capsys: pytest.CaptureFixture[str]
):
    made = made_in(state, capsys)
    database = Database(f"sqlite:///{state / 'between_sessions.sqlite'}")

    def rename(name: str) -> None:
        with database.session() as session:
            save_record(session, replace(load_record(session), name=name), "Ada")

    asked_always, asked_seldom = LiveRecord(database), LiveRecord(database)
    demo = asked_always.current().name
    rename("A mistake")
    assert asked_always.current().name == asked_seldom.current().name == "A mistake"
    assert main(["restore", str(made)]) == 0
    assert asked_always.current().name == demo
    # This version has the number that the mistake had.
    rename("Elm House")
    assert asked_always.current().name == asked_seldom.current().name == "Elm House"


def test_going_back_to_a_former_release_wants_everything_stopped(state: Path, capsys: pytest.CaptureFixture[str]):
    made = made_in(state, capsys)
    with only_one(state):
        assert main(["restore", "--former", str(made)]) == 1
    assert "stop that one first" in capsys.readouterr().err
    assert main(["restore", "--former", str(made)]) == 0


def test_what_is_refused_is_said_in_a_line(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    other = tmp_path / "photos.tar.gz"
    other.write_text("photos", "utf-8")
    assert main(["restore", str(other)]) == 1
    told = capsys.readouterr()
    assert told.err.startswith(f"{other} is damaged")
    assert told.err.count("\n") == 1
    assert not list((state / "backups").glob("*.tar.gz"))
