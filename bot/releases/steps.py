"""Steps of training and publishing that run in a process of their own, which ends when the one that began it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from bot.settings import PROJECT_ROOT

_QUIET = {
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "HF_HUB_OFFLINE": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


class StepError(Exception):
    """A step failed; the message is its last words."""


class Step:
    """`python -m MODULE ...`, begun when this is made.

    Its standard input stays open as long as this process lives: that is how the step knows (`end_with_parent`).
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._name = arguments[0].rpartition(".")[2]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=PROJECT_ROOT,
            env={**os.environ, **_QUIET, "PYTHONPATH": str(PROJECT_ROOT), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def send(self, line: str) -> None:
        """Write a line to the step's standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def finish(self, say: Callable[[str], object]) -> None:
        """Pass on the step's lines until it ends.

        Raises:
            StepError: it failed.
        """
        faults: list[str] = []
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        listener = threading.Thread(target=lambda: faults.extend(self._process.stderr or ()), daemon=True)
        listener.start()
        for line in self._process.stdout:
            say(line.rstrip())
        code = self._process.wait()
        listener.join(1)
        if code:
            last = next((line for line in reversed(faults) if line.strip()), "no reason given")
            raise StepError(f"{self._name}: {last.strip()}")

    def stop(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()
        self._process.wait()


def run_step(
    arguments: Sequence[str], say: Callable[[str], object], environment: Mapping[str, str] | None = None
) -> None:
    """Run a step to its end.

    Raises:
        StepError: it failed.
    """
    step = Step(arguments, environment)
    try:
        step.finish(say)
    finally:
        step.stop()


def end_with_parent() -> None:
    """Called in a step: end this process at once when the one that began it is gone."""
    threading.Thread(target=_wait_for_end, name="parent", daemon=True).start()


def read_line() -> str:
    """Called in a step: the next line that the parent sends; ends this process if the parent is gone."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            os._exit(1)
        line += byte
    return line.decode().rstrip("\n")


def _wait_for_end() -> None:
    # Not sys.stdin, whose lock a thread must not hold when the interpreter ends.
    while os.read(0, 1024):
        pass
    os._exit(1)
