"""When the live model read the words, which tells whether words were changed since they were last published."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path

# Archives are named by the moment at which their training began (UTC).
_BEGAN = re.compile(r"(\d{8}-\d{6})")


def live_since(models: Path) -> datetime | None:
    """When the live model began to be made (naive UTC); None if there is none."""
    try:
        current = json.loads((models / "current.json").read_text("utf-8"))
        began = _BEGAN.match(current["model"])
        if began:
            return datetime.strptime(began[1], "%Y%m%d-%H%M%S")
        made = datetime.fromisoformat(current["trained_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made.astimezone(timezone.utc).replace(tzinfo=None)
