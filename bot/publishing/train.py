"""Trains a model when what it is made from changed, and makes it current: `make train`, and the start of `make run`.

The model is trained beside the current one and replaces it in one step, so a crash leaves the old one in place.
Nothing here compares the two; that is what publishing does (bot/publishing/job.py).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.publishing.words_check import word_faults
from bot.releases.archives import (
    ARCHIVE,
    MODELS,
    CurrentModel,
    current_model,
    exclusive_lock,
    is_rejected,
    make_current,
    now,
    register,
    sha256_of,
)
from bot.releases.fingerprints import responses, training_fingerprint, understanding_fingerprint
from bot.releases.reworded import reword
from bot.releases.steps import StepError, run_step
from bot.settings import PROJECT_ROOT
from bot.words.files import WordFiles
from bot.words.live import keep_words

__all__ = ["CurrentModel", "TrainingError", "current_model", "ensure_model", "training_fingerprint"]

CANDIDATES = MODELS / "candidate"
Say = Callable[[str], object]


class TrainingError(Exception):
    """No model could be trained; the message says why and what to do."""


def ensure_model(say: Say, evaluate: bool = True) -> CurrentModel:
    """The live model, made anew first if there is none or what it is made from changed.

    Args:
        say: told each step, in a line.
        evaluate: measure a newly trained model on the held-out sets, for its scores.

    Raises:
        TrainingError: training failed, or there is no model yet and an answer cannot be used; what was live stays.
    """
    fingerprint = training_fingerprint()
    with exclusive_lock(wait=lambda: say("another process is training; waiting for it")):
        current = current_model()
        if current is not None and current.fingerprint == fingerprint:
            keep_words(MODELS, fingerprint, WordFiles(PROJECT_ROOT / "data"))
            return current
        if current is not None and is_rejected(fingerprint):
            say("what changed in the files was refused or taken back, so the earlier model stays")
            return current
        keep_words(MODELS, fingerprint, WordFiles(PROJECT_ROOT / "data"))
        faults = word_faults(responses())
        if faults:
            if current is None:
                raise TrainingError("; ".join(faults))
            say(f"what changed in the files cannot be used, so the earlier model stays: {'; '.join(faults)}")
            return current
        if current is not None and only_words_changed(current):
            say("only answers changed: the model gets the new words")
            notes = put_words(current, fingerprint)
            register(CANDIDATES / notes.model, notes, None)
        else:
            say("the training data changed" if current else "there is no trained model yet")
            notes = train(say, fingerprint)
            if evaluate:
                say("measuring it on the held-out questions")
                notes = replace(notes, scores=_measure(CANDIDATES / notes.model, say))
            register(CANDIDATES / notes.model, notes, None)
        notes = replace(notes, published_at=now(), published_by=f"terminal: {os.environ.get('USER', '-')}")
        make_current(notes)
        return notes


def only_words_changed(current: CurrentModel) -> bool:
    """Whether the files differ from what the model was made from in nothing but the words of answers."""
    return bool(current.understanding) and current.understanding == understanding_fingerprint()


def put_words(current: CurrentModel, fingerprint: str) -> CurrentModel:
    """A candidate from a registered model with the words that the files hold now."""
    name = candidate_name(fingerprint)
    CANDIDATES.mkdir(parents=True, exist_ok=True)
    reword(current.path, CANDIDATES / name, responses())
    return replace(
        current,
        model=name,
        sha256=sha256_of(CANDIDATES / name),
        fingerprint=fingerprint,
        words_of=current.words_of or current.model,
        published_at="",
        published_by="",
        override={},
    )


def train(say: Say, fingerprint: str) -> CurrentModel:
    """Train a candidate; nothing of what is live changes.

    Raises:
        TrainingError: training failed.
    """
    name = candidate_name(fingerprint)
    # Taken before training: whoever edits a file meanwhile gets a model that does not claim to know it.
    understanding = understanding_fingerprint()
    say("training a model; this takes a few minutes the first time")
    try:
        run_step(["bot.publishing.training", str(CANDIDATES), name.removesuffix(ARCHIVE)], say)
    except StepError as error:
        raise TrainingError(str(error)) from error
    trained = CANDIDATES / name
    if not trained.is_file() or not tarfile.is_tarfile(trained):
        raise TrainingError("training wrote no model: is there room on the disk?")
    return CurrentModel(name, sha256_of(trained), fingerprint, {}, now(), understanding)


def candidate_name(fingerprint: str) -> str:
    """A file name that sorts by time."""
    return f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}-{fingerprint[:8]}{ARCHIVE}"


def _measure(trained: Path, say: Say) -> dict[str, Any]:
    report = trained.with_suffix(".json")
    try:
        run_step(["bot.evaluation", "scores", str(trained), str(report)], say)
    except StepError as error:
        raise TrainingError(str(error)) from error
    scores: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return scores


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
