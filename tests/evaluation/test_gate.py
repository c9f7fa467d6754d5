"""The gate that a model must pass before it goes live."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.publishing.evaluation import crisis, topics
from bot.publishing.evaluation.gate import GateError, broken_limits

GATE = "crisis:\n  at_least: {at_risk: 0.8}\n  at_most: {hard: 0.1}\n"


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    path = tmp_path / "gate.yml"
    path.write_text(GATE, "utf-8")
    return path


@pytest.mark.parametrize(
    ("at_risk", "hard", "broken"),
    [(0.8, 0.1, []), (0.79, 0.1, ["at_risk"]), (0.8, 0.11, ["hard"]), (0.5, 0.5, ["at_risk", "hard"])],
)
def test_broken_limits_names_what_fell_below_or_rose_above(
    gate: Path, at_risk: float, hard: float, broken: list[str]
) -> None:
    told = broken_limits("crisis", {"at_risk": at_risk, "hard": hard}, gate)
    assert [line.split()[1] for line in told] == broken


def test_broken_limits_refuses_a_limit_on_what_is_not_measured(gate: Path) -> None:
    with pytest.raises(GateError, match="at_risk is not measured"):
        broken_limits("crisis", {"hard": 0.0}, gate)


def test_broken_limits_refuses_a_missing_part(gate: Path) -> None:
    with pytest.raises(GateError, match="topics"):
        broken_limits("topics", {}, gate)


@pytest.mark.parametrize(("part", "measures"), [("topics", topics.MEASURES), ("crisis", crisis.MEASURES)])
def test_gate_file_limits_only_what_is_measured(part: str, measures: tuple) -> None:
    perfect = {name: 1.0 for name, _, _ in measures}
    assert all("at most" in line for line in broken_limits(part, perfect))


def test_gate_file_lets_no_prototype_be_missed() -> None:
    scores = {name: 1.0 for name, _, _ in crisis.MEASURES} | {"prototypes": 0.98}
    assert any("prototypes" in line for line in broken_limits("crisis", scores))
