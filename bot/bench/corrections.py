"""How soon a correction reaches clients, in a copy of the project that runs: an answer is published, a fact saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.bench.serving import ServingError, until
from bot.database.engine import Database
from bot.practice.practice_file import export_record, import_record
from bot.practice.store import load_record, save_record
from bot.releases.archives import MODELS, CurrentModel
from bot.running.processes import STOP_SECONDS, Process, free_ports, last_words
from bot.running.website_client import WebsiteClient
from bot.settings import PROJECT_ROOT, Settings

TOPIC, QUESTION = "gifts", "May I give my therapist a gift?"
# What stands before the words of an answer in its file.
ANSWER = "    text: |\n"
NEW_WORDS = "Thank you for asking this."
# Environment, caches and history, models, and what an installation keeps.
LEFT_OUT = (".*", "__pycache__", "models", "var")
NEW_PHONE, PERSON = "503-555-0199", "Let me talk to a person"


@dataclass(frozen=True)
class Corrections:
    """Seconds from the press of the button until a client reads the new words, and the new fact."""

    answer: float
    fact: float


def measure_corrections(folder: Path, model: CurrentModel) -> Corrections:
    """Run a copy of the project and correct an answer and a fact in it.

    Raises:
        ServingError: it did not start, or a correction did not become live.
    """
    root = folder / "practice"
    copy_project(root)
    for path in (model.path, MODELS / "current.json"):
        shutil.copy(path, root / "models")
    settings, _ = free_ports(replace(Settings.from_environment({"STATE_DIR": str(root / "var")}), website_port=18094))
    ports = {f"{name}_PORT": str(getattr(settings, f"{name.lower()}_port")) for name in ("WEBSITE", "RASA", "ACTIONS")}
    environment = {**os.environ, **ports, "STATE_DIR": str(root / "var"), "PYTHONPATH": str(root)}
    with _running(root, environment):
        client = WebsiteClient(f"http://127.0.0.1:{settings.website_port}")
        return Corrections(_correct_answer(root, environment, client), _correct_fact(settings, client))


def copy_project(root: Path) -> None:
    """The project's files as they stand, with an empty registry and an empty state directory."""
    shutil.copytree(PROJECT_ROOT, root, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
    (root / "models").mkdir()
    (root / "var").mkdir()


def _correct_answer(root: Path, environment: dict[str, str], client: WebsiteClient) -> float:
    path = root / "data" / "nlu" / "faq" / f"{TOPIC}.yml"
    path.write_text(path.read_text("utf-8").replace(ANSWER, f"{ANSWER}      {NEW_WORDS}\n", 1), "utf-8")
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot.publishing.job", "--by", "bench"]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise ServingError(f"a corrected answer was not published: {run.stdout.strip().splitlines()[-1:]}")
    _until_told(client, QUESTION, NEW_WORDS)
    return time.perf_counter() - started


def _correct_fact(settings: Settings, client: WebsiteClient) -> float:
    database = Database(settings.database_url)
    with database.session() as session:
        record = load_record(session)
    corrected = import_record(export_record(record).replace(record.phone, NEW_PHONE))
    started = time.perf_counter()
    with database.session() as session:
        save_record(session, corrected, "bench")
    _until_told(client, PERSON, NEW_PHONE)
    return time.perf_counter() - started


def _until_told(client: WebsiteClient, question: str, words: str) -> None:
    """Ask until the words are in an answer."""
    until(lambda: any(words in each["text"] for each in client.ask(question)["messages"]), f"nobody was told {words!r}")


@contextmanager
def _running(root: Path, environment: dict[str, str]) -> Iterator[None]:
    """`make run` in the copy."""
    command = [sys.executable, "-m", "bot.running"]
    # It stops a publish and three processes, one after the other.
    copy = Process("copy", command, environment, root / "var" / "run.log", root, 4 * STOP_SECONDS + 2)
    with copy.started():
        until(lambda: not copy.running or b"Ctrl-C" in copy.log.read_bytes(), "the copy did not start")
        if not copy.running:
            raise ServingError(f"the copy did not start: {last_words(copy.log)}")
        yield
