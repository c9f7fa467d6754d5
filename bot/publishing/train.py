"""Trains a model when the training data changed, and makes it current.

The model is trained beside the current one and replaces it in one step, so a crash leaves the old one in place.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
CURRENT = MODELS / "current.json"
# Archives kept beside the current one, to go back to.
KEPT_ARCHIVES = 5
# Whatever makes another model of the same data: change one of these, and it is trained again.
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/nlu/**/*.yml",
    "data/stories/*.yml",
    "data/crisis/**/*.yml",
    "bot/understanding/*.py",
    "bot/crisis/*.py",
)
_PYTHON_WARNINGS = "ignore"


class TrainingError(Exception):
    """No model could be trained; the message says why and what to do."""


@dataclass(frozen=True)
class CurrentModel:
    """The live model, as models/current.json names it.

    Attributes:
        model: file name of the archive in models/.
        sha256: of the archive.
        fingerprint: of what it was trained from.
        scores: what it reached on the held-out sets, by name.
        trained_at: ISO 8601, UTC.
    """

    model: str
    sha256: str
    fingerprint: str
    scores: dict[str, Any]
    trained_at: str

    @property
    def path(self) -> Path:
        return MODELS / self.model


def current_model(models: Path = MODELS) -> CurrentModel | None:
    """The live model; None if there is none, or its archive is missing or was changed."""
    try:
        current = CurrentModel(**json.loads((models / "current.json").read_text("utf-8")))
        whole = _sha256((models / current.model).read_bytes()) == current.sha256
    except (OSError, ValueError, TypeError):
        return None
    return current if whole else None


def training_fingerprint(root: Path = PROJECT_ROOT) -> str:
    """Hash of everything a model is made from."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs(root: Path) -> Iterable[Path]:
    return sorted({path for pattern in INPUTS for path in root.glob(pattern)})


def ensure_model(say: Callable[[str], None], evaluate: bool = True) -> CurrentModel:
    """The live model, trained first if there is none or its inputs changed.

    Args:
        say: told each step, in a line.
        evaluate: measure a new model on the held-out sets, for its scores.

    Raises:
        TrainingError: training failed; the model that was live stays.
    """
    fingerprint = training_fingerprint()
    with _one_at_a_time(say):
        current = current_model()
        if current is not None and current.fingerprint == fingerprint:
            return current
        say("the training data changed" if current else "there is no trained model yet")
        return train(say, fingerprint, evaluate)


@contextmanager
def _one_at_a_time(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock that lets one process train; whoever comes second finds the model made."""
    MODELS.mkdir(exist_ok=True)
    with (MODELS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is training; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def train(say: Callable[[str], None], fingerprint: str, evaluate: bool = True) -> CurrentModel:
    """Train, measure and make current.

    Raises:
        TrainingError: training failed; the model that was live stays.
    """
    name = f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}-{fingerprint[:8]}"
    candidate = MODELS / "candidate"
    say("training a model; this takes a minute or two")
    _run([sys.executable, "-m", "bot.publishing.training", str(candidate), name], say)
    trained = candidate / f"{name}.tar.gz"
    if not trained.is_file() or not tarfile.is_tarfile(trained):
        raise TrainingError("training wrote no model: is there room on the disk?")
    scores: dict[str, Any] = {}
    if evaluate:
        say("measuring it on the held-out questions")
        scores = _measure(trained, say)
    return _promote(trained, fingerprint, scores)


def _measure(trained: Path, say: Callable[[str], None]) -> dict[str, Any]:
    report = trained.with_suffix(".json")
    _run([sys.executable, "-m", "bot.publishing", "scores", str(trained), str(report)], say)
    scores: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return scores


def _promote(trained: Path, fingerprint: str, scores: dict[str, Any]) -> CurrentModel:
    archive = MODELS / trained.name
    trained.replace(archive)
    current = CurrentModel(
        archive.name,
        _sha256(archive.read_bytes()),
        fingerprint,
        scores,
        datetime.now(timezone.utc).isoformat(timespec="seconds"),
    )
    draft = CURRENT.with_suffix(".new")
    draft.write_text(json.dumps(asdict(current), indent=2) + "\n", "utf-8")
    draft.replace(CURRENT)
    for old in sorted(MODELS.glob("*.tar.gz"))[:-KEPT_ARCHIVES]:
        if old != archive:
            old.unlink()
    return current


def _run(command: list[str], say: Callable[[str], None]) -> None:
    """Run a step in a process of its own, passing on its lines; raises with its last words if it fails."""
    quiet = {
        "PYTHONWARNINGS": _PYTHON_WARNINGS,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**os.environ, **quiet},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        say(line.rstrip())
    _, faults = process.communicate()
    if process.returncode:
        last = next((line for line in reversed(faults.splitlines()) if line.strip()), "no reason given")
        raise TrainingError(f"{' '.join(command[2:4])} failed: {last.strip()}")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def add_command(commands: Any) -> None:
    """Add `train` to the command line."""
    parser = commands.add_parser("train", help="train if the training data changed, and make the model current")
    parser.set_defaults(run=_train)


def _train(_options: argparse.Namespace) -> int:
    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    model = ensure_model(say)
    say(f"current model: {model.model}, trained {model.trained_at}")
    return 0
