"""A copy of the project that runs, whose files, models and processes a test may change and kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from playwright.sync_api import Browser, Page

from bot.bench.corrections import copy_project
from bot.database.engine import Database
from bot.releases.archives import CurrentModel
from bot.settings import PROJECT_ROOT, Settings
from bot.staff import accounts
from bot.staff.roles import Role
from tests.conftest import Client
from tests.console.conftest import NAMES, PASSWORD, enter
from tests.guarded_browser import DESKTOP

# Enough for a busy machine; whoever waits in vain fails.
PATIENCE = 900
# Every so many of the held-out sentences are kept in the copy.
FEWER = 8


@dataclass
class Practice:
    """A practice's whole installation, in a folder of its own."""

    root: Path
    environment: dict[str, str]
    url: str

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def live(self) -> str:
        """File name of the live archive."""
        return str(json.loads((self.models / "current.json").read_text("utf-8"))["model"])

    @property
    def state(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.models / "publishing.json").read_text("utf-8")))
        except FileNotFoundError:
            return {}

    @property
    def step(self) -> str:
        return next((each["key"] for each in self.state.get("steps", []) if each["began"] and not each["ended"]), "")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m bot.publishing ...`, to its end."""
        return self.run("bot.publishing", *arguments)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m ...` in the copy, to its end."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def press(self, *arguments: str, by: str = "Ada") -> subprocess.Popen[bytes]:
        """The publishing process, as the button starts it."""
        command = [sys.executable, "-m", "bot.publishing.job", "--by", by, *arguments]
        return subprocess.Popen(command, cwd=self.root, env=self.environment, start_new_session=True)

    def publish(self, *arguments: str) -> dict[str, Any]:
        """The state after a publish that was left alone."""
        self.press(*arguments).wait(PATIENCE)
        return self.state

    def kill_in(self, step: str) -> None:
        """Begin to publish, and kill -9 the process as soon as it is in a step."""
        before = self.state.get("id")
        job = self.press()
        self.until(lambda: job.poll() is not None or (self.state.get("id") != before and self.step == step))
        assert job.poll() is None, f"it ended before {step}: {self.state}"
        job.send_signal(signal.SIGKILL)
        job.wait()

    def until(self, done: Callable[[], Any]) -> Any:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            found = done()
            if found:
                return found
            time.sleep(0.01)
        pytest.fail("it did not come to pass")

    def open(self) -> Client:
        notice = requests.get(f"{self.url}/api/notice", timeout=10).json()["version"]
        started = requests.post(f"{self.url}/api/conversations", json={"notice": notice}, timeout=10).json()
        return Client(self.url, started["token"], started["messages"])

    def answer(self, question: str) -> str:
        """The assistant's words, once it answers (a worker that loads a model does not, for a moment)."""
        client = self.open()

        def answered() -> str:
            told = client.say(question)
            return "\n".join(each["text"] for each in told["messages"]) if told["answered_by"] == "assistant" else ""

        return str(self.until(answered))

    def sign_in(self, chromium: Browser, role: Role, **options: Any) -> Page:
        """The publishing page in a browser of its own."""
        context = chromium.new_context(viewport=options.pop("viewport", DESKTOP), **options)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{self.url}/staff/sign-in")
        enter(page, NAMES[role], PASSWORD)
        page.get_by_role("button", name="Sign out").wait_for()
        page.goto(f"{self.url}/staff/publish")
        return page

    def reword(self, topic: str, old: str, new: str) -> None:
        path = self.root / "data" / "nlu" / "faq" / f"{topic}.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="session")
def practice(model: CurrentModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """`make run` in a copy of the project, with the live model and fewer held-out sentences."""
    root = tmp_path_factory.mktemp("practice")
    _copy(root, model)
    ports = {"WEBSITE_PORT": "18120", "RASA_PORT": "15120", "ACTIONS_PORT": "15121"}
    environment = {**os.environ, **ports, "STATE_DIR": str(root / "var"), "PYTHONPATH": str(root)}
    environment |= {"PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
    run = subprocess.Popen(
        [sys.executable, "-m", "bot.running"], cwd=root, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    said = ""
    try:
        for line in run.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        address = re.search(r"http://\S+/$", said, re.MULTILINE)
        assert address, said
        _add_accounts(root / "var" / "between_sessions.sqlite")
        yield Practice(root, environment, address[0].rstrip("/"))
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)


def _add_accounts(database: Path) -> None:
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    with Database(f"sqlite:///{database}").session() as session:
        for role, name in NAMES.items():
            _, token = accounts.add_account(session, "set-up", name, role, now)
            accounts.accept_link(session, token, "", PASSWORD, now)


def _copy(root: Path, model: CurrentModel) -> None:
    copy_project(root)
    shutil.copy(model.path, root / "models")
    shutil.copy(PROJECT_ROOT / "models" / "current.json", root / "models")
    # What training keeps, as a practice's own installation has it.
    state = Settings.from_environment().state_dir
    for kept in (*state.glob("vectors.sqlite"), *state.glob("danger_layer*")):
        shutil.copy(kept, root / "var")
    for name in ("topics", "off_topic", "several_questions", "crisis", "harmless"):
        path = root / "data" / "held_out" / f"{name}.yml"
        content = yaml.safe_load(path.read_text("utf-8"))
        path.write_text(yaml.safe_dump(_fewer(content), allow_unicode=True), "utf-8")


def _fewer(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: value if key == "prototypes" else _fewer(value) for key, value in content.items()}
    # Two a topic, so that one of them is the first of its list in any case.
    return content[:: max(1, min(FEWER, len(content) // 2))] if isinstance(content, list) else content
