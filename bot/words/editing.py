"""Changes that staff make to the words: the file, its history and the audit log together.

The file is written inside the database's transaction, before it is committed. If the commit then fails, the file is
ahead of the history, which notes its state at the next look; nothing is lost either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.staff import audit
from bot.topics.topic import Topic
from bot.words import drafts, history
from bot.words.changed_texts import changed_texts
from bot.words.files import WordFiles
from bot.words.going_live import LEFT_OUT
from bot.words.wording_file import SUBJECT, WordingFile, replace_wording, set_wording, source_of


@dataclass(frozen=True)
class Editor:
    """A staff member at work, in one transaction.

    Attributes:
        account_id, name: who it is.
        at: now, naive UTC.
    """

    session: Session
    files: WordFiles
    account_id: int
    name: str
    at: datetime

    def save_answer(self, label: str, text: str, based_on: str) -> Topic:
        """Save an answer, and forget its draft.

        Raises:
            bot.words.files.ChangedMeanwhileError: somebody else saved the topic after `based_on`.
            UnknownTopicError, FileError
        """
        self._before(label)
        topic = self.files.set_answer(label, text, based_on)
        drafts.throw_away(self.session, self.account_id, label)
        self._after("answer", label)
        return topic

    def save_parts(self, label: str, parts: Mapping[str, Any], based_on: str) -> Topic:
        """Save what belongs to a topic beside its answer and questions.

        Raises:
            bot.words.files.ChangedMeanwhileError: somebody else saved the topic after `based_on`.
            bot.topics.reading.TopicError: a part cannot be used; nothing was written.
            UnknownTopicError, FileError
        """
        self._before(label)
        topic = self.files.set_parts(label, parts, based_on)
        self._after("parts", label)
        return topic

    def add_question(self, label: str, question: str) -> Topic:
        """Add a question.

        Raises:
            bot.words.topic_file.QuestionError, UnknownTopicError, FileError
        """
        self._before(label)
        topic = self.files.add_question(label, " ".join(question.split()))
        self._after("add", label)
        return topic

    def move_questions(self, label: str, questions: Sequence[str], to: str) -> None:
        """Move questions to another topic, all or none.

        Raises:
            bot.words.topic_file.QuestionError, UnknownTopicError, FileError
        """
        self._before(label)
        self._before(to)
        self.files.move_questions(label, questions, to)
        self._after("move_away", label, to=to, questions=len(questions))
        self._after("move_here", to, source=label, questions=len(questions))

    def retire_questions(self, label: str, questions: Sequence[str]) -> None:
        """Take questions out of training, all or none; they can be brought back.

        Raises:
            bot.words.topic_file.QuestionError, UnknownTopicError, FileError
        """
        self._before(label)
        self.files.retire_questions(label, questions, self.at.date())
        self._after("retire", label, questions=len(questions))

    def bring_back(self, label: str, question: str) -> None:
        """Put a retired question back.

        Raises:
            bot.words.topic_file.QuestionError, UnknownTopicError, FileError
        """
        self._before(label)
        self.files.bring_back(label, question)
        self._after("bring_back", label)

    def restore(self, label: str, number: int, based_on: str) -> Topic:
        """Go back to a version, questions and answer.

        Raises:
            bot.words.history.UnknownVersionError, bot.words.files.ChangedMeanwhileError, UnknownTopicError, FileError
        """
        wanted = history.version(self.session, label, number)
        self._before(label)
        topic = self.files.replace_source(label, wanted.source, based_on)
        self._after("restore", label, version=number)
        return topic

    def save_text(self, name: str, key: str, text: str, based_on: str) -> WordingFile:
        """Save one of the other words.

        Raises:
            bot.words.files.ChangedMeanwhileError: somebody else saved the file after `based_on`.
            bot.words.wording_file.UnknownWordingError, FileError
        """
        self._before(SUBJECT + name)
        saved = set_wording(self.files, name, key, text, based_on)
        self._after("wording", SUBJECT + name, f"{name}: {key}")
        return saved

    def restore_texts(self, name: str, number: int, based_on: str) -> WordingFile:
        """Go back to a version of a file of other words.

        Raises:
            bot.words.history.UnknownVersionError, bot.words.files.ChangedMeanwhileError
            bot.words.wording_file.UnknownWordingError, FileError
        """
        wanted = history.version(self.session, SUBJECT + name, number)
        self._before(SUBJECT + name)
        restored = replace_wording(self.files, name, wanted.source, based_on)
        self._after("restore", SUBJECT + name, f"{name}: {number}", version=number)
        return restored

    def leave_out(self, subject: str, live: str, based_on: str) -> None:
        """Put a file back to what clients get, so that the change is not published; it can be brought back.

        Args:
            live: the text of the file that clients get.

        Raises:
            bot.words.files.ChangedMeanwhileError, UnknownTopicError, FileError
        """
        self._replace(subject, live, based_on, LEFT_OUT)

    def bring_in(self, subject: str, number: int, based_on: str) -> None:
        """Take a change up again that was left out; `number` names its version.

        Raises:
            bot.words.history.UnknownVersionError, bot.words.files.ChangedMeanwhileError, UnknownTopicError, FileError
        """
        self._replace(subject, history.version(self.session, subject, number).source, based_on, "brought_in")

    def _replace(self, subject: str, source: str, based_on: str, kind: str) -> None:
        self._before(subject)
        if subject.startswith(SUBJECT):
            replace_wording(self.files, subject.removeprefix(SUBJECT), source, based_on)
        else:
            self.files.replace_source(subject, source, based_on)
        self._after(kind, subject)

    def versions(self, subject: str, most: int) -> list[history.Version]:
        """The newest versions of a file of words first, its present state among them.

        Args:
            subject: a topic's label, or SUBJECT with the name of a file of other words.
        """
        self._before(subject)
        return history.versions(self.session, subject, most)

    def _before(self, subject: str) -> None:
        history.note_state(self.session, subject, self._source(subject), self.at)

    def _after(self, kind: str, subject: str, about: str = "", **details: object) -> None:
        (before,) = history.versions(self.session, subject, 1)
        made = history.note(self.session, subject, self._source(subject), self.name, kind, self.at)
        changes = [each.as_dict() for each in changed_texts(subject, before.source, made.source)]
        action = f"wording.{kind}" if subject.startswith(SUBJECT) else f"words.{kind}"
        found = {"saved_as": made.number, "changes": changes, **details}
        audit.record(self.session, self.name, action, about or subject, found)

    def _source(self, subject: str) -> str:
        if subject.startswith(SUBJECT):
            return source_of(self.files, subject.removeprefix(SUBJECT))
        return self.files.source(subject)
