"""Few words: over all topics, practices and therapists, what is read before "More", and no sentence twice."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.dialogue.folding import MOST_WORDS, fold_at
from bot.language.sentences import sentence_spans
from bot.practice.filling import fill
from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

PRACTICES = [
    PROJECT_ROOT / "bot/database/demo_practice.yml",
    *sorted((PROJECT_ROOT / "tests/practice/samples").glob("*.yml")),
]
TOPICS = sorted((PROJECT_ROOT / "data/nlu/faq").glob("*.yml"))
NOW = datetime(2026, 11, 18, 19, tzinfo=timezone.utc)


def answers(path: Path) -> list[tuple[str, str | None, str]]:
    record: PracticeRecord = import_record(path.read_text("utf-8"))
    told = []
    for topic in TOPICS:
        for variants in load_yaml(topic)["responses"].values():
            for therapist in (None, *(each.id for each in record.therapists)):
                for variant in variants:
                    text = fill(variant["text"], record, therapist, NOW, {"conversation_hours": "24"})
                    told.append((topic.stem, therapist, text))
    return told


@pytest.mark.parametrize("path", PRACTICES, ids=lambda path: path.stem)
def test_at_most_sixty_words_are_read_before_more(path: Path):
    long = [each[:2] for each in answers(path) if len(each[2][: fold_at(each[2])].split()) > MOST_WORDS]
    assert long == []


@pytest.mark.parametrize("path", PRACTICES, ids=lambda path: path.stem)
def test_no_sentence_stands_twice_in_an_answer(path: Path):
    twice = []
    for topic, therapist, text in answers(path):
        said = [text[start:end].casefold() for start, end in sentence_spans(text)]
        twice += [(topic, therapist, each) for each in set(said) if said.count(each) > 1]
    assert twice == []
