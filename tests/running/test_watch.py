"""What hangs is started again, what is killed leaves nothing running, and no two stacks share a folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.running.processes import START_SECONDS, Process, StartError, only_one
from bot.running.watch import PATIENCE, Watch, answers

SERVER = "import http.server, sys; http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]))"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    monkeypatch.setattr("bot.running.watch.ANSWER_SECONDS", 0.3)
    process = Process(
        "rasa", [sys.executable, "-c", SERVER, str(port)], dict(os.environ), tmp_path / "log", tmp_path, 0.2
    )
    with process.started():
        until_up(port, process)
        yield process


def until_up(port: int, process: Process) -> None:
    while not answers(f"http://127.0.0.1:{port}/")():
        assert process.running


def test_what_hangs_is_started_again_after_a_while(server: Process, port: int):
    watch = Watch(server, answers(f"http://127.0.0.1:{port}/"))
    assert watch.look(0.0) == ""
    server.signal(signal.SIGSTOP)
    assert watch.look(1.0) == ""
    assert "rasa does not answer; starting it again" in watch.look(1.0 + PATIENCE)
    until_up(port, server)
    assert watch.look(2.0 + PATIENCE) == ""


def test_what_was_just_started_has_time_to_load(server: Process):
    watch = Watch(server, answers("http://127.0.0.1:9/"))
    server.signal(signal.SIGKILL)
    while server.running:
        pass
    assert "rasa stopped; starting it again" in watch.look(0.0)
    assert watch.look(PATIENCE + 1) == ""
    assert "does not answer" in watch.look(START_SECONDS + 1)


def test_nothing_lives_on_when_the_watcher_is_killed(tmp_path: Path):
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    watcher = (
        "import os, sys, time; from pathlib import Path; from bot.running.processes import Process\n"
        f"log = Path({str(tmp_path / 'log')!r})\n"
        f"Process('rasa', [sys.executable, '-c', {child!r}], dict(os.environ), log).start()\n"
        "time.sleep(600)"
    )
    running = subprocess.Popen([sys.executable, "-c", watcher])
    log = tmp_path / "log"
    while not (log.exists() and log.read_text().strip()):
        assert running.poll() is None
    number = int(log.read_text())
    running.kill()
    running.wait()
    state = "S"
    while state.strip() and not state.startswith("Z"):
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True).stdout


def test_two_stacks_do_not_share_a_folder(tmp_path: Path):
    with only_one(tmp_path), pytest.raises(StartError, match="runs already with the folder"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass
