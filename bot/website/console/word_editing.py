"""What the console's pages about words share: the files, an editor in a transaction, remarks in words."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock, Thread

from flask import abort
from sqlalchemy.exc import SQLAlchemyError

from bot.evaluation import held_out
from bot.lint.known import Known
from bot.practice.known import known_of
from bot.practice.store import NoRecordError
from bot.staff.accounts import list_accounts
from bot.staff.roles import Role
from bot.topics.topic import Topic
from bot.website.console.access import now, services, signed_in
from bot.website.console.words import words
from bot.words.checks import Remark
from bot.words.editing import Editor
from bot.words.files import UnknownTopicError, WordFiles
from bot.words.likeness import QuestionIndex, SentenceIndex

log = logging.getLogger(__name__)

_indexes: dict[str, QuestionIndex] = {}
_indexing = Lock()


@dataclass(frozen=True)
class Said:
    """A remark as staff read it."""

    text: str
    stops: bool


def word_files() -> WordFiles:
    return services().word_files


@contextmanager
def editor() -> Iterator[Editor]:
    """Who is signed in, at work on the words; what they change is kept when the block ends well."""
    staff = signed_in()
    with services().database.session() as session:
        yield Editor(session, word_files(), staff.account.id, staff.name, now())


def topic_or_404(label: str) -> Topic:
    """The topic that an address names."""
    try:
        return word_files().read(label)
    except UnknownTopicError:
        abort(404)


def alone() -> bool:
    """Whether nobody else in the practice could be the second person for a change."""
    with services().database.session() as database:
        others = [each for each in list_accounts(database) if each.active and each.role.may(Role.THERAPIST)]
    return {each.name for each in others} <= {signed_in().name}


def known() -> Known | None:
    """What the practice has recorded, by which numbers and names in words are judged; None before there is a record."""
    try:
        record = services().live.current()
    except (SQLAlchemyError, NoRecordError):
        return None
    own = (line for line in services().contacts.lines() if line.local and line.country == record.country)
    return known_of(record, (number for line in own for number in (line.phone, line.sms, line.whatsapp) if number))


def question_index() -> QuestionIndex:
    """The questions as they stand now, ready to be searched; made once a process and kept up to date."""
    return _index_of(word_files())


def index_ahead() -> None:
    """Begin to index where that was not done yet: whoever then types a question hears at once what is wrong with it."""
    files = word_files()
    if str(files.data) not in _indexes:
        Thread(target=_index_all, args=(files,), daemon=True).start()


def _index_all(files: WordFiles) -> None:
    _index_of(files)
    _held_out()


def _index_of(files: WordFiles) -> QuestionIndex:
    topics, key = files.topics(), str(files.data)
    with _indexing:
        if key in _indexes:
            _indexes[key].update(topics)
        else:
            _indexes[key] = QuestionIndex(topics)
        return _indexes[key]


def is_held_out(text: str) -> bool:
    """Whether the assistant is tested with the same sentence, or nearly the same."""
    found = _held_out()
    return found is not None and found.has_near(text)


@lru_cache(maxsize=1)
def _held_out() -> SentenceIndex | None:
    try:
        return SentenceIndex(held_out.sentences())
    except held_out.HeldOutError as error:
        # Publishing stops at this. Questions can still be written until somebody has mended the file.
        log.error("questions are not compared with the test sentences: %s", error)
        return None


def in_words(remarks: Iterable[Remark]) -> list[Said]:
    """Remarks as staff read them; a topic is called by its title."""
    said = []
    for remark in remarks:
        values = dict(remark.values)
        if "topic" in values:
            values["topic"] = word_files().read(values["topic"]).title
        said.append(Said(words("word_checks")[remark.kind].format(**values), remark.stops))
    return said
