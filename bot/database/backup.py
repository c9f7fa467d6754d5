"""Makes a backup while everything runs: one file with the database, the words, the live model and the chat's scripts.

What clients wrote is in none, for it must not outlive its deletion; neither are secrets, nor who is signed in. The
database is a SQLite file in it, whatever it was, so that it needs no program of a server's release, and can be put into
either kind.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.database.archive import BackupError, Manifest, checksums, write_archive
from bot.database.copying import replace_rows
from bot.database.engine import Database
from bot.database.faults import explain
from bot.database.schema import bring_to, current_revision, in_one_transaction
from bot.kept_secret import own_folder
from bot.settings import PROJECT_ROOT, Settings

# Of each reason, so that a daily backup does not push out the one from before an upgrade.
KEPT = 10
# A larger model is trained again from the words.
MOST_MODEL_BYTES = 300 << 20
DATABASE, WORDS, MODEL, SCRIPTS = "database.sqlite", "words", "model", "scripts"
_BEGINNING = "between-sessions-"


@dataclass(frozen=True)
class Places:
    """Where the words and the models are, which lie beside the code."""

    words: Path
    models: Path


HERE = Places(PROJECT_ROOT / "data", PROJECT_ROOT / "models")


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest

    def __str__(self) -> str:
        return f"{self.path} ({self.size / 1e6:.1f} MB)"


def folder_of(settings: Settings) -> Path:
    """Where backups are kept."""
    return settings.state_dir / "backups"


def back_up(settings: Settings, reason: str, places: Places = HERE) -> Backup:
    """Make a backup; those beyond the newest KEPT of the same reason are removed.

    Args:
        reason: "backup", "before-upgrade" or "before-restore"; it stands in the file's name.

    Raises:
        BackupError: it could not be made.
        NewerDatabaseError: the database was made by a later release.
    """
    own_folder(settings.state_dir)
    folder = folder_of(settings)
    try:
        with stage(folder, ".backing-up-") as files:
            revision, rows = _save_database(settings, files / DATABASE)
            _save_words(places.words, files / WORDS)
            # Neither an upgrade nor a restore takes a model away, and each copy of one needs room.
            model = _save_model(places.models, files / MODEL) if reason == "backup" else ""
            if settings.scripts_dir.is_dir():
                shutil.copytree(settings.scripts_dir, files / SCRIPTS)
            now = datetime.now(timezone.utc)
            manifest = Manifest(
                made_at=now.isoformat(timespec="seconds"),
                reason=reason,
                database=Database(settings.database_url).engine.dialect.name,
                revision=revision,
                release=release(),
                rows=rows,
                model=model,
                files=checksums(files),
            )
            # To the millisecond: names are in the order of time, and no two are the same.
            path = folder / f"{_BEGINNING}{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03}-{reason}.tar.gz"
            write_archive(path, manifest, files)
            for old in sorted(folder.glob(f"{_BEGINNING}*-{reason}.tar.gz"))[:-KEPT]:
                old.unlink()
    except OSError as error:
        raise BackupError(
            f"{folder} cannot be written ({error.strerror}): make room there, or look whose it is"
        ) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise BackupError(explain(error) if isinstance(error, SQLAlchemyError) else str(error)) from error
    return Backup(path, path.stat().st_size, manifest)


@contextmanager
def stage(folder: Path, prefix: str) -> Iterator[Path]:
    """An empty folder, for this account only, that is gone afterwards; one of this prefix at a time.

    What a killed process left is removed.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / f".lock{prefix}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{prefix}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        made = Path(tempfile.mkdtemp(dir=folder, prefix=prefix))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
            made.with_suffix(".tar.gz").unlink(missing_ok=True)


def draft_engine(path: Path) -> Engine:
    """The engine of a backup's database."""
    return in_one_transaction(create_engine(f"sqlite:///{path}", future=True))


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            # Python's driver would begin none for what is only read.
            connection.exec_driver_sql("BEGIN")
            yield connection
    else:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection


def release() -> str:
    """Names the code: words of one release may lack what another one's code needs."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT_ROOT / "bot").rglob("*.py")):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def words_held(words: Path) -> Iterator[None]:
    """Hold back whoever edits words, by the lock of bot.words.files.WordFiles."""
    handle = os.open(words, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def word_files(words: Path) -> Iterator[Path]:
    """The files of words; what begins with a dot is somebody's draft."""
    return (path for path in sorted(words.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _save_database(settings: Settings, path: Path) -> tuple[str, dict[str, int]]:
    engine = draft_engine(path)
    with at_one_moment(Database(settings.database_url, background=True).engine) as source:
        revision = current_revision(source)
        if revision is None:
            raise BackupError("there is no database to back up: are STATE_DIR and DATABASE_URL the service's?")
        with engine.begin() as target:
            bring_to(target, revision)
            rows = replace_rows(source, target)
    engine.dispose()
    with closing(sqlite3.connect(path)) as database:
        # One file, without a log beside it.
        database.execute("PRAGMA journal_mode=DELETE")
    return revision, rows


def _save_words(words: Path, target: Path) -> None:
    with words_held(words):
        for path in word_files(words):
            copy = target / path.relative_to(words)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _save_model(models: Path, target: Path) -> str:
    """The live model with its notes and its words; its name, empty if there is none or it is too large."""
    try:
        current = (models / "current.json").read_text("utf-8")
        notes = json.loads(current)
        name, fingerprint = str(notes["model"]), str(notes["fingerprint"])
        if (models / name).stat().st_size > MOST_MODEL_BYTES:
            return ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    stem = name.removesuffix(".tar.gz")
    for each in (name, f"{stem}.json", f"{stem}.outcomes.json", f"words/{fingerprint}.json"):
        if (models / each).is_file():
            (target / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(models / each, target / each)
    (target / "current.json").write_text(current, "utf-8")
    return name
