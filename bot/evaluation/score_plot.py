"""The scores of the last models side by side, as a picture."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

# Measures of which more is better: part, name.
SHOWN = (
    ("topics", "answered_right"),
    ("topics", "right_or_offered"),
    ("crisis", "at_risk_shown"),
    ("crisis", "at_risk"),
    ("crisis", "prototypes"),
)
_COLOURS = ("#1d5c57", "#b8863b", "#7d8783")


def scores_svg(models: Sequence[tuple[str, Mapping[str, Any]]], labels: Mapping[str, str]) -> bytes:
    """Horizontal bars, a group for each measure.

    Args:
        models: name to show and scores by part and name, newest first; at most three are drawn.
        labels: of the measures, by name.
    """
    models = models[: len(_COLOURS)]
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / max(1, len(models))
    for place, (name, scores) in enumerate(models):
        values = [100 * scores.get(part, {}).get(measure, 0.0) for part, measure in SHOWN]
        at = [row + (place - (len(models) - 1) / 2) * height for row in range(len(SHOWN))]
        bars = axes.barh(at, values, height * 0.9, label=name, color=_COLOURS[place])
        axes.bar_label(bars, fmt="%.1f", padding=3, fontsize=8)
    axes.set_yticks(range(len(SHOWN)), [labels.get(measure, measure) for _, measure in SHOWN], fontsize=8, wrap=True)
    axes.invert_yaxis()
    axes.set_xlim(0, 112)
    axes.set_xlabel("%")
    axes.legend(fontsize=8, loc="lower left", ncol=max(1, len(models)), bbox_to_anchor=(0, 1))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    picture = io.BytesIO()
    figure.savefig(picture, format="svg")
    return picture.getvalue()
