"""The words of the demo, which is American, keep to one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.publishing.fresh_database import DEMO_PRACTICE
from bot.settings import PROJECT_ROOT

DATA = PROJECT_ROOT / "data"
SPELLINGS: dict[str, str] = yaml.safe_load((DATA / "language" / "american_spelling.yml").read_text("utf-8"))
BRITISH = re.compile(rf"\b(?:{'|'.join(SPELLINGS)})\b", re.IGNORECASE)
# These read what clients write.
READ = {"encouragement.yml", "crisis_lint.yml"}
# These are in other languages.
FOREIGN = {"crisis_languages.yml", "after_contacts_es.yml", "crisis_es.yml", "other_languages.yml"}
FILES = [
    *(path for path in sorted((DATA / "wording").rglob("*.yml")) if path.name not in READ | FOREIGN),
    DATA / "nlu" / "responses.yml",
    DEMO_PRACTICE,
]


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_are_spelled_as_in_america(path: Path):
    found = [text for text in texts(yaml.safe_load(path.read_text("utf-8"))) if BRITISH.search(text)]
    assert not found


@pytest.mark.parametrize("path", sorted((DATA / "nlu").glob("*/*.yml")), ids=lambda path: path.stem)
def test_answers_are_spelled_as_in_america(path: Path):
    responses = yaml.safe_load(path.read_text("utf-8")).get("responses", {})
    found = [text for text in texts(responses) if BRITISH.search(text)]
    assert not found
