"""A refused model may go live when two people want it: one asks with a reason, another one agrees."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.releases.archives import MODELS, now, write_whole
from bot.releases.progress import REFUSED, read_state

FILE = "override.json"


class OverrideError(Exception):
    """It may not be asked for, or agreed to; `key` names the words in data/wording/publishing.yml."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Override:
    """A request to publish a refused candidate all the same.

    Attributes:
        candidate: the refused archive; the request holds for no other.
        asked_by, agreed_by: names of two different accounts; agreed_by is empty until the second agreed.
        asked_at, agreed_at: ISO 8601, UTC.
    """

    candidate: str
    reason: str
    asked_by: str
    asked_at: str
    agreed_by: str = ""
    agreed_at: str = ""

    @property
    def agreed(self) -> bool:
        return bool(self.agreed_by) and self.agreed_by != self.asked_by


def read_override(candidate: str, folder: Path = MODELS) -> Override | None:
    """The request for this candidate; None if nobody has one."""
    try:
        override = Override(**json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return override if candidate and override.candidate == candidate else None


def ask(by: str, reason: str, folder: Path = MODELS) -> Override:
    """Ask for the candidate that was refused last.

    Raises:
        OverrideError: nothing was refused, or there is no reason.
    """
    override = Override(_refused(folder), reason.strip(), by, now())
    if not override.reason:
        raise OverrideError("no_reason")
    write_whole(folder / FILE, json.dumps(asdict(override)))
    return override


def agree(by: str, folder: Path = MODELS) -> Override:
    """Agree to what another person asked for.

    Raises:
        OverrideError: nobody asked, or the same person did.
    """
    override = read_override(_refused(folder), folder)
    if override is None:
        raise OverrideError("not_asked")
    if override.asked_by == by:
        raise OverrideError("same_person")
    override = replace(override, agreed_by=by, agreed_at=now())
    write_whole(folder / FILE, json.dumps(asdict(override)))
    return override


def _refused(folder: Path) -> str:
    state = read_state(folder)
    if state is None or state.outcome != REFUSED:
        raise OverrideError("nothing_refused")
    return state.candidate
