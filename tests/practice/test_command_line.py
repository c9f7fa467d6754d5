from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.database import migrate
from bot.database.engine import Database
from bot.practice.__main__ import main
from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord
from bot.practice.store import load_record
from tests.practice.conftest import DEMO_FILE


@pytest.fixture(autouse=True)
def _database_of_the_test(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", str(database.engine.url))


def test_import_then_export_gives_the_same_record(demo: PracticeRecord, capsys: pytest.CaptureFixture[str]):
    assert main(["import", str(DEMO_FILE)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Harbor Lane Therapy: saved as version 1\nNothing contradicts itself.")
    assert main(["export"]) == 0
    assert import_record(capsys.readouterr().out) == demo


def test_a_bad_file_changes_nothing_and_names_its_lines(
    database: Database, demo: PracticeRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["import", str(DEMO_FILE)])
    bad = tmp_path / "bad.yml"
    bad.write_text(DEMO_FILE.read_text().replace("country: US", "country: USA"))
    assert main(["import", str(bad)]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    with database.session() as session:
        assert load_record(session) == demo


def test_a_change_is_shown_and_undone(
    database: Database, demo: PracticeRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["import", str(DEMO_FILE)])
    edited = tmp_path / "edited.yml"
    edited.write_text(DEMO_FILE.read_text().replace("503-555-0142", "503-555-0155"))
    main(["--author", "Ben", "import", str(edited)])
    capsys.readouterr()
    main(["history"])
    shown = capsys.readouterr().out
    assert "Ben  import of edited.yml" in shown
    assert "therapists.maya-okafor.channels.text.address: 503-555-0142 -> 503-555-0155" in shown
    assert main(["undo", "2"]) == 0
    with database.session() as session:
        assert load_record(session) == demo


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["import", "no-such-file.yml"], "cannot read no-such-file.yml"),
        (["export"], "no practice record"),
        (["undo", "7"], "there is no version 7"),
    ],
)
def test_a_failure_is_one_line(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 1
    assert reason in capsys.readouterr().err


def test_a_database_without_tables_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert main(["export"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("the database cannot be used: no such table")
    assert told.count("\n") == 1
    assert "-m bot.database.migrate" in told


def test_a_practice_can_be_brought_into_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # What `make practice` does on a fresh clone, where nothing made the folder yet.
    state = tmp_path / "var"
    monkeypatch.setenv("STATE_DIR", str(state))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{state / 'between_sessions.sqlite'}")
    monkeypatch.setattr(sys, "argv", ["migrate"])
    assert migrate.main() == 0
    assert main(["import", str(DEMO_FILE)]) == 0


def test_a_check_names_what_contradicts_itself(tmp_path: Path, demo_text: str, capsys: pytest.CaptureFixture[str]):
    faulty = tmp_path / "faulty.yml"
    faulty.write_text(demo_text.replace("review_by: 2027-09-01", "review_by: 2026-08-01"), "utf-8")
    assert main(["check", str(faulty)]) == 0
    assert "policy.review_by: The review, August 1, 2026, comes before" in capsys.readouterr().out
