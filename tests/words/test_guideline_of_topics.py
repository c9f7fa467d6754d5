"""Each topic names what its answer rests on, or says that nothing was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml


@pytest.mark.parametrize("path", sorted((PROJECT_ROOT / "data/nlu/faq").glob("*.yml")), ids=lambda path: path.stem)
def test_a_topic_has_its_guideline(path: Path):
    (variants,) = load_yaml(path)["responses"].values()
    for each in variants:
        guideline = each["metadata"]["guideline"]
        assert isinstance(guideline, list)
        assert all(entry["source"] and entry["says"] for entry in guideline)
