"""The held-out sentences of data/held_out, which nothing is ever trained or tuned on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.danger.finding import KINDS
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import YamlError, load_yaml

HELD_OUT_DIR = PROJECT_ROOT / "data" / "held_out"
PROTOTYPE = "prototype"


class HeldOutError(Exception):
    """A held-out file cannot be used; the message says which, and why."""


@dataclass(frozen=True)
class Question:
    """A message and the topics that answer it, in the order of asking; none if it must not be answered."""

    text: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class ShortMessage:
    """A message in a conversation, and what it does: a name of data/dialogue/short_messages.yml.

    Attributes:
        before: the topic answered before, if it stands by itself.
        topics: what is asked about, if it asks.
    """

    before: str
    says: str
    does: str
    topics: tuple[str, ...] = ()

    def expected(self, goes_on: Collection[str]) -> str:
        """What it does, with "goes_on" for all that have that answer."""
        return "goes_on" if self.does in goes_on else self.does


@dataclass(frozen=True)
class Questions:
    """What `evaluate` measures.

    Attributes:
        topics: messages of one question each.
        in_field: about therapy or feelings, but nothing the assistant answers.
        unrelated: about anything else.
        several: messages of two or more questions.
        new: as `topics`, of topics that are not yet understood as well as the others.
    """

    topics: list[Question]
    in_field: list[Question]
    unrelated: list[Question]
    several: list[Question]
    new: list[Question]


@dataclass(frozen=True)
class Danger:
    """A message of somebody at risk: the kind of danger, and how it is told ("explicit", "slang", ...)."""

    text: str
    kind: str
    style: str


@dataclass(frozen=True)
class Harmless:
    """A message that needs no contacts first, with its set ("hard", "policy", "in_domain", "unrelated")."""

    text: str
    set: str
    group: str


@dataclass(frozen=True)
class CrisisMessages:
    """What `evaluate-crisis` measures; `distress` are messages without stated risk, which contacts suit."""

    prototypes: list[Danger]
    at_risk: list[Danger]
    distress: list[str]
    harmless: list[Harmless]


def load_questions(directory: Path = HELD_OUT_DIR) -> Questions:
    """The held-out questions.

    Raises:
        HeldOutError: a file is missing or not of the expected shape.
    """
    by_topic, off_topic = _read(directory, "topics.yml"), _read(directory, "off_topic.yml")
    several, new = _read(directory, "several_questions.yml"), _read(directory, "new_topics.yml")
    try:
        return Questions(
            _of_topics(by_topic),
            [Question(text, ()) for text in off_topic["in_field"]],
            [Question(text, ()) for text in off_topic["unrelated"]],
            [Question(entry["text"], tuple(entry["topics"])) for entry in several],
            _of_topics(new),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise HeldOutError(f"{directory}: the question files are not of the expected shape: {error}") from error


def _of_topics(by_topic: Mapping[str, Sequence[str]]) -> list[Question]:
    return [Question(text, (topic,)) for topic, texts in by_topic.items() for text in texts]


def load_short_messages(directory: Path = HELD_OUT_DIR) -> list[ShortMessage]:
    """The held-out short messages.

    Raises:
        HeldOutError: the file is missing or not of the expected shape.
    """
    try:
        return [
            ShortMessage(entry["before"], str(entry["says"]), entry["does"], tuple(entry.get("topics", ())))
            for entry in _read(directory, "short_messages.yml")
        ]
    except (KeyError, TypeError) as error:
        raise HeldOutError(f"{directory}: short_messages.yml is not of the expected shape: {error}") from error


def load_conversations(directory: Path = HELD_OUT_DIR) -> list[list[ShortMessage]]:
    """The held-out conversations, each of a question and what is said after its answer.

    Raises:
        HeldOutError: the file is missing or not of the expected shape.
    """
    try:
        return [
            [ShortMessage("", str(turn["says"]), turn["does"], tuple(turn.get("topics", ()))) for turn in turns]
            for turns in _read(directory, "conversations.yml")
        ]
    except (KeyError, TypeError) as error:
        raise HeldOutError(f"{directory}: conversations.yml is not of the expected shape: {error}") from error


def load_crisis_messages(directory: Path = HELD_OUT_DIR) -> CrisisMessages:
    """The held-out messages of people in danger, in distress, and of everyone else.

    Raises:
        HeldOutError: a file is missing, not of the expected shape, or names a kind that does not exist.
    """
    crisis, harmless = _read(directory, "crisis.yml"), _read(directory, "harmless.yml")
    try:
        messages = CrisisMessages(
            [Danger(text, kind, PROTOTYPE) for kind, texts in crisis["prototypes"].items() for text in texts],
            [
                Danger(text, kind, style)
                for kind, styles in crisis["at_risk"].items()
                for style, texts in styles.items()
                for text in texts
            ],
            list(crisis["distress"]),
            [
                Harmless(text, name, group)
                for name, groups in harmless.items()
                for group, texts in groups.items()
                for text in texts
            ],
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise HeldOutError(f"{directory}: the crisis files are not of the expected shape: {error}") from error
    unknown = {danger.kind for danger in [*messages.prototypes, *messages.at_risk]} - set(KINDS)
    if unknown:
        raise HeldOutError(f"crisis.yml: no such kind: {', '.join(sorted(unknown))}; use one of {', '.join(KINDS)}")
    return messages


def sentences(directory: Path = HELD_OUT_DIR) -> list[str]:
    """All of them but the prototypes, which the patterns name outright.

    Raises:
        HeldOutError: a file is missing or not of the expected shape.
    """
    questions, messages = load_questions(directory), load_crisis_messages(directory)
    asked = [*questions.topics, *questions.in_field, *questions.unrelated, *questions.several, *questions.new]
    return [
        *(question.text for question in asked),
        *(danger.text for danger in messages.at_risk),
        *messages.distress,
        *(harmless.text for harmless in messages.harmless),
    ]


def _read(directory: Path, name: str) -> Any:
    try:
        return load_yaml(directory / name)
    except YamlError as error:
        raise HeldOutError(str(error)) from error
