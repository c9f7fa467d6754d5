"""The must-pass dialogues: what every model must answer, and how.

They stand in data/held_out beside the gate, not in data/: they are conditions of a release and no training data,
and nothing that the staff pages write to, so that nobody can delete a safety case there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.held_out import HELD_OUT_DIR
from bot.messages import Message
from bot.yaml_reading import YamlError, load_yaml

DIALOGUES_FILE = HELD_OUT_DIR / "must_pass.yml"


class DialoguesError(Exception):
    """The file of must-pass dialogues cannot be used; the message says why."""


@dataclass(frozen=True)
class Turn:
    """What a client says, and what the answer must be like.

    Attributes:
        says: a text, or a button's payload with its leading slash.
        topic: the topic that must be answered first.
        contacts: kind of danger for which contacts must come first.
        words: words of which the answer must hold at least one.
        calm: no contacts may be shown.
    """

    says: str
    topic: str | None = None
    contacts: str | None = None
    words: tuple[str, ...] = ()
    calm: bool = False


@dataclass(frozen=True)
class Dialogue:
    """One conversation; `smoke` marks those that a model which went live must pass at once."""

    name: str
    turns: tuple[Turn, ...]
    smoke: bool = False


def load_dialogues(path: Path = DIALOGUES_FILE) -> list[Dialogue]:
    """The must-pass dialogues.

    Raises:
        DialoguesError: the file cannot be read or is not of the expected shape.
    """
    try:
        return [_dialogue(entry) for entry in load_yaml(path)]
    except (YamlError, KeyError, TypeError, AttributeError) as error:
        raise DialoguesError(f"{path}: cannot be used: {error}") from error


def _dialogue(entry: dict[str, Any]) -> Dialogue:
    turns = tuple(Turn(**{**turn, "words": tuple(turn.get("words", ()))}) for turn in entry["turns"])
    return Dialogue(entry["name"], turns, entry.get("smoke", False))


def faults_of(turn: Turn, messages: Sequence[Message]) -> list[str]:
    """What is wrong with an answer, in plain words; empty if nothing is."""
    if not messages:
        return [f"no answer to {turn.says!r}"]
    faults = []
    first = messages[0]
    text = "\n".join(each["text"] for each in messages)
    topics = [each["topic"] for each in messages if each["type"] == "text"]
    if turn.contacts and (first["type"] != "contacts" or first["kind"] != turn.contacts):
        faults.append(f"{turn.says!r} must show first whom to call ({turn.contacts})")
    if turn.calm and any(each["type"] == "contacts" for each in messages):
        faults.append(f"{turn.says!r} must not show crisis contacts")
    if turn.topic and topics[:1] != [turn.topic]:
        faults.append(f"{turn.says!r} must be answered with {turn.topic}, not {topics[0] if topics else 'nothing'}")
    if turn.words and not any(each.lower() in text.lower() for each in turn.words):
        faults.append(f"the answer to {turn.says!r} must hold one of: {', '.join(turn.words)}")
    return faults
