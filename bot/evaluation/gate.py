"""The limits a model must keep before it goes live: data/held_out/gate.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.held_out import HELD_OUT_DIR
from bot.yaml_reading import YamlError, load_yaml

GATE_FILE = HELD_OUT_DIR / "gate.yml"
AT_LEAST, AT_MOST = "at_least", "at_most"


class GateError(Exception):
    """The gate file cannot be used; the message says why."""


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that a model does not keep; `reached` and `limit` are shares, `direction` "at_least" or "at_most"."""

    part: str
    name: str
    direction: str
    reached: float
    limit: float

    def __str__(self) -> str:
        words = self.direction.replace("_", " ")
        return f"{self.part}: {self.name} is {100 * self.reached:.1f} %, must be {words} {100 * self.limit:.1f} %"


def broken_limits(part: str, scores: dict[str, float], path: Path = GATE_FILE) -> list[str]:
    """`limits_broken`, as lines."""
    return [str(broken) for broken in limits_broken(part, scores, path)]


def limits_broken(part: str, scores: dict[str, float], path: Path = GATE_FILE) -> list[BrokenLimit]:
    """What keeps a model from going live; empty if nothing does.

    Args:
        part: "topics" or "crisis".
        scores: rates of that part, 0 to 1, by name.

    Raises:
        GateError: the file cannot be read, or limits something that is not measured.
    """
    broken = []
    for direction, limits in _read(path, part).items():
        for name, limit in limits.items():
            if name not in scores:
                raise GateError(f"{path.name}: {part}.{direction}.{name} is not measured; {_known(scores)}")
            if scores[name] < limit if direction == AT_LEAST else scores[name] > limit:
                broken.append(BrokenLimit(part, name, direction, scores[name], limit))
    return broken


def allowed_falls(path: Path = GATE_FILE) -> dict[str, float]:
    """By how much a candidate may fall behind: "at_risk" (the best released model), "topic" (the live one), as shares.

    Raises:
        GateError: the file cannot be read, or a share is missing.
    """
    try:
        content: Any = load_yaml(path)
        return {name: float(content["against_live"][name]) for name in ("at_risk", "topic")}
    except (YamlError, KeyError, TypeError, ValueError) as error:
        raise GateError(f"{path}: against_live cannot be used: {error}") from error


def _read(path: Path, part: str) -> dict[str, dict[str, float]]:
    try:
        content: Any = load_yaml(path)
        limits = {direction: dict(content[part].get(direction) or {}) for direction in (AT_LEAST, AT_MOST)}
    except (YamlError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise GateError(f"{path}: cannot be used: {error}") from error
    strange = set(content[part]) - {AT_LEAST, AT_MOST}
    if strange:
        raise GateError(f"{path.name}: {part}: no such direction: {', '.join(sorted(strange))}")
    return limits


def _known(scores: dict[str, float]) -> str:
    return f"use one of {', '.join(scores)}"
