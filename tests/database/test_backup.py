"""A backup holds all but what clients wrote, and is put back wholly or not at all; so is an upgrade taken back.

Each rule holds for both kinds of database.
"""

from __future__ import annotations

import json
import sqlite3
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Time,
    create_engine,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.conversations import store
from bot.database import backup as backups
from bot.database import restore as restoring
from bot.database.archive import BackupError, Manifest, read_archive, write_archive
from bot.database.backup import KEPT, Backup, Places, back_up
from bot.database.copying import OF_THE_MOMENT, SIGN_INS
from bot.database.engine import Database
from bot.database.migrate import UpgradeError, upgrade
from bot.database.restore import Restored, must_be_stopped, restore
from bot.database.schema import bring_to, current_revision, in_one_transaction, known_revisions, newest_revision
from bot.database.tables import Base
from bot.settings import Settings
from bot.staff import audit
from tests.postgresql import PostgreSQL, running

NEWEST, FORMER = known_revisions()[:2]
WROTE = "what a client wrote"
Rows = dict[str, list[dict[str, Any]]]


class PowerCutError(Exception):
    """The machine stops here."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """One for all tests here: each has a database of its own in it."""
    yield from running()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty database of each kind."""
    state = tmp_path / "state"
    state.mkdir()
    made = Settings.from_environment({"STATE_DIR": str(state)})
    if request.param == "sqlite":
        return made
    server: PostgreSQL = request.getfixturevalue("server")
    name = f"test_{uuid.uuid4().hex}"
    outside = create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with outside.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return replace(made, database_url=server.url.removesuffix("/postgres") + f"/{name}")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Words that staff changed, and a live model."""
    places = Places(tmp_path / "data", tmp_path / "models")
    for name, content in {"nlu/faq/gifts.yml": "a small gift", "wording/website.yml": "hello"}.items():
        (places.words / name).parent.mkdir(parents=True)
        (places.words / name).write_text(content, "utf-8")
    (places.models / "words").mkdir(parents=True)
    notes = json.dumps({"model": "20261128-1.tar.gz", "fingerprint": "abc"})
    for name, content in {
        "20261128-1.tar.gz": "a model",
        "20261128-1.json": notes,
        "words/abc.json": "{}",
        "current.json": notes,
    }.items():
        (places.models / name).write_text(content, "utf-8")
    return places


def engine_of(settings: Settings) -> Engine:
    return in_one_transaction(Database(settings.database_url, background=True).engine)


def fill(settings: Settings, revision: str) -> Rows:
    """Make the database at a revision, with two rows in each table; what it holds then."""
    with engine_of(settings).begin() as connection:
        bring_to(connection, revision)
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name not in ("alembic_version", "audit_head"):
                rows = [{column.name: value(column, number) for column in table.columns} for number in (1, 2)]
                connection.execute(insert(table), rows)
    return held(settings)


def value(column: Column, number: int) -> Any:
    by_type: list[tuple[type, Any]] = [
        (JSON, {"said": WROTE} if column.table.name in OF_THE_MOMENT else [number, "é"]),
        (Boolean, number == 1),
        (Float, number / 2),
        (Integer, number),
        (DateTime, datetime(2026, 11, 28, 12, number)),
        (Date, date(2026, 11, number)),
        (Time, time(9, number)),
    ]
    if column.foreign_keys and not isinstance(column.type, Integer):
        return f"id {number}"
    found = [each for kind, each in by_type if isinstance(column.type, kind)]
    if found:
        return found[0]
    if column.table.name in OF_THE_MOMENT and column.name in ("said", "data", "words"):
        return f"{WROTE} {number}"
    return f"{column.name} {number}"[: column.type.length]  # type: ignore[attr-defined]


def held(settings: Settings) -> Rows:
    """All rows of all tables."""
    with Database(settings.database_url, background=True).engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(next(iter(table.columns)))).mappings()
            ]
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def revision_of(settings: Settings) -> str | None:
    with Database(settings.database_url).engine.connect() as connection:
        return current_revision(connection)


def put_back(settings: Settings, made: Backup | Path, places: Places, former: bool = False) -> Restored:
    file = made if isinstance(made, Path) else made.path
    return restore(settings, file, lambda session, manifest: None, former, places)


def change(settings: Settings, *statements: str) -> None:
    with engine_of(settings).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def without(rows: Rows, *tables: str) -> Rows:
    return {name: found for name, found in rows.items() if name not in tables}


@contextmanager
def after_each_statement(act: Callable[[str], None]) -> Iterator[None]:
    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        act(statement)

    event.listen(Engine, "after_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", listen)


def backups_in(settings: Settings) -> list[str]:
    return sorted(path.name for path in backups.folder_of(settings).glob("*.tar.gz"))


# --- what is in a backup ---


def test_a_backup_holds_everything_but_what_clients_wrote_and_who_is_signed_in(
    settings: Settings, places: Places, tmp_path: Path
):
    fill(settings, NEWEST)
    (settings.state_dir / "secret_key").write_text("the secret", "ascii")
    settings.scripts_dir.mkdir()
    (settings.scripts_dir / "chat.js").write_text("script", "utf-8")
    made = back_up(settings, "backup", places)
    assert made.path.stat().st_mode & 0o077 == 0
    laid_out = tmp_path / "laid out"
    manifest = read_archive(made.path, laid_out)
    assert manifest.revision == NEWEST
    assert not set(manifest.rows) & {*OF_THE_MOMENT, *SIGN_INS}
    assert manifest.rows["practice"] == manifest.rows["staff_account"] == 2
    assert set(manifest.files) == {
        "database.sqlite",
        "scripts/chat.js",
        *(f"model/{path.relative_to(places.models)}" for path in places.models.rglob("*.*")),
        "words/nlu/faq/gifts.yml",
        "words/wording/website.yml",
    }
    content = b"".join((laid_out / name).read_bytes() for name in manifest.files)
    assert WROTE.encode() not in content
    assert b"the secret" not in content


def test_of_each_table_was_decided_whether_clients_words_are_in_it():
    """Whoever adds a table decides: what clients write belongs to OF_THE_MOMENT, everything else goes here."""
    assert set(Base.metadata.tables) - {*OF_THE_MOMENT, *SIGN_INS} == {
        *("allowed_origin", "audit_entry", "audit_head", "channel", "closure", "crisis_event", "daily_count"),
        *("extra_opening", "hotline", "opening_hours", "practice", "practice_version", "retention", "staff_account"),
        "staff_recovery_code",
        *("statement", "therapist", "word_draft", "word_version"),
    }
    # They stay while what they refer to is replaced.
    for name in OF_THE_MOMENT:
        referred = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}
        assert referred <= set(OF_THE_MOMENT)


def test_what_clients_wrote_is_in_no_file_even_while_a_backup_is_made(settings: Settings, places: Places):
    fill(settings, NEWEST)
    seen = []

    def look(_statement: str) -> None:
        for path in backups.folder_of(settings).rglob("*"):
            if path.is_file():
                seen.append(path.name)
                assert WROTE.encode() not in path.read_bytes()

    with after_each_statement(look):
        back_up(settings, "backup", places)
    assert "database.sqlite" in seen


def test_a_backup_shows_one_moment_while_others_write(settings: Settings, places: Places):
    fill_with_audit_log(settings)
    written = []

    def write(statement: str) -> None:
        if "FROM audit_" in statement and "SELECT" in statement and not written:
            written.append(statement)
            record(settings, "while it is made")

    with after_each_statement(write):
        made = back_up(settings, "backup", places)
    assert written
    put_back(settings, made, places)
    with Database(settings.database_url).session() as session:
        assert audit.verify(session).whole
        assert [entry.subject for entry in audit.entries(session, 5)] == ["before"]


def fill_with_audit_log(settings: Settings) -> None:
    with engine_of(settings).begin() as connection:
        bring_to(connection, NEWEST)
    record(settings, "before")


def record(settings: Settings, subject: str) -> None:
    with Database(settings.database_url).session() as session:
        audit.record(session, "Ada", "fact.save", subject)


def test_the_newest_of_each_reason_are_kept(settings: Settings, places: Places):
    fill(settings, NEWEST)
    first = back_up(settings, "before-upgrade", places)
    made = [back_up(settings, "backup", places).path for _ in range(KEPT + 2)]
    assert [path for path in made if path.exists()] == made[2:]
    assert first.path.exists()


def test_what_a_killed_backup_left_is_removed(settings: Settings, places: Places):
    fill(settings, NEWEST)
    left = backups.folder_of(settings) / ".backing-up-killed"
    left.mkdir(parents=True)
    (left / "database.sqlite").write_text("half", "utf-8")
    back_up(settings, "backup", places)
    assert not left.exists()


def test_a_model_that_is_too_large_stays_out(settings: Settings, places: Places, monkeypatch: pytest.MonkeyPatch):
    fill(settings, NEWEST)
    monkeypatch.setattr(backups, "MOST_MODEL_BYTES", 3)
    made = back_up(settings, "backup", places)
    assert made.manifest.model == ""
    assert not any(name.startswith("model/") for name in made.manifest.files)


# --- putting it back ---


def test_a_restore_brings_back_facts_and_words_and_leaves_what_clients_write_now(settings: Settings, places: Places):
    before = fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    change(
        settings,
        "DELETE FROM channel",
        "UPDATE practice SET name = 'another'",
        "INSERT INTO daily_count VALUES ('2026-11-29', 'opened', '', 7)",
    )
    now = datetime(2026, 11, 29)
    with Database(settings.database_url).session() as session:
        store.delete_conversation(session, "id 1")
        store.open_conversation(session, "web-now", "1", now)
        store.claim_message(session, "web-now", "m", "just now", now)
    (places.words / "nlu/faq/gifts.yml").write_text("changed", "utf-8")
    (places.words / "nlu/faq/since.yml").write_text("new since", "utf-8")
    of_now = {name: held(settings)[name] for name in OF_THE_MOMENT}

    assert not must_be_stopped(settings, former=False)
    done = put_back(settings, made, places)

    assert without(held(settings), *OF_THE_MOMENT, *SIGN_INS) == without(before, *OF_THE_MOMENT, *SIGN_INS)
    assert {name: held(settings)[name] for name in OF_THE_MOMENT} == of_now
    assert not any(held(settings)[name] for name in SIGN_INS)
    assert (places.words / "nlu/faq/gifts.yml").read_text("utf-8") == "a small gift"
    assert not (places.words / "nlu/faq/since.yml").exists()
    assert done.words_changed == 2
    # And back again.
    assert done.saved is not None
    put_back(settings, done.saved, places)
    assert held(settings)["practice"][0]["name"] == "another"
    assert (places.words / "nlu/faq/since.yml").read_text("utf-8") == "new since"


def test_after_a_restore_new_rows_get_new_numbers(settings: Settings, places: Places):
    fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    change(settings, "DELETE FROM practice_version")
    put_back(settings, made, places)
    change(
        settings,
        "INSERT INTO practice_version (saved_at, author, note, record) "
        "VALUES ('2026-11-29 00:00:00.000000', 'Ada', 'x', 'y')",
    )
    assert [row["id"] for row in held(settings)["practice_version"]] == [1, 2, 3]


def test_an_empty_machine_gets_everything(settings: Settings, places: Places, tmp_path: Path):
    source = Settings.from_environment({"STATE_DIR": str(tmp_path / "elsewhere")})
    source.state_dir.mkdir()
    before = fill(source, NEWEST)
    made = back_up(source, "backup", places)
    empty = Places(places.words, tmp_path / "no models yet")
    done = put_back(settings, made, empty)
    assert done.saved is None
    assert without(held(settings), *OF_THE_MOMENT, *SIGN_INS) == without(before, *OF_THE_MOMENT, *SIGN_INS)
    assert done.model_added
    assert {path.name for path in empty.models.rglob("*.*")} == {path.name for path in places.models.rglob("*.*")}


def test_a_restore_that_fails_changes_nothing(settings: Settings, places: Places):
    fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    change(settings, "UPDATE practice SET name = 'another'")
    (places.words / "nlu/faq/gifts.yml").write_text("changed", "utf-8")
    before = held(settings)

    def cut(_session: Session, _manifest: Manifest) -> None:
        raise PowerCutError

    with pytest.raises(PowerCutError):
        restore(settings, made.path, cut, False, places)
    assert held(settings) == before
    assert (places.words / "nlu/faq/gifts.yml").read_text("utf-8") == "changed"


def test_what_belongs_to_the_restore_is_in_the_same_transaction(settings: Settings, places: Places):
    fill_with_audit_log(settings)
    made = back_up(settings, "backup", places)
    restore(settings, made.path, lambda session, _: audit.record(session, "Bo", "backup.restore", "x"), False, places)
    with Database(settings.database_url).session() as session:
        assert [entry.action for entry in audit.entries(session, 5)] == ["backup.restore", "fact.save"]
        assert audit.verify(session).whole


def test_words_of_another_release_are_laid_beside(settings: Settings, places: Places, monkeypatch: pytest.MonkeyPatch):
    fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    (places.words / "nlu/faq/gifts.yml").write_text("changed", "utf-8")
    monkeypatch.setattr(restoring, "release", lambda: "another")
    done = put_back(settings, made, places)
    assert (places.words / "nlu/faq/gifts.yml").read_text("utf-8") == "changed"
    assert done.words_beside is not None
    assert {path.name: path.read_text("utf-8") for path in done.words_beside.rglob("*.*")} == {
        "gifts.yml": "a small gift"
    }


# --- files that are refused ---


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def changed_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def no_archive(file: Path) -> None:
    file.write_text("holiday photos", "utf-8")


def of_others(file: Path) -> None:
    with tarfile.open(file, "w:gz") as archive:
        archive.add(__file__, "photo.jpg")


def remade(file: Path, **other: Any) -> None:
    folder = file.with_name("remade")
    manifest = read_archive(file, folder)
    write_archive(file, replace(manifest, **other), folder)


def newer_schema(file: Path) -> None:
    remade(file, revision="9999")


def newer_format(file: Path) -> None:
    remade(file, format=2)


def other_schema_than_it_says(file: Path) -> None:
    remade(file, revision=FORMER)


def fewer_rows_than_it_says(file: Path) -> None:
    remade(file, rows={"practice": 40})


def other_content(file: Path) -> None:
    folder = file.with_name("remade")
    manifest = read_archive(file, folder)
    (folder / "words/nlu/faq/gifts.yml").write_text("other words", "utf-8")
    write_archive(file, manifest, folder)


def outside(file: Path) -> None:
    folder = file.with_name("remade")
    manifest = read_archive(file, folder)
    (folder.parent / "escaped").write_text("x", "utf-8")
    write_archive(file, replace(manifest, files={**manifest.files, "../escaped": "0"}), folder)


def missing(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut_short, "is damaged"),
        (changed_byte, "is damaged"),
        (no_archive, "is damaged"),
        (of_others, "is no backup of this project"),
        (newer_schema, "install the newer one first"),
        (newer_format, "was made by a newer release"),
        (other_schema_than_it_says, "is damaged"),
        (fewer_rows_than_it_says, "is damaged"),
        (other_content, "is damaged"),
        (outside, "names files outside of it"),
        (missing, "cannot be read"),
    ],
)
def test_what_is_no_whole_backup_of_this_project_is_refused_and_nothing_is_lost(
    spoil: Callable[[Path], None], said: str, places: Places, tmp_path: Path
):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path / "state")})
    settings.state_dir.mkdir()
    fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    file = made.path.rename(tmp_path / "given.tar.gz")
    spoil(file)
    change(settings, "UPDATE practice SET name = 'another'")
    (places.words / "nlu/faq/gifts.yml").write_text("changed", "utf-8")
    before = held(settings)
    with pytest.raises(BackupError, match=said):
        put_back(settings, file, places)
    assert held(settings) == before
    assert (places.words / "nlu/faq/gifts.yml").read_text("utf-8") == "changed"
    assert backups_in(settings) == []


def test_over_a_damaged_database_it_says_what_to_do(places: Places, tmp_path: Path):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path / "state")})
    settings.state_dir.mkdir()
    fill(settings, NEWEST)
    made = back_up(settings, "backup", places)
    path = settings.state_dir / "between_sessions.sqlite"
    path.write_bytes(b"no database " * 400)
    with pytest.raises(BackupError, match="move the file elsewhere, and restore again"):
        put_back(settings, made, places)
    for each in settings.state_dir.glob("between_sessions.sqlite*"):
        each.unlink()
    put_back(settings, made, places)
    assert len(held(settings)["practice"]) == 2


# --- upgrades, and the way back ---


# What the newest migration changes on purpose: locks of the old kind end.
CHANGED = {"staff_account": {"failed_count", "locked_until"}}


def test_an_upgrade_keeps_everything_after_a_backup(settings: Settings, places: Places):
    before = fill(settings, FORMER)
    said: list[str] = []
    assert upgrade(settings, said.append, places)
    assert revision_of(settings) == NEWEST
    after = held(settings)
    for name, rows in before.items():
        kept = (after[name][0].keys() & rows[0].keys() if rows else set()) - CHANGED.get(name, set())
        assert [{key: row[key] for key in kept} for row in after[name]] == [
            {key: row[key] for key in kept} for row in rows
        ]
    (made,) = backups_in(settings)
    assert made.endswith("-before-upgrade.tar.gz")
    assert made in said[0]
    assert not upgrade(settings, said.append, places)


def test_an_upgrade_is_taken_back_for_the_former_release(settings: Settings, places: Places):
    before = fill(settings, FORMER)
    upgrade(settings, lambda line: None, places)
    (made,) = backups.folder_of(settings).glob("*.tar.gz")
    change(settings, "UPDATE practice SET name = 'changed since'")
    assert must_be_stopped(settings, former=True)
    put_back(settings, made, places, former=True)
    assert revision_of(settings) == FORMER
    # What clients write goes on even then.
    assert without(held(settings), *SIGN_INS) == without(before, *SIGN_INS)


def test_an_older_backup_is_brought_to_the_present_schema(settings: Settings, places: Places):
    fill(settings, FORMER)
    upgrade(settings, lambda line: None, places)
    (made,) = backups.folder_of(settings).glob("*.tar.gz")
    change(settings, "UPDATE practice SET name = 'changed since'")
    put_back(settings, made, places)
    assert revision_of(settings) == NEWEST
    assert [row["name"] for row in held(settings)["practice"]] == ["name 1", "name 2"]


@pytest.mark.parametrize("revision", known_revisions()[1:])
def test_every_release_can_be_left_and_gone_back_to(settings: Settings, revision: str):
    before = fill(settings, revision)
    with engine_of(settings).begin() as connection:
        bring_to(connection, newest_revision())
        bring_to(connection, revision)
    after = held(settings)
    assert after.keys() == before.keys()
    assert all(len(after[name]) == len(rows) for name, rows in before.items())


def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(settings: Settings, places: Places):
    before = fill(settings, FORMER)

    def cut(statement: str) -> None:
        if f"version_num='{NEWEST}'" in statement:
            raise PowerCutError(WROTE)

    with after_each_statement(cut), pytest.raises(UpgradeError, match="as it was: try again, or install") as failed:
        upgrade(settings, lambda line: None, places)
    assert WROTE not in str(failed.value)
    assert backups_in(settings)[0] in str(failed.value)
    assert revision_of(settings) == FORMER
    assert held(settings) == before
    assert upgrade(settings, lambda line: None, places)


def test_without_a_backup_there_is_no_upgrade(settings: Settings, places: Places):
    fill(settings, FORMER)
    backups.folder_of(settings).write_text("in the way", "utf-8")
    with pytest.raises(UpgradeError, match="no backup could be made"):
        upgrade(settings, lambda line: None, places)
    assert revision_of(settings) == FORMER


def test_an_empty_database_needs_no_backup(settings: Settings, places: Places):
    assert upgrade(settings, lambda line: None, places)
    assert backups_in(settings) == []


def test_a_database_that_was_copied_is_one_file(settings: Settings, places: Places, tmp_path: Path):
    fill(settings, NEWEST)
    read_archive(back_up(settings, "backup", places).path, tmp_path / "laid out")
    with closing(sqlite3.connect(tmp_path / "laid out/database.sqlite")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
