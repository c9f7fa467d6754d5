"""The folder of topics: finds, reads and replaces their files, one writer at a time.

A file is replaced in one step, so a crash leaves the old one or the new one. Whoever saves says which state of the file
they had before them; if it is another by now, nothing is written.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.language.near_duplicates import plain
from bot.topics.catalogue import labels
from bot.topics.names import RETRIEVAL_INTENTS
from bot.topics.reading import FileError, edit_token, topic_in_file
from bot.topics.topic import Topic
from bot.words.topic_file import QuestionError, TopicFile
from bot.yaml_reading import YamlError, read_to_edit, write_edited

RETIRED = "retired_questions.yml"
RETIRED_HEADER = (
    "# Questions that staff took out of their topics. Nothing is trained on them; the staff pages can put them back.\n"
)
_LABEL = re.compile(rf"({'|'.join(RETRIEVAL_INTENTS)})/[a-z0-9_]+")


class UnknownTopicError(Exception):
    """There is no topic of this name."""


class ChangedMeanwhileError(Exception):
    """Somebody else saved the file since it was opened; nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed by somebody else in the meantime")


@dataclass(frozen=True)
class Retired:
    """A question that was taken out of its topic."""

    question: str
    day: date


class WordFiles:
    """The words under one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def labels(self) -> list[str]:
        """All topics, those that the assistant answers first."""
        return labels(self.data)

    def topics(self) -> list[Topic]:
        """All topics, read.

        Raises:
            FileError: one cannot be read.
        """
        return [self.read(label) for label in self.labels()]

    def read(self, label: str) -> Topic:
        """One topic.

        Raises:
            UnknownTopicError, FileError
        """
        return topic_in_file(label, self.source(label))

    def source(self, label: str) -> str:
        """The text of a topic's file.

        Raises:
            UnknownTopicError: there is none.
        """
        try:
            return self.path(label).read_text("utf-8")
        except FileNotFoundError:
            raise UnknownTopicError(f"there is no topic {label!r}") from None

    def path(self, label: str) -> Path:
        """Where a topic's file is, or would be.

        Raises:
            UnknownTopicError: this cannot be the name of a topic.
        """
        if not _LABEL.fullmatch(label):
            raise UnknownTopicError(f"there is no topic {label!r}")
        return self.data / "nlu" / f"{label}.yml"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds other writers of these files back, also those of other processes."""
        folder = os.open(self.data, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def set_answer(self, label: str, text: str, based_on: str) -> Topic:
        """Replace a topic's answer.

        Args:
            based_on: token of the state that the editor had before them.

        Raises:
            ChangedMeanwhileError: the file is in another state by now.
            UnknownTopicError, FileError
        """
        with self.writing():
            file = self._opened(label, based_on)
            file.set_answer(text)
            return self._write(file)

    def set_parts(self, label: str, parts: Mapping[str, Any], based_on: str) -> Topic:
        """Replace what belongs to a topic beside its answer and questions.

        Args:
            parts: by name, as `bot.topics.reading` reads them; None takes one out, what is not named stays.
            based_on: token of the state that the editor had before them.

        Raises:
            ChangedMeanwhileError: the file is in another state by now.
            bot.topics.reading.TopicError: a part cannot be used; nothing was written.
            UnknownTopicError, FileError
        """
        with self.writing():
            file = self._opened(label, based_on)
            for key, value in parts.items():
                file.set_part(key, value)
            return self._write(file)

    def add_question(self, label: str, question: str) -> Topic:
        """Add a question to a topic; whatever else was changed in it stays.

        Raises:
            UnknownTopicError, FileError, bot.words.topic_file.QuestionError
        """
        with self.writing():
            file = self._opened(label)
            self._only_here([question], label)
            file.add_question(question)
            return self._write(file)

    def move_questions(self, label: str, questions: Iterable[str], to: str) -> tuple[Topic, Topic]:
        """Move questions to another topic, all or none; both topics as they are then.

        Raises:
            UnknownTopicError, FileError, bot.words.topic_file.QuestionError
        """
        with self.writing():
            source, target = self._opened(label), self._opened(to)
            questions = list(questions)
            self._only_here(questions, to, label)
            for question in questions:
                source.remove_question(question)
                target.add_question(question)
            # The target first: a crash between the two leaves the questions twice, not nowhere.
            moved = self._write(target)
            return self._write(source), moved

    def retire_questions(self, label: str, questions: Iterable[str], day: date) -> Topic:
        """Take questions out of their topic, all or none, and keep them among the retired ones.

        Raises:
            UnknownTopicError, FileError, bot.words.topic_file.QuestionError
        """
        with self.writing():
            file = self._opened(label)
            content = self._retired()
            entries = content.setdefault(label, [])
            for question in questions:
                file.remove_question(question)
                entries.append({"question": DoubleQuotedScalarString(question), "day": day})
            self._write_retired(content)
            return self._write(file)

    def bring_back(self, label: str, question: str) -> Topic:
        """Put a retired question back into its topic.

        Raises:
            UnknownTopicError, FileError, bot.words.topic_file.QuestionError
        """
        with self.writing():
            file = self._opened(label)
            if question not in file.questions:
                self._only_here([question], label)
                file.add_question(question)
            content = self._retired()
            content[label] = [entry for entry in content.get(label, []) if str(entry["question"]) != question]
            if not content[label]:
                del content[label]
            topic = self._write(file)
            self._write_retired(content)
            return topic

    def retired(self, label: str) -> list[Retired]:
        """The questions that were taken out of a topic, the last one first.

        Raises:
            FileError: the file of retired questions cannot be read.
        """
        entries = self._retired().get(label, [])
        return [Retired(str(entry["question"]), entry["day"]) for entry in reversed(entries)]

    def replace_source(self, label: str, source: str, based_on: str) -> Topic:
        """Replace a whole file, to go back to an earlier version.

        Raises:
            bot.words.topic_file.QuestionError: a question that it brings back is one of another topic by now.
            ChangedMeanwhileError, UnknownTopicError, FileError
        """
        with self.writing():
            before = self._opened(label, based_on).questions
            topic = topic_in_file(label, source)
            self._only_here([each for each in topic.questions if each not in before], label)
            replace_file(self.path(label), source)
            return topic

    def _only_here(self, questions: Iterable[str], *labels: str) -> None:
        """Refuse questions that topics other than these have: of two the assistant could learn neither.

        Raises:
            bot.words.topic_file.QuestionError
        """
        wanted = {plain(each): each for each in questions}
        for other in self.labels() if wanted else ():
            if other not in labels:
                double = next((each for each in self.read(other).questions if plain(each) in wanted), None)
                if double is not None:
                    raise QuestionError("elsewhere", wanted[plain(double)], other)

    def _opened(self, label: str, based_on: str | None = None) -> TopicFile:
        source = self.source(label)
        if based_on is not None and edit_token(source) != based_on:
            raise ChangedMeanwhileError(label)
        return TopicFile(label, source)

    def _write(self, file: TopicFile) -> Topic:
        text = file.dumps()
        topic = topic_in_file(file.label, text)
        replace_file(self.path(file.label), text)
        return topic

    def _retired(self) -> Any:
        try:
            content = read_to_edit((self.data / RETIRED).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except YamlError as error:
            raise FileError(f"{RETIRED} cannot be read: {error}") from error
        return content or {}

    def _write_retired(self, content: Any) -> None:
        text = write_edited(content)
        replace_file(self.data / RETIRED, text if text.startswith("#") else RETIRED_HEADER + text)


def replace_file(path: Path, text: str) -> None:
    """Write a file beside the old one and put it into its place in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
