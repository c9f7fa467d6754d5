"""Puts a backup back, wholly or not at all, while everything runs.

What clients are writing now stays as it is: no backup holds any of it, and a restore takes nobody's chat away.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database.archive import BackupError, Manifest, read_archive
from bot.database.backup import (
    DATABASE,
    HERE,
    MODEL,
    SCRIPTS,
    WORDS,
    Backup,
    Places,
    back_up,
    draft_engine,
    folder_of,
    release,
    stage,
    word_files,
    words_held,
)
from bot.database.copying import replace_rows, row_counts
from bot.database.engine import Database
from bot.database.faults import explain
from bot.database.schema import bring_to, current_revision, in_one_transaction, known_revisions, newest_revision
from bot.kept_secret import own_folder
from bot.settings import Settings


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        manifest: of the backup that was put back.
        saved: the backup of what was there before; None if there was no database.
        revision: of the schema now.
        words_changed: files of words that are other than before.
        words_beside: where the backup's words were put that are other than those in use, if it is another release's.
        model_added: whether the backup's model was missing here.
    """

    manifest: Manifest
    saved: Backup | None
    revision: str
    words_changed: int
    words_beside: Path | None
    model_added: bool


def must_be_stopped(settings: Settings, former: bool) -> bool:
    """Whether a restore changes the schema under the processes, which then may not run.

    Raises:
        BackupError: the database cannot be used.
    """
    return former or _revision(settings) not in (None, newest_revision())


def restore(
    settings: Settings,
    file: Path,
    finish: Callable[[Session, Manifest], None],
    former: bool = False,
    places: Places = HERE,
) -> Restored:
    """Put a backup back; what is there now is backed up first.

    Args:
        finish: what else belongs into the same transaction, such as the entry in the audit log.
        former: leave the database with the backup's schema, for the release that made it, which is installed next.

    Raises:
        BackupError: it cannot be put back; nothing was changed.
        NewerDatabaseError: the database that is there now is a later release's.
    """
    own_folder(settings.state_dir)
    try:
        with stage(folder_of(settings), ".restoring-") as files:
            manifest = read_archive(file, files)
            revision = manifest.revision if former else newest_revision()
            _prepare(file, manifest, files / DATABASE, revision)
            saved = None if _revision(settings) is None else back_up(settings, "before-restore", places)
            same_release = manifest.release == release()
            beside = None if same_release else _put_beside(files / WORDS, places.words, settings, file)
            # Whatever is only added does no harm if the rest fails.
            _put_missing(files / SCRIPTS, settings.scripts_dir)
            added = _put_missing(files / MODEL, places.models)
            with _words_replaced(files / WORDS, places.words, same_release) as changed:
                _replace(settings, files / DATABASE, revision, lambda session: finish(session, manifest))
    except OSError as error:
        raise BackupError(
            f"nothing was changed: a file cannot be written ({error.strerror}: {error.filename})"
        ) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = explain(error, "try again") if isinstance(error, SQLAlchemyError) else str(error)
        raise BackupError(f"nothing was changed: {reason}") from error
    return Restored(manifest, saved, revision, changed, beside, manifest.model in added)


def _revision(settings: Settings) -> str | None:
    try:
        with Database(settings.database_url, background=True).engine.connect() as connection:
            return current_revision(connection)
    except SQLAlchemyError as error:
        remedy = "if its file is damaged, stop the service, move the file elsewhere, and restore again"
        raise BackupError(explain(error, remedy)) from error


def _prepare(file: Path, manifest: Manifest, path: Path, revision: str) -> None:
    """Check the backup's database, and bring it to the schema wanted, while nothing else is touched yet."""
    if manifest.revision not in known_revisions():
        raise BackupError(
            f"{file} is of schema {manifest.revision}, which this release does not know: install the newer one first"
        )
    if not path.is_file():
        raise BackupError(f"{file} holds no database")
    with closing(sqlite3.connect(path)) as database:
        (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    engine = draft_engine(path)
    with engine.begin() as connection:
        if verdict != "ok" or current_revision(connection) != manifest.revision:
            raise BackupError(f"{file} is damaged (its database is not whole): nothing was changed; use another backup")
        if row_counts(connection) != manifest.rows:
            raise BackupError(f"{file} is damaged (rows are missing): nothing was changed; use another backup")
        bring_to(connection, revision)
    engine.dispose()


def _replace(settings: Settings, path: Path, revision: str, finish: Callable[[Session], None]) -> None:
    """The schema and all rows, in one transaction."""
    live, backup = in_one_transaction(Database(settings.database_url, background=True).engine), draft_engine(path)
    with backup.connect() as source, live.begin() as target:
        bring_to(target, revision)
        if replace_rows(source, target) != row_counts(source):
            raise BackupError("nothing was changed: not all rows could be put back")
        with Session(target, future=True) as session:
            finish(session)
            # It stays part of the transaction.
            session.commit()
    backup.dispose()


@contextmanager
def _words_replaced(wanted: Path, words: Path, wished: bool) -> Iterator[int]:
    """Within the block the words are the backup's, and stay so if it ends well; gives how many changed."""
    if not wished:
        yield 0
        return
    with words_held(words):
        before = {path.relative_to(words): path.read_bytes() for path in word_files(words)}
        after = {path.relative_to(wanted): path.read_bytes() for path in word_files(wanted)}
        try:
            yield _put(words, before, after)
        except BaseException:
            _put(words, after, before)
            raise


def _put(words: Path, before: dict[Path, bytes], after: dict[Path, bytes]) -> int:
    changed = [name for name, content in after.items() if before.get(name) != content]
    for name in changed:
        draft = _draft_of(words / name)
        draft.write_bytes(after[name])
        draft.chmod((words / name).stat().st_mode & 0o777 if name in before else 0o644)
        draft.replace(words / name)
    gone = before.keys() - after.keys()
    for name in gone:
        (words / name).unlink(missing_ok=True)
    return len(changed) + len(gone)


def _put_beside(wanted: Path, words: Path, settings: Settings, file: Path) -> Path | None:
    """Where the words of another release are laid that are not as those in use, for people to look at."""
    beside = folder_of(settings) / f"words-of-{file.name.removesuffix('.tar.gz')}"
    in_use = {path.relative_to(words): path.read_bytes() for path in word_files(words)}
    kept = {path.relative_to(wanted): path.read_bytes() for path in word_files(wanted)}
    return beside if _put(beside, {}, {name: each for name, each in kept.items() if in_use.get(name) != each}) else None


def _put_missing(source: Path, target: Path) -> set[str]:
    """Copy the files that are not there; their names. What says which model is live comes last."""
    paths = [path.relative_to(source) for path in source.rglob("*") if path.is_file()] if source.is_dir() else []
    missing = [
        path for path in sorted(paths, key=lambda path: path.name == "current.json") if not (target / path).exists()
    ]
    for path in missing:
        draft = _draft_of(target / path)
        shutil.copyfile(source / path, draft)
        draft.replace(target / path)
    return {str(path) for path in missing}


def _draft_of(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.restored")
