"""One file of a topic, read and written by ruamel.yaml so that comments, order, quotes and line breaks stay.

A topic's file has its questions (an `nlu` entry of Rasa's training data, one "- question" a line), its answer (the text
of its response), and in the response's metadata all else that belongs to it (docs/topics.md).
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from bot.topics.reading import BULLET, FileError, parts, questions_in
from bot.yaml_reading import YamlError, read_to_edit, write_edited

# Longer texts stand in a block of their own.
ONE_LINE = 60


class QuestionError(Exception):
    """A question cannot be added or taken out.

    Attributes:
        reason: "there_already", "not_there", "last_one", or "elsewhere": it is a question of another topic.
    """

    def __init__(self, reason: str, question: str, label: str) -> None:
        super().__init__(f"{question!r} of {label}: {reason.replace('_', ' ')}")
        self.reason, self.question = reason, question


class TopicFile:
    """The content of one topic's file.

    Args:
        label: such as "faq/gifts".
        source: the file's text.

    Raises:
        FileError: the text is no such file.
    """

    def __init__(self, label: str, source: str) -> None:
        self.label = label
        try:
            self._document: Any = read_to_edit(source)
        except YamlError as error:
            raise FileError(f"the file of {label} is no YAML: {error}") from error
        self._entry, self._response = parts(label, self._document)

    @property
    def questions(self) -> list[str]:
        return questions_in(str(self._entry["examples"]))

    def set_answer(self, text: str) -> None:
        """Replace the answer; empty lines part its paragraphs."""
        self._response["text"] = LiteralScalarString(clean(text) + "\n")

    def set_part(self, key: str, value: Any) -> None:
        """Replace what belongs to the topic beside its answer and questions.

        Args:
            key, value: as `bot.topics.reading` takes them; None takes the part out.
        """
        metadata = self._response.get("metadata")
        if value is None:
            if metadata:
                metadata.pop(key, None)
            return
        if metadata is None:
            metadata = CommentedMap()
            self._response.insert(0, "metadata", metadata)
        # What stays as it was keeps its comments and its form.
        if key not in metadata or metadata[key] != value:
            metadata[key] = _written(value)

    def add_question(self, text: str) -> None:
        """Put a question after the others.

        Raises:
            QuestionError: it stands there already.
        """
        if text in self.questions:
            raise QuestionError("there_already", text, self.label)
        examples = str(self._entry["examples"]).rstrip("\n")
        self._set_examples(f"{examples}\n{BULLET}{text}\n")

    def remove_question(self, text: str) -> None:
        """Take a question out.

        Raises:
            QuestionError: it does not stand there, or it is the last one.
        """
        if text not in self.questions:
            raise QuestionError("not_there", text, self.label)
        if len(self.questions) == 1:
            raise QuestionError("last_one", text, self.label)
        lines = str(self._entry["examples"]).splitlines(keepends=True)
        place = next(at for at, line in enumerate(lines) if line.strip().removeprefix(BULLET).strip() == text)
        self._set_examples("".join(lines[:place] + lines[place + 1 :]))

    def dumps(self) -> str:
        """The text of the file."""
        return write_edited(self._document)

    def _set_examples(self, text: str) -> None:
        self._entry["examples"] = LiteralScalarString(text)


def clean(text: str) -> str:
    """An answer as it is kept: no spaces at the ends of lines, one empty line between paragraphs."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")


def _written(value: Any, inner: bool = False) -> Any:
    """A value as people write it in these files: texts folded, short lists and what lies inside them in one line."""
    if isinstance(value, str):
        return FoldedScalarString(value) if not inner and len(value) > ONE_LINE else _quoted(value)
    if isinstance(value, dict):
        made: Any = CommentedMap((key, _written(each, inner=True)) for key, each in value.items())
        if inner:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        made = CommentedSeq(_written(each, inner=True) for each in value)
        if not any(isinstance(each, dict) for each in value):
            made.fa.set_flow_style()
        return made
    return value


def _quoted(text: str) -> Any:
    return text if re.fullmatch(r"[a-z_]+", text) else DoubleQuotedScalarString(text)
