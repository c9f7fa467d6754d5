"""Plain Rasa to compare with: its default pipeline and policies on the same questions and stories.

Its default 100 epochs take over an hour and a half on two cores for these data. A few of them show its speed and size,
and nearly its understanding, so that is what is trained unless all are asked for; whoever prints a figure says which.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bot.evaluation.models import Say
from bot.evaluation.timing import Took, stopwatch
from bot.settings import PROJECT_ROOT
from bot.words.training_texts import questions

# Enough for a few states of the data; each is some 30 MB.
KEPT = 3
WHOLE = 100
FEW = 5


class PlainRasaError(Exception):
    """Plain Rasa could not be trained; the message says where its log is."""


@dataclass(frozen=True)
class PlainModel:
    """A trained plain model.

    Attributes:
        archive: file name in the folder of plain models.
        examples: number of questions it was trained on.
        epochs: of its default WHOLE that it was trained for.
        seconds: that training took by the clock.
        cpu_seconds: that all cores worked on it; unlike the clock it does not count waiting for other programs.
        trained_at: ISO 8601, UTC.
    """

    archive: str
    examples: int
    epochs: int
    seconds: float
    cpu_seconds: float
    trained_at: str

    @property
    def about(self) -> str:
        """What it is, in a few words."""
        return "plain Rasa" if self.epochs == WHOLE else f"plain Rasa, {self.epochs} of {WHOLE} epochs"


def plain_model(folder: Path, say: Say, fresh: bool = False, whole: bool = False) -> tuple[Path, PlainModel]:
    """The plain model of the data as they are now, trained only if it is not in the folder yet.

    Args:
        folder: where plain models are kept, var/plain_rasa.
        fresh: train in any case.
        whole: all epochs; else a model of FEW serves, or one of all if it is there.

    Raises:
        PlainRasaError: training failed.
    """
    data = _fingerprint()
    for epochs in () if fresh else (WHOLE,) if whole else (WHOLE, FEW):
        key = f"{data}-{epochs}"
        if (folder / f"{key}.json").is_file() and (folder / f"{key}.tar.gz").is_file():
            found = PlainModel(**json.loads((folder / f"{key}.json").read_text("utf-8")))
            say(f"{found.about}: trained {found.trained_at} on the same data")
            return folder / found.archive, found
    folder.mkdir(parents=True, exist_ok=True)
    epochs = WHOLE if whole else FEW
    key = f"{data}-{epochs}"
    lasts = "over an hour and a half" if whole else "some minutes"
    say(f"plain Rasa: training its default pipeline on the same data, {epochs} epochs; this takes {lasts}, once")
    took = _train(folder, key, epochs, say)
    trained_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
    made = PlainModel(f"{key}.tar.gz", len(questions()), epochs, round(took.clock, 1), round(took.cpu, 1), trained_at)
    (folder / f"{key}.json").write_text(json.dumps(asdict(made), indent=2) + "\n", "utf-8")
    _forget_old(folder)
    return folder / made.archive, made


def default_config(epochs: int = WHOLE) -> str:
    """The configuration that Rasa gives a project which names no pipeline and no policies; its epochs may be fewer."""
    spec = find_spec("rasa")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "engine" / "recipes" / "config_files" / "default_config.yml"
    config = path.read_text("utf-8").replace("placeholder_default", "plain-rasa")
    return config.replace(f"epochs: {WHOLE}", f"epochs: {epochs}")


def progress(line: str) -> str:
    """What a line of Rasa's training log says about progress; empty if nothing."""
    found = re.search(r"Starting to train component '(\w+)'|Epochs: +\d+%\S*\s*\|.*?\| (\d+/\d+)", line)
    return "" if not found else found[1] or f"epoch {found[2]}"


def _train(folder: Path, key: str, epochs: int, say: Say) -> Took:
    config, log = folder / "config.yml", folder / "training.log"
    config.write_text(default_config(epochs), "utf-8")
    command = [sys.executable, "-m", "rasa", "train", "--force", "--config", str(config)]
    command += ["--domain", "domain.yml", "--data", "data/nlu", "data/stories"]
    command += ["--out", str(folder), "--fixed-model-name", key]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "PYTHONWARNINGS": "ignore"}
    with log.open("w", encoding="utf-8") as kept, stopwatch() as took:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env={**os.environ, **quiet},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Progress bars end their lines with carriage returns, which become newlines.
            text=True,
        )
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            kept.write(line)
            step = progress(line)
            if step and step != told:
                told = step
                say(f"  {told}")
        code = process.wait()
    if code or not (folder / f"{key}.tar.gz").is_file():
        raise PlainRasaError(f"plain Rasa could not be trained: see {log}")
    return took


def _fingerprint() -> str:
    """Hash of what plain Rasa learns to understand from: questions, its version and its configuration.

    The stories are rules alone, which change nothing of what a message is understood as.
    """
    digest = hashlib.sha256(f"{version('rasa')}\n{default_config()}".encode())
    for example in questions():
        digest.update(f"{example.label}\0{example.text}\n".encode())
    return digest.hexdigest()[:16]


def _forget_old(folder: Path) -> None:
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for old in archives[:-KEPT]:
        old.unlink()
        old.with_suffix("").with_suffix(".json").unlink(missing_ok=True)
