"""The plots of the overview, as SVG. Each is shown beside a table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette, which people with colour vision deficiencies tell apart; one for each theme's paper.
THEMES = {
    "light": {"paper": "#ffffff", "ink": "#22302e", "line": "#d9d1c3"},
    "dark": {"paper": "#1f2627", "ink": "#eceae5", "line": "#3b4647"},
}
COLOURS = ("#009e73", "#e69f00", "#d55e00", "#56b4e9", "#8a8f8e")


@dataclass(frozen=True)
class Series:
    """Counts over periods, or over topics, that are drawn on one another.

    Attributes:
        labels: one for each bar.
        counts: name of each part with its count for each bar.
    """

    labels: Sequence[str]
    counts: dict[str, Sequence[int]]

    @property
    def total(self) -> int:
        """All counts together."""
        return sum(sum(each) for each in self.counts.values())


@dataclass(frozen=True)
class Period:
    """Some days that are shown as one bar: a day, or a week of seven."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """The first day, such as "Nov 22"."""
        return f"{self.first:%b} {self.first.day}"


def periods(today: date, days: int) -> list[Period]:
    """The last days as bars: single days for a month, weeks for more."""
    length = 1 if days <= 31 else 7
    first = today - timedelta(days=days // length * length - 1)
    return [
        Period(first + timedelta(days=start), first + timedelta(days=start + length - 1))
        for start in range(0, days // length * length, length)
    ]


def bars_over_time(series: Series, theme: str) -> bytes:
    """Stacked bars, one for each period."""
    figure, axes = _empty(7.2, 2.6, theme)
    bottom = [0] * len(series.labels)
    places = range(len(series.labels))
    for (name, counts), colour in zip(series.counts.items(), COLOURS, strict=False):
        axes.bar(places, counts, bottom=bottom, color=colour, width=0.8, label=name)
        bottom = [below + count for below, count in zip(bottom, counts, strict=True)]
    step = max(1, -(-len(series.labels) // 8))
    axes.set_xticks(list(places)[::step], labels=list(series.labels)[::step])
    axes.set_ylim(0, max([*bottom, 4]) * 1.1)
    axes.yaxis.get_major_locator().set_params(integer=True)
    if len(series.counts) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=2, frameon=False, labelcolor=THEMES[theme]["ink"])
    return _svg(figure, theme)


def bars_by_name(series: Series, theme: str) -> bytes:
    """Bars that lie, the first on top."""
    figure, axes = _empty(7.2, 0.6 + 0.3 * max(1, len(series.labels)), theme)
    counts = next(iter(series.counts.values()))
    axes.barh(range(len(counts)), counts, color=COLOURS[0], height=0.7)
    axes.set_yticks(range(len(counts)), labels=list(series.labels))
    axes.invert_yaxis()
    axes.set_xlim(0, max([*counts, 4]) * 1.1)
    axes.xaxis.get_major_locator().set_params(integer=True)
    return _svg(figure, theme)


def _empty(width: float, height: float, theme: str) -> tuple[Figure, Axes]:
    colours = THEMES[theme]
    figure = Figure(figsize=(width, height), facecolor=colours["paper"], layout="constrained")
    axes = figure.add_subplot(facecolor=colours["paper"])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(colours["line"])
    axes.tick_params(colors=colours["ink"], length=0)
    return figure, axes


def _svg(figure: Figure, theme: str) -> bytes:
    drawn = BytesIO()
    # Text stays text, in the reader's own font.
    with rc_context({"svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None}, facecolor=THEMES[theme]["paper"])
    # Matplotlib quotes the family, and quoted it is no longer the reader's own sans-serif font.
    return drawn.getvalue().replace(b"'sans-serif'", b"sans-serif")
