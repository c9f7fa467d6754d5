"""What the best model that was ever live made of the held-out messages of people in danger.

Candidates are held against it and not against the last model, or many small losses would pass one after the other.
"""

from __future__ import annotations

import json
from pathlib import Path

from bot.evaluation.judged import AT_RISK, DISTRESS, PROTOTYPE, Judged
from bot.releases.archives import MODELS, write_whole

FILE = "best_danger.json"
_SETS = (PROTOTYPE, AT_RISK, DISTRESS)


def read_best(folder: Path = MODELS) -> Judged:
    """Its outcomes; empty if none are known."""
    try:
        best: Judged = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return best


def keep_best(outcomes: Judged, agreed: bool = False, folder: Path = MODELS) -> None:
    """Keep the outcomes of a model that went live if no earlier one did better.

    Args:
        agreed: two people wanted it although it does worse: what comes later is held against it.
    """
    danger = {name: outcomes[name] for name in _SETS if outcomes.get(name)}
    if danger and (agreed or _reached(danger, danger) >= _reached(read_best(folder), danger)):
        write_whole(folder / FILE, json.dumps(danger))


def _reached(judged: Judged, over: Judged) -> int:
    """Sum of the grades of the messages of `over`."""
    return sum(
        judged.get(name, {}).get(group, {}).get(text, (0, ""))[0]
        for name, groups in over.items()
        for group, texts in groups.items()
        for text in texts
    )
