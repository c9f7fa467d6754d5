"""The command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database.engine import Database
from bot.staff import accounts
from bot.staff.__main__ import main
from bot.staff.links import PATH


@pytest.fixture
def here(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", str(database.engine.url))
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    return database


def test_the_first_link_and_everything_after_it(here: Database, capsys: pytest.CaptureFixture[str]):
    assert main(["first-link", "--url", "https://chat.example/"]) == 0
    link = capsys.readouterr().out.splitlines()[0]
    assert link.startswith(f"https://chat.example{PATH}")
    with here.session() as session:
        accounts.accept_link(session, link.rpartition("/")[2], "Ada", "three calm grey boats", datetime.utcnow())
    assert main(["first-link"]) == 1
    assert "accounts already" in capsys.readouterr().err
    assert main(["add", "Robin", "--role", "therapist"]) == 0
    assert main(["off", "robin"]) == 0
    assert main(["on", "Robin"]) == 0
    assert main(["unlock", "Robin"]) == 0
    assert main(["role", "Robin", "reception"]) == 0
    assert main(["reset", "Robin"]) == 0
    capsys.readouterr()
    assert main(["users"]) == 0
    listed = capsys.readouterr().out
    assert "reception      no password yet      Robin" in listed
    assert "administrator  on                   Ada" in listed
    assert main(["audit"]) == 0
    out = capsys.readouterr().out
    assert "account.reset  Robin" in out
    assert "whole: 7 entries" in out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["off", "Ada"], "only administrator"),
        (["role", "Ada", "reception"], "only administrator"),
        (["reset", "Nobody"], "no such account"),
        (["add", "ada"], "this name already"),
    ],
)
def test_what_cannot_be_done_is_said(here: Database, capsys: pytest.CaptureFixture[str], command: list[str], said: str):
    with here.session() as session:
        token = accounts.make_first_link(session, datetime.utcnow())
        accounts.accept_link(session, token, "Ada", "three calm grey boats", datetime.utcnow())
    assert main(command) == 1
    assert said in capsys.readouterr().err


def test_a_log_that_was_changed_is_an_error(here: Database, capsys: pytest.CaptureFixture[str]):
    assert main(["add", "Robin"]) == 0
    with here.engine.begin() as connection:
        connection.execute(text("UPDATE audit_entry SET actor = 'Eve'"))
    assert main(["audit"]) == 1
    assert "entry 1 is the first that does not fit" in capsys.readouterr().err
