"""Files of words that a model keeps: clients do not meet an edit before it is published."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.follow_ups import FollowUps
from bot.assistant.form_answers import FormAnswers
from bot.assistant.mentions import MentionExtractor
from bot.assistant.other_languages import OtherLanguages

CONTEXT = ExecutionContext(GraphSchema({}))


def in_a_form() -> DialogueStateTracker:
    slots = [TextSlot(name, mappings=[{}]) for name in ("requested_slot", "what_happened")]
    tracker = DialogueStateTracker("form", slots)
    tracker.update(ActiveLoop("prepare_session_form"))
    tracker.update(SlotSet("requested_slot", "what_happened"))
    return tracker


def after_an_answer() -> DialogueStateTracker:
    tracker = DialogueStateTracker("answered", [])
    tracker.update(BotUttered("Yes.", metadata={"utter_action": "utter_faq/texting_allowed"}))
    return tracker


# A component; a change to its file; a message; what is read of it with that change, but not without.
CASES = [
    (MentionExtractor, "  text: [text,", "  text: [pigeon, text,", "may I send a pigeon", None, "entities"),
    (FormAnswers, "stop:\n", "stop:\n- halt there\n", "halt there", in_a_form, "stop"),
    (FollowUps, "(?:write|draft", "(?:scribble|write|draft", "scribble me a message", after_an_answer, "draft_message"),
    (OtherLanguages, "greetings:\n", "greetings:\n  eo: [saluton]\n", "saluton", None, "other_language"),
]


def read(component: Any, text: str, tracker: DialogueStateTracker | None) -> str:
    message = Message({"text": text})
    component.process([message]) if isinstance(component, MentionExtractor) else component.process([message], tracker)
    found = "entities" if message.get("entities") else ""
    return (message.get("intent") or {}).get("name") or found


@pytest.mark.parametrize(("component", "old", "new", "text", "tracker", "meaning"), CASES)
def test_an_edit_waits_until_it_is_trained(
    component: Any,
    old: str,
    new: str,
    text: str,
    tracker: Any,
    meaning: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    file = Path(shutil.copy(component.DATA, tmp_path))
    monkeypatch.setattr(component, "DATA", file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    storage, resource = LocalModelStorage.create(tmp_path / "storage"), Resource("component")
    (tmp_path / "storage").mkdir(exist_ok=True)
    before = component.fingerprint_addon({})
    component.create({}, storage, resource, CONTEXT).train(TrainingData())

    source = file.read_text("utf-8")
    assert old in source
    file.write_text(source.replace(old, new, 1), "utf-8")
    running = component.load({}, storage, resource, CONTEXT)
    assert read(running, text, tracker and tracker()) != meaning
    assert component.fingerprint_addon({}) != before

    component.create({}, storage, resource, CONTEXT).train(TrainingData())
    published = component.load({}, storage, resource, CONTEXT)
    assert read(published, text, tracker and tracker()) == meaning
