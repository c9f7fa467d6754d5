"""`make run` as a person meets it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from bot.publishing.train import CurrentModel
from bot.settings import PROJECT_ROOT

pytestmark = pytest.mark.integration


def test_it_starts_answers_and_leaves_nothing_behind(model: CurrentModel, tmp_path: Path):
    environment = {**os.environ, "STATE_DIR": str(tmp_path), "WEBSITE_PORT": "18090", "RASA_PORT": "15105"}
    run = subprocess.Popen(
        [sys.executable, "-m", "bot.running"],
        cwd=PROJECT_ROOT,
        env={**environment, "ACTIONS_PORT": "15155"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.stdout is not None
    said = []
    for line in run.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    address = next(re.search(r"http://\S+/$", line.strip()) for line in said if "page with the chat" in line)
    assert address
    assert "training" not in "".join(said)
    assert requests.get(f"{address[0]}readyz", timeout=10).status_code == 200
    run.send_signal(signal.SIGINT)
    assert run.wait(60) == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(address[0], timeout=2)
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert not [line for line in listed.splitlines() if "15105" in line or "15155" in line]


def test_a_database_that_cannot_be_used_is_one_line_with_the_remedy(tmp_path: Path):
    environment = {
        **os.environ,
        "STATE_DIR": str(tmp_path),
        "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite",
    }
    run = subprocess.run(
        [sys.executable, "-m", "bot.running"],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "check DATABASE_URL" in run.stderr
