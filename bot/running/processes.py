"""The three processes: how each is started, watched and stopped."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import requests

from bot.loopback import local_session
from bot.releases.model_address import MODEL_PATH, models_token
from bot.settings import PROJECT_ROOT, Settings

# Time that a process gets to end by itself.
STOP_SECONDS = 8
# Rasa loads TensorFlow and the model: seconds on a quiet machine, a minute or more on a busy one.
START_SECONDS = 240


# linux/prctl.h
_PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """A process did not come up; the message says which, and where its log is."""


@dataclass
class Process:
    """One of the processes, in a group of its own so that nothing of it outlives a stop.

    Attributes:
        folder: where it runs.
        stop_seconds: time that it gets to end by itself.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    folder: Path = PROJECT_ROOT
    stop_seconds: float = STOP_SECONDS
    _popen: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    @contextlib.contextmanager
    def started(self) -> Iterator[int]:
        """Runs while the block does; gives the process group."""
        self.start()
        assert self._popen is not None
        try:
            yield self._popen.pid
        finally:
            self.stop()

    @property
    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the whole group; nothing happens if it has ended."""
        if self._popen is not None:
            try:
                os.killpg(self._popen.pid, number)
            except ProcessLookupError:
                return

    def stop(self) -> None:
        """End it, at first politely, and wait until it is gone."""
        if self._popen is None:
            return
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.stop_seconds)
        self.signal(signal.SIGKILL)
        self._popen.wait()
        self._popen = None


def _end_with_parent() -> None:
    """Linux ends this process when the one that watches it is killed, so that no stack lives on unwatched."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def only_one(state_dir: Path) -> Iterator[None]:
    """Hold the folder, so that two stacks never write into one. The system gives it back when this process dies.

    Raises:
        StartError: another one holds it.
    """
    with (state_dir / "running.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"it runs already with the folder {state_dir}: stop that one first, or set STATE_DIR to another folder"
            ) from None
        yield


def make_processes(settings: Settings) -> list[Process]:
    """Actions, Rasa and website, in the order in which to start them. Rasa has its model from the website."""
    python, logs = sys.executable, settings.state_dir / "log"
    actions_url = f"http://127.0.0.1:{settings.actions_port}/webhook"
    shared = {
        **os.environ,
        **settings.as_environment(),
        "ACTIONS_URL": actions_url,
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }
    rasa = {
        **shared,
        "MODELS_URL": f"http://{settings.website_host}:{settings.website_port}{MODEL_PATH}",
        "MODELS_TOKEN": models_token(settings),
        "HF_HUB_OFFLINE": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        # Below this level Rasa logs what clients write.
        "LOG_LEVEL": "ERROR",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # One message is too small a job to share between cores; several at once are not.
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return [
        Process(
            "actions",
            [python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port)],
            {**rasa, "SANIC_HOST": "127.0.0.1"},
            logs / "actions.log",
        ),
        Process(
            "rasa",
            [
                *[python, "-m", "rasa", "run", "--enable-api"],
                *["--interface", "127.0.0.1", "--port", str(settings.rasa_port)],
                *["--endpoints", "bot/running/endpoints.yml", "--credentials", "credentials.yml"],
            ],
            rasa,
            logs / "rasa.log",
        ),
        Process(
            "website",
            [python, "-m", "gunicorn", "-c", "bot/website/gunicorn.conf.py", "bot.website.app:create_app()"],
            shared,
            logs / "website.log",
        ),
    ]


def free_ports(settings: Settings) -> tuple[Settings, list[str]]:
    """The settings with taken ports replaced by free ones, and a line about each replacement."""
    told = []
    ports = {
        "website": settings.website_port,
        "rasa": settings.rasa_port,
        "actions": settings.actions_port,
    }
    for name, wanted in ports.items():
        if _is_taken(wanted):
            ports[name] = _any_free_port()
            told.append(f"port {wanted} is taken, so {name} uses {ports[name]}")
    website, rasa, actions = ports.values()
    return replace(settings, website_port=website, rasa_port=rasa, actions_port=actions), told


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, processes: list[Process]) -> None:
    """Wait until the website says that a real question would be answered.

    Raises:
        StartError: a process ended, or it took too long.
    """
    give_up = time.monotonic() + START_SECONDS
    reason, http = "", local_session()
    while time.monotonic() < give_up:
        for process in processes:
            if not process.running:
                raise StartError(f"{process.name} stopped while starting: {last_words(process.log)}")
        try:
            answer = http.get(f"{url}/readyz", timeout=20)
            if answer.status_code == 200:
                return
            reason = answer.json().get("status", "")
        except requests.RequestException:
            reason = "the website does not answer yet"
        time.sleep(0.3)
    raise StartError(f"not ready after {START_SECONDS} s ({reason}): see {processes[0].log.parent}")


def last_words(log: Path) -> str:
    """The last line of a log, and where the rest is."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")
    return f"{last} (see {log})"
