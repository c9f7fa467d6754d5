"""The figures of the report on crisis routing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from bot.evaluation.crisis import HARD, AtRisk, CrisisResults
from bot.evaluation.operating import alarm_scores, curve
from bot.evaluation.plots import BLUE, GREY, ORANGE, RED, new_figure
from bot.evaluation.shares import Share


def by_kind(results: CrisisResults) -> Figure:
    """How many of each kind fire."""
    return _rates(results.at_risk, lambda each: each.danger.kind)


def by_style(results: CrisisResults) -> Figure:
    """How many of each style fire."""
    return _rates(results.at_risk, lambda each: each.danger.style)


def operating_curve(results: CrisisResults, archive: Path) -> Figure:
    """Recall against false alarms on hard harmless messages, as the learned layer's threshold falls.

    Raises:
        LayerError: the archive's learned layer does not tell alarm scores.
    """
    risky = alarm_scores(archive, [each.danger.text for each in results.at_risk])
    hard = alarm_scores(archive, [each.message.text for each in results.of_set(HARD)])
    figure, axes = new_figure(8, 5)
    nobody = tuple(np.zeros(len(part.alarms), dtype=bool) for part in (risky, hard))
    alone = curve((risky.alarms, nobody[0]), (hard.alarms, nobody[1]))
    together = curve((risky.alarms, risky.ruled), (hard.alarms, hard.ruled))
    for (false, recall), color, name in ((together, BLUE, "rules and model"), (alone, ORANGE, "model alone")):
        axes.plot(100 * false, 100 * recall, color=color, label=name)
    axes.plot(100 * hard.ruled.mean(), 100 * risky.ruled.mean(), "s", color=GREY, label="rules alone")
    for name, point in (("contacts first", _fired(results)), ("contacts first or beside", _shown(results))):
        axes.plot(*point, "o", color=RED)
        axes.annotate(name, point, (6, -12), textcoords="offset points")
    axes.set_xlabel("hard harmless messages that fire, %")
    axes.set_ylabel("messages at risk that fire, %")
    axes.set_xlim(0, 60)
    axes.set_ylim(40, 101)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="lower right")
    return figure


def _fired(results: CrisisResults) -> tuple[float, float]:
    """Percent of hard harmless messages and of messages at risk on which contacts come first."""
    return (
        100 * Share.of(each.fired for each in results.of_set(HARD)).rate,
        100 * Share.of(each.fired for each in results.at_risk).rate,
    )


def _shown(results: CrisisResults) -> tuple[float, float]:
    """The same for contacts shown at all; distress counts for it too, so it may lie off the curve."""
    return (
        100 * Share.of(each.shown for each in results.of_set(HARD)).rate,
        100 * Share.of(each.shown for each in results.at_risk).rate,
    )


def _rates(outcomes: Sequence[AtRisk], key: Callable[[AtRisk], str]) -> Figure:
    names = sorted({key(each) for each in outcomes})
    figure, axes = new_figure(8, 0.6 + 0.3 * len(names))
    for row, name in enumerate(names):
        share = Share.of(each.fired for each in outcomes if key(each) == name)
        low, high = share.interval
        axes.plot([100 * low, 100 * high], [row, row], color=BLUE, linewidth=1)
        axes.plot(100 * share.rate, row, "o", color=BLUE)
    axes.set_yticks(range(len(names)), labels=names)
    axes.invert_yaxis()
    axes.set_xlim(0, 101)
    axes.set_xlabel("fire, % (with 95 % intervals)")
    axes.grid(axis="x", alpha=0.3)
    return figure
