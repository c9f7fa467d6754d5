"""How far a publish has come, in a file that any process can show: models/publishing.json.

Only the publishing process writes it, whole, at each step. It survives a restart of the website.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from bot.releases.archives import MODELS, is_busy, now, write_whole

STATE_FILE = "publishing.json"
LINES_KEPT = 12
# Outcomes; "" while it runs.
LIVE, LIVE_OFFLINE, NOTHING, REFUSED = "live", "live_offline", "nothing", "refused"
# Made and tested, and somebody has to look at what the tests found before it goes live.
ASKS = "asks"
FAILED, CANCELLED, INTERRUPTED = "failed", "cancelled", "interrupted"


@dataclass(frozen=True)
class StepState:
    """One step: its key in data/wording/publishing.yml, when it began and ended (ISO 8601, UTC; empty if not)."""

    key: str
    began: str = ""
    ended: str = ""


@dataclass(frozen=True)
class State:
    """A publish, or a going back, that runs or ran.

    Attributes:
        id: of this run.
        by: the account's or the terminal user's name.
        back_to: the archive to go back to; empty for a publish.
        pid: of the publishing process.
        what: "words", "trained" or "back"; empty until that is known.
        lines: the last lines that the steps said.
        outcome: one of the constants above; empty while it runs.
        reasons: why it was refused or failed, in plain words.
        comparison: sections {"heading", "lines"}.
        candidate: its archive; empty until it is made.
        replaced: the archive that was live when this began.
    """

    id: str
    by: str
    back_to: str = ""
    pid: int = 0
    began: str = ""
    ended: str = ""
    what: str = ""
    steps: list[StepState] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    outcome: str = ""
    reasons: list[str] = field(default_factory=list)
    comparison: list[dict[str, Any]] = field(default_factory=list)
    candidate: str = ""
    replaced: str = ""

    @property
    def running(self) -> bool:
        return not self.outcome

    @property
    def current_step(self) -> str:
        """Key of the step that runs; empty if none does."""
        return next((each.key for each in self.steps if each.began and not each.ended), "")


def read_state(folder: Path = MODELS) -> State | None:
    """The last run; "interrupted" if its process was killed. None if there was none."""
    state = _read(folder)
    if state is not None and state.running and not is_busy(folder):
        # It may have ended between the two looks.
        again = _read(folder)
        state = again if again and not again.running else replace(state, outcome=INTERRUPTED)
    return state


class Progress:
    """Writes the state of one run."""

    def __init__(self, state: State, steps: Sequence[str], folder: Path = MODELS) -> None:
        self._folder = folder
        self.state = replace(state, pid=os.getpid(), began=now(), steps=[StepState(key) for key in steps])
        self._write()

    def begin(self, key: str) -> None:
        """The steps before it have ended."""
        at = [each.key for each in self.state.steps].index(key)
        moment = now()
        steps = [
            StepState(each.key, each.began or moment, each.ended or moment)
            if place < at
            else (StepState(each.key, moment) if place == at else each)
            for place, each in enumerate(self.state.steps)
        ]
        self.note(steps=steps)

    def say(self, line: str) -> None:
        if line.strip():
            self.note(lines=[*self.state.lines, line.strip()][-LINES_KEPT:])

    def note(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._write()

    def close(self, outcome: str, reasons: Sequence[str] = ()) -> None:
        moment = now()
        steps = [replace(each, ended=moment) if each.began and not each.ended else each for each in self.state.steps]
        self.note(outcome=outcome, reasons=list(reasons), ended=moment, steps=steps)

    def _write(self) -> None:
        write_whole(self._folder / STATE_FILE, json.dumps(asdict(self.state), indent=1))


def _read(folder: Path) -> State | None:
    known = {each.name for each in fields(State)}
    try:
        content = json.loads((folder / STATE_FILE).read_text("utf-8"))
        content["steps"] = [StepState(**each) for each in content["steps"]]
        return State(**{key: value for key, value in content.items() if key in known})
    except (OSError, ValueError, TypeError, KeyError):
        return None
