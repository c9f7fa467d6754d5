"""What other thresholds would do, on training examples that the model has not seen: what `config.yml` is chosen by.

The shares are lower than on held-out questions, as a whole part of each file is left out at a time. What counts
is how they move against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.evaluation.tables import Table
from bot.topics.names import FAQ_PREFIX, OUT_OF_SCOPE_PREFIX
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.topic_model import Reading

ANSWER = (0.5, 0.6, 0.66, 0.72, 0.8)
BELONGS = (0.0, 0.7, 0.8, 0.86, 0.9, 0.93, 0.95, 0.97)
# Groups of out-of-scope questions that have nothing to do with therapy; the others are in the field.
UNRELATED = frozenset(
    f"{OUT_OF_SCOPE_PREFIX}{group}"
    for group in (
        "about_the_bot_world",
        "devices_and_apps",
        "general_knowledge",
        "nonsense",
        "other_business",
        "other_services",
        "small_talk",
    )
)


def threshold_curve(readings: Sequence[Reading], labels: Sequence[str], chosen: Thresholds) -> Table:
    """Shares of held-out examples that would be answered and offered.

    Args:
        readings: from `TopicModel.held_out_readings`.
        labels: the label of each.
        chosen: the thresholds in use; each row changes one of them.
    """
    table = Table(
        f"Other thresholds, with parts of the files left out (in use: {chosen.answer:g}, {chosen.belongs:g})",
        ["answer", "belongs", "right", "wrong", "right or offered", "in field answered", "unrelated answered"],
    )
    tried = [replace(chosen, belongs=value) for value in BELONGS]
    tried += [replace(chosen, answer=value) for value in ANSWER]
    for thresholds in tried:
        decided = [(label, decide(reading, thresholds)) for reading, label in zip(readings, labels, strict=True)]
        topics = [each for each in decided if each[0].startswith(FAQ_PREFIX)]
        outside = [each for each in decided if each[0].startswith(OUT_OF_SCOPE_PREFIX)]
        table.add(
            f"{thresholds.answer:g}",
            f"{thresholds.belongs:g}",
            _share([_right(*each) for each in topics]),
            _share([_answered(decision) and not _right(label, decision) for label, decision in topics]),
            _share([_right(*each) or _offered(*each) for each in topics]),
            _share([_answered(decision) for label, decision in outside if label not in UNRELATED]),
            _share([_answered(decision) for label, decision in outside if label in UNRELATED]),
        )
    return table


def _answered(decision: Decision) -> bool:
    return decision.act == "answer"


def _right(label: str, decision: Decision) -> bool:
    return _answered(decision) and decision.label == label


def _offered(label: str, decision: Decision) -> bool:
    return not _answered(decision) and label in decision.candidates


def _share(seen: Sequence[bool]) -> str:
    return f"{100 * sum(seen) / max(1, len(seen)):.1f} %"
