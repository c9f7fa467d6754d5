"""The figures of the report on understanding."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation.shares import Share
from bot.evaluation.topics import Outcome, TopicResults

BINS = 10
BLUE, ORANGE, GREY, RED = "#2563a8", "#d97a1f", "#9aa3ad", "#b3261e"
_EDGES = np.linspace(0.0, 1.0, BINS + 1)


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure; width and height in inches."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_subplot()
    axes.spines["top"].set_visible(False)
    axes.spines["right"].set_visible(False)
    return figure, axes


def as_image(figure: Figure) -> str:
    """The figure as an HTML image that needs no file beside it."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}">'


def confusion_matrix(results: TopicResults) -> Figure:
    """Topic asked against likeliest topic, before any rejection, in messages."""
    names = sorted({each.topic for each in results.topics} | {_likeliest(each) for each in results.topics})
    place = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for each in results.topics:
        counts[place[each.topic], place[_likeliest(each)]] += 1
    figure, axes = new_figure(11, 10)
    axes.imshow(counts, cmap="Blues")
    for row, column in zip(*np.nonzero(counts), strict=True):
        wrong = row != column
        color = RED if wrong else "white"
        axes.text(column, row, int(counts[row, column]), ha="center", va="center", fontsize=6, color=color)
    axes.set_xticks(range(len(names)), labels=names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), labels=names, fontsize=7)
    axes.set_xlabel("likeliest topic")
    axes.set_ylabel("topic asked")
    return figure


def confidence_histogram(results: TopicResults) -> Figure:
    """How sure the model is when its likeliest topic is right, when it is wrong, and where there is none."""
    figure, axes = new_figure(8, 4)
    sets = (
        ("likeliest topic right", BLUE, [each for each in results.topics if each.likeliest]),
        ("likeliest topic wrong", RED, [each for each in results.topics if not each.likeliest]),
        ("off topic in the field", ORANGE, results.in_field),
        ("unrelated", GREY, results.unrelated),
    )
    values = [[each.understood.confidence for each in outcomes] for _, _, outcomes in sets]
    axes.hist(values, bins=_EDGES, stacked=True, color=[color for _, color, _ in sets])
    axes.legend([f"{name} ({len(outcomes)})" for name, _, outcomes in sets], frameon=False)
    axes.set_xlabel("confidence")
    axes.set_ylabel("messages")
    return figure


def reliability(results: TopicResults) -> Figure:
    """Confidence against how often the likeliest topic is right, over all single questions."""
    outcomes = [*results.topics, *results.in_field, *results.unrelated]
    confidences = np.array([each.understood.confidence for each in outcomes])
    right = np.array([bool(each.question.topics) and each.likeliest for each in outcomes])
    bins = np.clip((confidences * BINS).astype(int), 0, BINS - 1)
    figure, axes = new_figure(6, 6)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--")
    for number in np.unique(bins):
        inside = bins == number
        share = Share.of(right[inside])
        low, high = share.interval
        middle = float(confidences[inside].mean())
        axes.plot([middle, middle], [low, high], color=BLUE, linewidth=1)
        axes.plot(middle, share.rate, "o", color=BLUE)
        axes.annotate(str(share.total), (middle, share.rate), (5, -10), textcoords="offset points", fontsize=7)
    axes.set_xlabel("mean confidence (beside: messages)")
    axes.set_ylabel("likeliest topic right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return figure


def answering_curve(results: TopicResults, plain: TopicResults | None) -> Figure:
    """Right answers against wrong ones as less confidence is asked for; the dots are where a model stands."""
    figure, axes = new_figure(8, 5)
    for name, color, each in (("this model", BLUE, results), ("plain Rasa", ORANGE, plain)):
        if each is None:
            continue
        right, wrong = _curve(each)
        axes.plot(wrong, right, color=color, label=name)
        stands = Share.of(one.answered for one in [*each.in_field, *each.unrelated])
        axes.plot(stands.rate, Share.of(one.right for one in each.topics).rate, "o", color=color)
    axes.set_xlabel("answered, of what should not be (in the field and unrelated)")
    axes.set_ylabel("answered right, of the questions")
    axes.set_xlim(left=0)
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    return figure


def _curve(results: TopicResults) -> tuple[list[float], list[float]]:
    off_topic = [each.understood.confidence for each in [*results.in_field, *results.unrelated]]
    thresholds = np.unique(np.quantile([each.understood.confidence for each in results.topics], _steps()))
    right, wrong = [], []
    for threshold in thresholds:
        right.append(Share.of(_sure(each, threshold) and each.likeliest for each in results.topics).rate)
        wrong.append(Share.of(confidence >= threshold for confidence in off_topic).rate)
    return right, wrong


def _sure(outcome: Outcome, threshold: float) -> bool:
    return outcome.understood.confidence >= threshold


def _steps() -> np.ndarray:
    return np.linspace(0.0, 1.0, 101)


def _likeliest(outcome: Outcome) -> str:
    return outcome.understood.ranking[0] if outcome.understood.ranking else "-"
