"""The registry of model archives: which one is live, which one is the canary, and which ones there are to go back to.

An archive never changes once it is registered (in models/). Beside it lie its notes: hash, scores, who published it.
models/current.json is a copy of the live one's notes, replaced in one step, so that a crash leaves the old or the new.

A new model is a canary first: the Rasa workers are given it while current.json still names the old one. That counts
only as long as the process that began it holds the exclusive lock, which the system takes from it when it dies. So
whatever ends that process, the workers are given the old model again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
# Archives kept in the registry, to go back to.
KEPT_ARCHIVES = 6
ARCHIVE = ".tar.gz"
OUTCOMES = ".outcomes.json"
_CURRENT, _CANARY, _LOCK, _REJECTED = "current.json", "canary.json", "lock", "rejected.json"
# Whoever only looks at the lock holds it for an instant, which must not turn away a process that wants it.
_LOOKING_SECONDS = 1.0


class BusyError(Exception):
    """Another process is training or publishing."""


class NoSuchModelError(Exception):
    """There is no such archive to go back to, or it was changed; the message says which."""


@dataclass(frozen=True)
class CurrentModel:
    """A model's notes, as models/current.json holds those of the live one.

    Attributes:
        model: file name of the archive in models/.
        sha256: of the archive.
        fingerprint: of what it was made from.
        scores: what it reached on the held-out sets, by name.
        trained_at: ISO 8601, UTC.
        understanding: fingerprint of what it was made from but for the words of its answers.
        words_of: the archive that it was made from by new words alone, whose scores it carries; else empty.
        published_at: ISO 8601, UTC; empty while it was never live.
        published_by: the account's or the terminal user's name.
        override: why, and by which two people, it went live against the gate.
    """

    model: str
    sha256: str
    fingerprint: str
    scores: dict[str, Any]
    trained_at: str
    understanding: str = ""
    words_of: str = ""
    published_at: str = ""
    published_by: str = ""
    override: dict[str, str] = field(default_factory=dict)

    @property
    def was_live(self) -> bool:
        """Whether it was ever live. Models of releases that kept no fingerprint of the understanding all were."""
        return bool(self.published_at) or not self.understanding

    @property
    def path(self) -> Path:
        return MODELS / self.model


def live_notes(folder: Path = MODELS) -> CurrentModel | None:
    """The notes of the live model, whether or not its archive is whole; None if there are none."""
    return _read(folder / _CURRENT)


def current_model(folder: Path = MODELS) -> CurrentModel | None:
    """The live model; None if there is none, or its archive is missing or was changed."""
    notes = live_notes(folder)
    return notes if notes and is_whole(notes, folder) else None


def served_model(folder: Path = MODELS) -> CurrentModel | None:
    """The model that Rasa's workers should have: the canary while there is one, else the live one."""
    if (folder / _CANARY).exists() and is_busy(folder):
        return _read(folder / _CANARY) or live_notes(folder)
    return live_notes(folder)


def registered_models(folder: Path = MODELS) -> list[CurrentModel]:
    """All models that were ever live and still have their archive, newest first."""
    found = (_read(path.with_name(path.name.removesuffix(ARCHIVE) + ".json")) for path in folder.glob(f"*{ARCHIVE}"))
    return sorted((each for each in found if each and each.was_live), key=lambda each: each.model, reverse=True)


def find_model(name: str, folder: Path = MODELS) -> CurrentModel:
    """A registered model, whole.

    Raises:
        NoSuchModelError: it is not there, or was changed.
    """
    notes = next((each for each in registered_models(folder) if each.model == name), None)
    if notes is None:
        names = ", ".join(each.model for each in registered_models(folder)) or "none"
        raise NoSuchModelError(f"there is no model {name} to go back to; there are: {names}")
    if not is_whole(notes, folder):
        raise NoSuchModelError(f"{name} is damaged (its hash differs): choose another one")
    return notes


def is_whole(notes: CurrentModel, folder: Path = MODELS) -> bool:
    """Whether the archive is there and unchanged."""
    try:
        return sha256_of(folder / notes.model) == notes.sha256
    except OSError:
        return False


def register(archive: Path, notes: CurrentModel, outcomes: dict[str, Any] | None, folder: Path = MODELS) -> None:
    """Put an archive with its notes into the registry, for good; nothing of what is live changes."""
    stem = notes.model.removesuffix(ARCHIVE)
    if outcomes is not None:
        write_whole(folder / f"{stem}{OUTCOMES}", json.dumps(outcomes))
    write_whole(folder / f"{stem}.json", _as_text(notes))
    if archive != folder / notes.model:
        archive.replace(folder / notes.model)
    (folder / notes.model).chmod(0o444)


def outcomes_of(notes: CurrentModel, folder: Path = MODELS) -> dict[str, Any]:
    """What the model made of each held-out sentence when it was measured; empty if that is not known."""
    try:
        found: dict[str, Any] = json.loads(
            (folder / f"{notes.model.removesuffix(ARCHIVE)}{OUTCOMES}").read_text("utf-8")
        )
    except (OSError, ValueError):
        return {}
    return found


def begin_canary(notes: CurrentModel, folder: Path = MODELS) -> None:
    """Give the model to Rasa's workers, as a canary, as long as this process holds the `exclusive_lock`."""
    write_whole(folder / _CANARY, _as_text(notes))


def end_canary(folder: Path = MODELS) -> None:
    """Give the workers the live model again."""
    (folder / _CANARY).unlink(missing_ok=True)


def make_current(notes: CurrentModel, folder: Path = MODELS) -> None:
    """Make a registered model the live one, in one step; its notes in the registry are brought up to date as well."""
    before = live_notes(folder)
    if before and not (folder / f"{before.model.removesuffix(ARCHIVE)}.json").exists():
        # A model of an earlier release has no notes of its own yet, and could not be gone back to.
        write_whole(folder / f"{before.model.removesuffix(ARCHIVE)}.json", _as_text(before))
    write_whole(folder / f"{notes.model.removesuffix(ARCHIVE)}.json", _as_text(notes))
    write_whole(folder / _CURRENT, _as_text(notes))
    end_canary(folder)
    _forget_old(notes.model, folder)


def reject(fingerprint: str, folder: Path = MODELS) -> None:
    """Remember that what stands in the files now was refused or gone back from: no start may train it by the way."""
    write_whole(folder / _REJECTED, json.dumps(fingerprint))


def is_rejected(fingerprint: str, folder: Path = MODELS) -> bool:
    try:
        return bool(json.loads((folder / _REJECTED).read_text("utf-8")) == fingerprint)
    except (OSError, ValueError):
        return False


@contextmanager
def exclusive_lock(folder: Path = MODELS, wait: Callable[[], object] | None = None) -> Iterator[None]:
    """Hold the lock that lets one process at a time train or publish.

    Args:
        wait: called if another process holds it, before waiting for it; without it nobody waits.

    Raises:
        BusyError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        if not _locked(lock.fileno(), _LOOKING_SECONDS):
            if wait is None:
                raise BusyError("another process is training or publishing")
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        # Left by a process that was killed.
        end_canary(folder)
        yield


def is_busy(folder: Path = MODELS) -> bool:
    """Whether a process is training or publishing now."""
    try:
        with (folder / _LOCK).open("r") as lock:
            return not _locked(lock.fileno(), 0, fcntl.LOCK_SH)
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def now() -> str:
    """ISO 8601, UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a crash leaves the old content or the new, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _locked(descriptor: int, seconds: float, kind: int = fcntl.LOCK_EX) -> bool:
    give_up = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up:
                return False
            time.sleep(0.05)
        else:
            return True


def _read(path: Path) -> CurrentModel | None:
    known = {each.name for each in fields(CurrentModel)}
    try:
        content = json.loads(path.read_text("utf-8"))
        return CurrentModel(**{key: value for key, value in content.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _as_text(notes: CurrentModel) -> str:
    return json.dumps(asdict(notes), indent=2)


def _forget_old(live: str, folder: Path) -> None:
    names = sorted(path.name for path in folder.glob(f"*{ARCHIVE}"))
    for name in names[:-KEPT_ARCHIVES]:
        if name != live:
            stem = name.removesuffix(ARCHIVE)
            for path in (folder / name, folder / f"{stem}.json", folder / f"{stem}{OUTCOMES}"):
                path.unlink(missing_ok=True)
