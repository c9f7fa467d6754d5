"""How the assistant would now answer: the real answers to what a form changes, for a record that is not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dialogue.which_therapist import ask_which_therapist
from bot.practice.advice import answer_to
from bot.practice.contact_rules import needs_therapist
from bot.practice.purposes import Purpose
from bot.practice.record import ChannelKind, PracticeRecord
from bot.practice.wording import wording
from bot.topics.topic import Topic
from bot.website.console.words import words as words_of
from bot.words.files import WordFiles
from bot.words.preview import filled


@dataclass(frozen=True)
class Answer:
    """One question and what the client reads; `asked_first` where the assistant has to know the therapist.

    Attributes:
        by_therapist: (name, answer) for each, where the answer depends on the therapist.
    """

    question: str
    text: str
    by_therapist: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Previewer:
    """Answers with the words as they stand in the files.

    Attributes:
        now: aware.
        hours: after how many hours a conversation is deleted.
    """

    words: WordFiles
    now: datetime
    hours: int

    def answers(self, record: PracticeRecord, task: str, therapist_id: str | None) -> list[Answer]:
        """The answers to the questions that a task's facts feed.

        Args:
            therapist_id: the client's therapist; None for a client who named none.

        Raises:
            FileError: the words of a topic cannot be read.
        """
        topics = [topic for topic in self.words.topics() if task in topic.console_forms]
        asked: list[dict[str, Any]] = words_of("facts")["tasks"][task].get("ask", [])
        return [
            *(self._topic(record, topic, therapist_id) for topic in topics),
            *(self._answer(record, each, therapist_id) for each in asked),
        ]

    def _topic(self, record: PracticeRecord, topic: Topic, therapist_id: str | None) -> Answer:
        def say(therapist: str | None) -> str:
            return self._filled(topic.answer, record, therapist)

        which = therapist_id is None and ask_which_therapist(record, say)
        return _by_therapist(record, topic.title, say) if which else Answer(topic.title, say(therapist_id))

    def _answer(self, record: PracticeRecord, asked: dict[str, Any], therapist_id: str | None) -> Answer:
        if "fact" in asked:
            return Answer(asked["question"], self._filled(f"{{{asked['fact']}}}", record, therapist_id))
        purpose, channel = Purpose(asked["purpose"]), ChannelKind(asked["channel"])

        def advice(therapist: str | None) -> str:
            return answer_to(record, therapist, purpose, channel, self.now)

        if therapist_id is None and needs_therapist(record, purpose, channel, self.now):
            return _by_therapist(record, asked["question"], advice)
        only = record.therapists[0].id if len(record.therapists) == 1 else None
        return Answer(asked["question"], advice(therapist_id or only))

    def _filled(self, text: str, record: PracticeRecord, therapist_id: str | None) -> str:
        return filled(text, record, therapist_id, self.now, self.hours)


def _by_therapist(record: PracticeRecord, question: str, say: Callable[[str | None], str]) -> Answer:
    each = tuple((therapist.name, say(therapist.id)) for therapist in record.therapists)
    return Answer(question, wording("sending")["which_therapist"], each)
