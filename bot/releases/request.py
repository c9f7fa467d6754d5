"""Somebody who may not publish asks for it; those who may see it until it is published."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.releases.archives import MODELS, now, write_whole

FILE = "asked.json"


@dataclass(frozen=True)
class Request:
    """Who asked, when (ISO 8601, UTC), and while which archive was live: the request ends with it."""

    by: str
    at: str
    live: str


def ask(by: str, live: str, folder: Path = MODELS) -> Request:
    """Ask for what stands in the files to be published."""
    request = Request(by, now(), live)
    write_whole(folder / FILE, json.dumps(asdict(request)))
    return request


def read_request(live: str, folder: Path = MODELS) -> Request | None:
    """The open request; None if there is none."""
    try:
        request = Request(**json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return request if request.live == live else None
