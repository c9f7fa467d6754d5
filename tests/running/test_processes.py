from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.running.processes import Process, StartError, free_ports, wait_until_ready
from bot.settings import Settings

# A process that ignores a polite stop, with a child of its own.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
same = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", same])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_taken_port_is_replaced_and_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings, told = free_ports(Settings.from_environment({"WEBSITE_PORT": str(port)}))
    assert settings.website_port != port
    assert any(str(port) in line and str(settings.website_port) in line for line in told)


def test_stopping_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.running.processes.STOP_SECONDS", 0.2)
    log = tmp_path / "log"
    process = Process("stubborn", [sys.executable, "-c", STUBBORN], dict(os.environ), log)
    process.start()
    while not log.read_text().strip():
        assert process.running
    child = int(log.read_text())
    process.stop()
    assert not process.running
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True).stdout
    assert not state.strip() or state.startswith("Z")


def test_a_process_that_ends_while_starting_is_named_with_its_last_words(tmp_path: Path):
    command = [sys.executable, "-c", "raise SystemExit('the key is missing')"]
    process = Process("website", command, dict(os.environ), tmp_path / "log")
    process.start()
    with pytest.raises(StartError, match=r"website stopped while starting: the key is missing"):
        wait_until_ready("http://127.0.0.1:9", [process])
    process.stop()
