"""`make test`: every stage, and a table of what passed, failed or could not run, and why.

What needs no trained model runs beside what trains and uses one; each line begins with its stage.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.settings import PROJECT_ROOT

NO_PROCESSES = "not rasa and not integration and not browser and not firefox and not long"
# They make a database for nearly every test.
SLOWER_FOLDERS = ("tests/console", "tests/database", "tests/publishing", "tests/staff", "tests/website", "tests/words")


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        arguments: what Python runs.
        missing: says why the stage cannot run here; empty if it can.
    """

    name: str
    arguments: list[str]
    missing: Callable[[], str] = lambda: ""


@dataclass(frozen=True)
class Outcome:
    stage: str
    result: str
    seconds: float
    counts: str


def _no_browser() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return "" if found else "no Chromium found: install it (Debian: apt-get install chromium)"


def _no_firefox() -> str:
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    return "" if found else "no Firefox found: install it (Debian: apt-get install firefox-esr)"


def _pytest(*arguments: str) -> list[str]:
    return ["-m", "pytest", *arguments]


BEFORE = (
    Stage("lint", ["-m", "ruff", "check", "."]),
    Stage("format", ["-m", "ruff", "format", "--check", "."]),
    Stage("types", ["-m", "mypy"]),
    Stage("floors", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
)
WITHOUT_MODEL = (
    Stage("unit", _pytest("-m", NO_PROCESSES, *(f"--ignore={folder}" for folder in SLOWER_FOLDERS))),
    Stage("pages", _pytest("-m", NO_PROCESSES, *SLOWER_FOLDERS)),
)
WITH_MODEL = (
    Stage("rasa data", ["-m", "bot.publishing.validate"]),
    Stage("rasa", _pytest("-m", "rasa")),
)
# One after another: they start processes of their own, and hold them to what clients are promised.
WITH_PROCESSES = (
    Stage("integration", _pytest("-m", "integration and not long")),
    Stage("browser", _pytest("-m", "browser"), _no_browser),
    Stage("firefox", _pytest("-m", "firefox"), _no_firefox),
)


def main() -> int:
    """Run the stages; 1 if any failed, or could not run in CI."""
    parser = argparse.ArgumentParser(prog="make test")
    parser.add_argument("--fast", action="store_true", help="only the stages that need no trained model")
    fast = parser.parse_args().fast
    outcomes = _in_turn(BEFORE)
    if fast:
        outcomes += _in_turn(WITHOUT_MODEL[:1])
    else:
        with ThreadPoolExecutor() as lanes:
            for done in lanes.map(_in_turn, (WITHOUT_MODEL, WITH_MODEL)):
                outcomes += done
        outcomes += _in_turn(WITH_PROCESSES)
    _table(outcomes)
    bad = {"failed", "not run"} if os.environ.get("CI") else {"failed"}
    return int(any(outcome.result in bad for outcome in outcomes))


def _in_turn(stages: Iterable[Stage]) -> list[Outcome]:
    return [_run(stage) for stage in stages]


def _run(stage: Stage) -> Outcome:
    reason = stage.missing()
    if reason:
        return Outcome(stage.name, "not run", 0.0, reason)
    _say(f"\n=== {stage.name}")
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *stage.arguments],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "RASA_TELEMETRY_ENABLED": "false",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        _say(f"{stage.name:<11} {line.rstrip()}")
        lines.append(line)
    code = process.wait()
    return Outcome(stage.name, "failed" if code else "passed", time.monotonic() - started, _counts(lines))


def _counts(lines: list[str]) -> str:
    """pytest's own closing counts, or the last line."""
    for line in reversed(lines):
        found = re.search(r"\d+ (?:passed|failed|error|skipped|deselected).*", line)
        if found:
            return found.group().strip(" =")
    return lines[-1].strip()[:60] if lines else ""


def _table(outcomes: list[Outcome]) -> None:
    _say(f"\n{'stage':<14}{'result':<10}{'seconds':>8}  what")
    for each in outcomes:
        _say(f"{each.stage:<14}{each.result:<10}{each.seconds:>8.0f}  {each.counts}")
    passed = sum(each.result == "passed" for each in outcomes)
    failed = sum(each.result == "failed" for each in outcomes)
    _say(f"\nstages: {passed} passed, {failed} failed, {len(outcomes) - passed - failed} skipped")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
