"""Every point of the guidelines stands in an answer: the table in docs/guidelines.md, held against the answers."""

from __future__ import annotations

import pytest
import yaml

from bot.settings import PROJECT_ROOT

TABLE = PROJECT_ROOT / "docs" / "guidelines.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|\n ").split(" | "))
    for line in TABLE.read_text("utf-8").splitlines()
    if line.startswith(("| communication", "| outside", "| texting"))
]


def test_all_three_guidelines_are_there():
    assert {row[0] for row in ROWS} == {"communication", "outside sessions", "texting"}
    assert len(ROWS) >= 30


@pytest.mark.parametrize(("guideline", "point", "topic", "sentence"), ROWS, ids=[row[1] for row in ROWS])
def test_a_point_stands_in_its_answer(guideline: str, point: str, topic: str, sentence: str):
    content = yaml.safe_load((PROJECT_ROOT / "data" / "nlu" / "faq" / f"{topic}.yml").read_text("utf-8"))
    (response,) = content["responses"][f"utter_faq/{topic}"]
    assert sentence in response["text"]
