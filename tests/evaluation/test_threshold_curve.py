from __future__ import annotations

from bot.evaluation.threshold_curve import threshold_curve
from bot.understanding.decision import Thresholds
from bot.understanding.topic_model import Reading


def reading(topic: str, confidence: float, belongs: float) -> Reading:
    return Reading((topic, "faq/other", "faq/third"), (0.8, 0.1, 0.1), confidence, belongs, 0.9)


READ = [
    ("faq/gifts", reading("faq/gifts", 0.9, 0.99)),
    ("faq/gifts", reading("faq/gifts", 0.9, 0.85)),
    ("faq/gifts", reading("faq/fees", 0.9, 0.99)),
    ("faq/gifts", reading("faq/gifts", 0.55, 0.99)),
    ("out_of_scope/advice", reading("faq/gifts", 0.9, 0.94)),
    ("out_of_scope/nonsense", reading("faq/gifts", 0.9, 0.85)),
    ("greet", reading("faq/gifts", 0.9, 0.99)),
]


def test_each_threshold_moves_what_is_answered_and_offered():
    labels, readings = [label for label, _ in READ], [each for _, each in READ]
    table = threshold_curve(readings, labels, Thresholds(answer=0.66, belongs=0.93))
    lines = {(row[0], row[1]): tuple(row[2:]) for row in table.rows}
    assert lines["0.66", "0.93"] == ("25.0 %", "25.0 %", "75.0 %", "100.0 %", "0.0 %")
    assert lines["0.66", "0.8"] == ("50.0 %", "25.0 %", "75.0 %", "100.0 %", "100.0 %")
    assert lines["0.5", "0.93"] == ("50.0 %", "25.0 %", "75.0 %", "100.0 %", "0.0 %")
    assert lines["0.66", "0.95"] == ("25.0 %", "25.0 %", "75.0 %", "0.0 %", "0.0 %")
