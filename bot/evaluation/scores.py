"""The short scores that models/current.json keeps of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.evaluation.crisis import crisis_scores, measure_crisis
from bot.evaluation.gate import broken_limits
from bot.evaluation.held_out import load_crisis_messages, load_questions
from bot.evaluation.life import load_life
from bot.evaluation.models import Model, Say
from bot.evaluation.topics import measure_topics, topic_scores


def scores_of(model_path: Path, say: Say | None = None) -> dict[str, Any]:
    """Measure a model on the held-out sets, without plain Rasa and without a report.

    Returns:
        "topics" and "crisis": rates (0 to 1) by name; "broken": the limits of the gate that it does not keep.

    Raises:
        HeldOutError, GateError: the held-out sets or the gate cannot be used.
    """
    model, questions = Model(model_path), load_questions()
    topics = topic_scores(measure_topics(model, questions, say))
    crisis = crisis_scores(measure_crisis(model, load_crisis_messages(), questions, say, load_life().by_themselves()))
    broken = [*broken_limits("topics", topics), *broken_limits("crisis", crisis)]
    return {"topics": topics, "crisis": crisis, "broken": broken}
