"""The danger layer is made from its own files alone: a topic's new question leaves it as it is, byte for byte."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.crisis_detector import CrisisDetector
from bot.danger import trained_layer
from bot.danger.sentences import load_ordinary, load_sentences


def trained(folder: Path, questions: list[str]) -> bytes:
    """The layer of a detector that was trained beside these questions of a topic."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    folder.mkdir()
    data: dict[str, Any] = {"intent": "faq", "intent_response_key": "faq/parking"}
    examples = [Message({**data, "text": text}) for text in questions]
    detector = CrisisDetector(CrisisDetector.get_default_config(), LocalModelStorage(folder), Resource("crisis"))
    detector.train(TrainingData(examples))
    return (folder / "crisis" / "crisis.joblib").read_bytes()


def test_a_topics_new_question_changes_no_byte_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    # A part of the sentences, so that training takes seconds; trained each time, and not taken from the last.
    few, ordinary = load_sentences()[::20], load_ordinary()[::20]
    monkeypatch.setattr(trained_layer, "load_sentences", lambda: list(few))
    monkeypatch.setattr(trained_layer, "load_ordinary", lambda: ordinary)
    monkeypatch.setattr(trained_layer, "layer_fingerprint", lambda: uuid.uuid4().hex)
    before = trained(tmp_path / "before", ["may I leave my van in the yard"])
    assert trained(tmp_path / "after", ["may I leave my van in the yard", "is parking free for a bike"]) == before
    monkeypatch.setattr(trained_layer, "load_ordinary", lambda: ordinary[1:])
    assert trained(tmp_path / "other", []) != before
