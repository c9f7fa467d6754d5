"""Real parts for the tests: a model, the three processes on free ports with a database of their own, a browser."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import settings as property_tests
from playwright.sync_api import Browser, sync_playwright

from bot.bench.serving import until
from bot.database.engine import Database
from bot.database.schema import migrate
from bot.publishing.fresh_database import prepare_database
from bot.publishing.train import CurrentModel, ensure_model
from bot.running.processes import Process, free_ports, make_processes, wait_until_ready
from bot.settings import Settings
from tests.postgresql import PostgreSQL, running

# The same examples in each run, so that a change is blamed for what it broke and nothing else. New ones are looked for
# by `pytest --hypothesis-profile=explore`.
property_tests.register_profile("same", derandomize=True)
property_tests.register_profile("explore", derandomize=False)
property_tests.load_profile("same")

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from looking through all modules and all tests again and again."""
    gc.collect()
    gc.freeze()


@dataclass
class Service:
    """The running processes, as the tests use and hurt them."""

    settings: Settings
    processes: dict[str, Process]

    @property
    def url(self) -> str:
        return f"http://{self.settings.website_host}:{self.settings.website_port}"

    def stop_rasa(self) -> None:
        """Stop it, and wait until the website has noticed: an earlier "ready" holds for a second."""
        self.processes["rasa"].stop()
        until(lambda: not requests.get(f"{self.url}/readyz", timeout=20).ok, "the website did not miss Rasa")

    def start_rasa(self) -> None:
        self.start("rasa")

    def start(self, name: str) -> None:
        """Start a process that was stopped, and wait until questions are answered again."""
        if not self.processes[name].running:
            self.processes[name].start()
        wait_until_ready(self.url, [self.processes["website"]])

    def freeze(self, name: str) -> None:
        """Make a process hang without ending it."""
        self.processes[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self.processes[name].signal(signal.SIGCONT)

    def open(self, address: str | None = None) -> Client:
        """A new conversation; from an address of its own where the website trusts a proxy."""
        notice = requests.get(f"{self.url}/api/notice", timeout=10).json()["version"]
        headers = {"X-Forwarded-For": address} if address else {}
        started = requests.post(f"{self.url}/api/conversations", json={"notice": notice}, headers=headers, timeout=10)
        return Client(self.url, started.json()["token"], started.json()["messages"])


@dataclass
class Client:
    """One client's conversation."""

    url: str
    token: str
    greeting: list[dict[str, Any]]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: dict[str, Any]) -> requests.Response:
        return requests.post(f"{self.url}/api/messages", json=body, headers=self.headers, timeout=15)

    def say(self, text: str) -> dict[str, Any]:
        """The answer to a message."""
        response = self.post({"id": str(uuid.uuid4()), "text": text})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def press(self, payload: str) -> dict[str, Any]:
        """The answer to a button."""
        response = self.post({"id": str(uuid.uuid4()), "payload": payload})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file. Tests copy it: making one takes a hundred times as long."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite"
    migrate(Database(f"sqlite:///{path}").engine)
    return path


@pytest.fixture(scope="session")
def with_demo_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a website whose database has the demo practice in it. Tests copy it, for the same reason."""
    state = tmp_path_factory.mktemp("with_demo_practice")
    prepare_database(Settings.from_environment({"STATE_DIR": str(state)}), print)
    return state


@pytest.fixture(scope="session")
def model() -> CurrentModel:
    """The live model, trained first if its inputs changed."""
    return ensure_model(print)


@pytest.fixture(scope="session")
def service(model: CurrentModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Website, Rasa and actions, really running."""
    state = tmp_path_factory.mktemp("service")
    settings = Settings.from_environment(
        {"STATE_DIR": str(state), "ALLOWED_ORIGINS": "https://practice.example", "WEBSITE_PORT": "18080"}
    )
    settings, _ = free_ports(replace(settings, rasa_port=15005, actions_port=15055))
    prepare_database(settings, print)
    processes = make_processes(settings)
    for process in processes:
        process.start()
    try:
        running = Service(settings, {process.name: process for process in processes})
        wait_until_ready(running.url, processes)
        yield running
    finally:
        for process in processes:
            process.signal(signal.SIGCONT)
            process.stop()


@pytest.fixture
def healthy(service: Service) -> Iterator[Service]:
    """The service, with whatever a test stopped or froze brought back afterwards."""
    yield service
    for process in service.processes.values():
        process.signal(signal.SIGCONT)
        if not process.running:
            process.stop()
            process.start()
    wait_until_ready(service.url, list(service.processes.values()))


@pytest.fixture
def postgresql_server() -> Iterator[PostgreSQL]:
    """A running PostgreSQL with an empty database."""
    yield from running()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where tests put pictures for people to look at."""
    folder = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all tests: Playwright does not run twice in a process."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS.split())
        yield browser
        browser.close()
