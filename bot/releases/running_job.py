"""Starts a publish as a process that outlives the website, and stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid

from bot.releases.archives import MODELS, is_busy
from bot.releases.progress import read_state
from bot.settings import PROJECT_ROOT, Settings

# Python starts and imports in this time even on a busy machine; longer, and the page shows the state when it comes.
START_SECONDS = 15


def start(by: str, settings: Settings, back_to: str = "", expected: str = "", confirmed: str = "") -> bool:
    """Begin to publish, or to go back; False if one runs already.

    Args:
        expected: fingerprint of the files that were looked at; if they are others by then, nothing is published.
        confirmed: the candidate that somebody wants although messages of people in danger are noticed less.
    """
    if is_busy():
        return False
    id_ = uuid.uuid4().hex
    command = [sys.executable, "-m", "bot.publishing.job", "--id", id_, "--by", by]
    if back_to:
        command += ["--back-to", back_to]
    if expected:
        command += ["--expected", expected]
    if confirmed:
        command += ["--confirmed", confirmed]
    path = settings.state_dir / "log" / "publishing.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYTHONWARNINGS": "ignore"}
    with path.open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Neither a restart of the website nor the end of this worker ends it.
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()
    return _began(id_, process)


def cancel(wait_seconds: float = 0) -> bool:
    """Ask the running publish to stop; False if none runs. What is live stays.

    Args:
        wait_seconds: how long to wait for its end.
    """
    state = read_state(MODELS)
    if state is None or not state.running:
        return False
    try:
        os.kill(state.pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    give_up = time.monotonic() + wait_seconds
    while time.monotonic() < give_up and is_busy():
        time.sleep(0.1)
    return True


def _began(id_: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the process has its turn, or was turned away because another one has it."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        state = read_state(MODELS)
        if state is not None and state.id == id_:
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.1)
    return True
