"""How soon a correction reaches clients, in a copy of the project that runs: an answer is published, a fact saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from bot.database.engine import Database
from bot.practice.practice_file import export_record, import_record
from bot.practice.store import load_record, save_record
from bot.publishing.archives import MODELS, CurrentModel
from bot.publishing.bench.serving import START_SECONDS, STOP_SECONDS, ServingError
from bot.running.processes import free_ports
from bot.settings import PROJECT_ROOT, Settings
from bot.words.topic_file import TopicFile

TOPIC, QUESTION = "gifts", "May I give my therapist a gift?"
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
        client = _Client(f"http://127.0.0.1:{settings.website_port}")
        return Corrections(_correct_answer(root, environment, client), _correct_fact(settings, client))


def copy_project(root: Path) -> None:
    """The project's files as they stand, with an empty shelf and an empty state directory."""
    shutil.copytree(PROJECT_ROOT, root, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
    (root / "models").mkdir()
    (root / "var").mkdir()


def _correct_answer(root: Path, environment: dict[str, str], client: _Client) -> float:
    path = root / "data" / "nlu" / "faq" / f"{TOPIC}.yml"
    topic = TopicFile(f"faq/{TOPIC}", path.read_text("utf-8"))
    topic.set_answer(NEW_WORDS)
    path.write_text(topic.dumps(), "utf-8")
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot.publishing.job", "--by", "bench"]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise ServingError(f"a corrected answer was not published: {run.stdout.strip().splitlines()[-1:]}")
    client.wait_for(QUESTION, NEW_WORDS)
    return time.perf_counter() - started


def _correct_fact(settings: Settings, client: _Client) -> float:
    database = Database(settings.database_url)
    with database.session() as session:
        record = load_record(session)
    corrected = import_record(export_record(record).replace(record.phone, NEW_PHONE))
    started = time.perf_counter()
    with database.session() as session:
        save_record(session, corrected, "bench")
    client.wait_for(PERSON, NEW_PHONE)
    return time.perf_counter() - started


class _Client:
    """Somebody who asks until the answer is there."""

    def __init__(self, url: str) -> None:
        self._url = url
        notice = requests.get(f"{url}/api/notice", timeout=10).json()["version"]
        started = requests.post(f"{url}/api/conversations", json={"notice": notice}, timeout=10).json()
        self._headers = {"Authorization": f"Bearer {started['token']}"}

    def wait_for(self, question: str, words: str) -> None:
        _until(lambda: words in self._answer(question), f"nobody was told {words!r}")

    def _answer(self, question: str) -> str:
        body = {"id": str(uuid.uuid4()), "text": question}
        return requests.post(f"{self._url}/api/messages", json=body, headers=self._headers, timeout=20).text


@contextmanager
def _running(root: Path, environment: dict[str, str]) -> Iterator[None]:
    """`make run` in the copy."""
    log = root / "var" / "run.log"
    with log.open("wb") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", "bot.running"], cwd=root, env=environment, stdout=output, stderr=output
        )
        try:
            _until(lambda: run.poll() is not None or b"Ctrl-C" in log.read_bytes(), "the copy did not start")
            if run.poll() is not None:
                raise ServingError(f"the copy did not start: {log.read_text('utf-8').strip().splitlines()[-1:]}")
            yield
        finally:
            run.terminate()
            run.wait(4 * STOP_SECONDS)


def _until(done: Callable[[], bool], failure: str) -> None:
    give_up = time.perf_counter() + START_SECONDS
    while not done():
        if time.perf_counter() > give_up:
            raise ServingError(failure)
        time.sleep(0.05)
