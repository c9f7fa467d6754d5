"""One file of a topic, read and written by ruamel.yaml so that comments, order, quotes and line breaks stay.

A topic's file has its questions (an `nlu` entry of Rasa's training data, one "- question" a line) and its answer
(the text of the response `utter_<label>`).
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

BULLET = "- "
# Never break a line that its author did not break.
WIDTH = 1_000_000


class FileError(Exception):
    """A file of words cannot be read; the message says which one and why."""


class QuestionError(Exception):
    """A question cannot be added or taken out.

    Attributes:
        reason: "there_already", "not_there" or "last_one".
    """

    def __init__(self, reason: str, question: str, label: str) -> None:
        super().__init__(f"{question!r} of {label}: {reason.replace('_', ' ')}")
        self.reason, self.question = reason, question


def round_trip() -> Any:
    """Reads and writes YAML without losing comments, order, quotes and line breaks."""
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    return yaml


def edit_token(text: str) -> str:
    """Names a state of a file, so that an editor notices that it was changed by somebody else."""
    return hashlib.sha256(text.encode()).hexdigest()


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
            self._document: Any = round_trip().load(source)
        except YAMLError as error:
            raise FileError(f"the file of {label} is no YAML: {' '.join(str(error).split())}") from error
        self._entry, self._response = parts(label, self._document)

    @property
    def questions(self) -> list[str]:
        return questions_in(str(self._entry["examples"]))

    def set_answer(self, text: str) -> None:
        """Replace the answer; empty lines part its paragraphs."""
        self._response["text"] = LiteralScalarString(clean(text) + "\n")

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
        stream = io.StringIO()
        round_trip().dump(self._document, stream)
        return stream.getvalue()

    def _set_examples(self, text: str) -> None:
        self._entry["examples"] = LiteralScalarString(text)


def parts(label: str, document: Any) -> tuple[Any, Any]:
    """Where a file has its questions (`examples` of an entry) and its answer (`text` of a response).

    Raises:
        FileError: it does not have them.
    """
    try:
        entry = next(entry for entry in document["nlu"] if entry["intent"] == label)
        response = document["responses"][f"utter_{label}"][0]
        _ = entry["examples"], response["text"]
    except (KeyError, IndexError, TypeError, StopIteration) as error:
        raise FileError(f"the file of {label} has no questions and answer where they belong ({error})") from error
    return entry, response


def questions_in(examples: str) -> list[str]:
    """The questions of a block of examples."""
    lines = (line.strip() for line in examples.splitlines())
    return [line.removeprefix(BULLET).strip() for line in lines if line.startswith(BULLET)]


def clean(text: str) -> str:
    """An answer as it is kept: no spaces at the ends of lines, one empty line between paragraphs."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")
