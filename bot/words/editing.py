"""Changes that staff make to the words: the file, its history and the audit log together.

The file is written inside the database's transaction, before it is committed. If the commit then fails, the file is
ahead of the history, which notes its state at the next look; nothing is lost either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.staff import audit
from bot.words import drafts, history
from bot.words.files import Topic, WordFiles


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

    def _before(self, label: str) -> None:
        history.note_state(self.session, label, self.files.source(label), self.at)

    def _after(self, kind: str, label: str, **details: object) -> None:
        made = history.note(self.session, label, self.files.source(label), self.name, kind, self.at)
        audit.record(self.session, self.name, f"words.{kind}", label, {"saved_as": made.number, **details})
