"""The staff's review list: questions that were not understood, or whose answer did not help.

Nothing in it says who asked. The words are redacted before they are stored; what is said while a note is written, and
what may tell of danger, never comes here: whoever calls `note_question` keeps it away.

A question stays as long as a conversation in which it was asked: it goes with the last of them, when the client deletes
it or it expires. What staff want to keep they say in words of their own (`in_own_words`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.redaction import redact
from bot.database.tables.review import ReviewQuestionRow
from bot.topics.names import id_of

NOT_UNDERSTOOD, UNHELPFUL = "not_understood", "unhelpful"
REASONS = (NOT_UNDERSTOOD, UNHELPFUL)
OPEN, LABELLED, REJECTED = "open", "labelled", "rejected"
# About danger: never taught as a question; whoever looks after the patterns and sentences of danger reads it.
DANGER = "danger"
MOST_TOPICS = 3
# The list is for people to read; whoever floods the chat must not fill the disk. The oldest days go first.
MOST_QUESTIONS = 2000
_LONGEST = 400
# So many words in a row that a client wrote are the client's words.
_SAME_WORDS = 5

Topics = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class ReviewQuestion:
    """One question of the list.

    Attributes:
        words: redacted.
        day: the last day on which it was asked.
        not_understood, unhelpful: how often it was not understood, and its answer marked as not helpful.
        topics: the likeliest topics with their confidence (0 to 1), best first, at most three.
        state: OPEN, LABELLED, REJECTED or DANGER.
        label: id of the topic it was given.
    """

    id: int
    words: str
    day: date
    not_understood: int
    unhelpful: int
    topics: tuple[tuple[str, float], ...]
    state: str
    label: str | None


def note_question(
    session: Session, text: str, reason: str, topics: Topics, day: date, names: Iterable[str] = ()
) -> int | None:
    """Put a client's message on the list, redacted; its id there, None if there was not enough left of it.

    Whoever calls keeps the id with the conversation, for `take_back`.

    Args:
        text: as the client wrote it.
        reason: one of REASONS.
        topics: the likeliest topics, best first.
        names: names that must not stay, such as the therapists'.

    Raises:
        ValueError: there is no such reason.
    """
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is no reason: use one of {', '.join(REASONS)}")
    words = redact(text, names)
    if words is None:
        return None
    words = words[:_LONGEST]
    row = _find(session, words)
    if row is None:
        row = _add(session, words, topics, day)
    setattr(row, reason, getattr(row, reason) + 1)
    row.day = max(row.day, day)  # type: ignore[type-var]
    session.flush()
    return int(row.id)


def take_back(session: Session, noted: Iterable[tuple[str, int]]) -> None:
    """Undo what `note_question` did for a conversation that is deleted; a question that nobody else asked goes.

    Args:
        noted: (reason, id of the question), as often as it was noted.
    """
    for reason, question_id in noted:
        row = session.get(ReviewQuestionRow, question_id, with_for_update=True)
        if row is None or reason not in REASONS:
            continue
        setattr(row, reason, max(0, getattr(row, reason) - 1))
        if row.not_understood + row.unhelpful == 0:
            session.delete(row)
        session.flush()


def in_own_words(text: str, words: str) -> bool:
    """Whether a text that staff want to keep is not what the client wrote (`words`): no five words in a row are."""
    own, theirs = (re.findall(r"[\w']+", each.casefold()) for each in (text, words))
    length = min(_SAME_WORDS, len(theirs))
    runs = {tuple(theirs[start : start + length]) for start in range(len(theirs) - length + 1)}
    return bool(own) and not any(tuple(own[start : start + length]) in runs for start in range(len(own)))


def review_questions(session: Session, state: str = OPEN) -> list[ReviewQuestion]:
    """The questions in a state: most often asked first, then the newest."""
    times = ReviewQuestionRow.not_understood + ReviewQuestionRow.unhelpful
    query = (
        select(ReviewQuestionRow)
        .where(ReviewQuestionRow.state == state)
        .order_by(times.desc(), ReviewQuestionRow.day.desc(), ReviewQuestionRow.id.desc())
    )
    return [_question(row) for row in session.execute(query).scalars()]


def find_question(session: Session, question_id: int) -> ReviewQuestion | None:
    """One question of the list; None if it is gone."""
    row = session.get(ReviewQuestionRow, question_id)
    return _question(row) if row else None


def settle_question(session: Session, question_id: int, state: str, label: str | None = None) -> ReviewQuestion | None:
    """Set what staff decided on a question; it stays known, so that it does not come up again. None if it is gone."""
    row = session.get(ReviewQuestionRow, question_id)
    if row is None:
        return None
    row.state, row.label = state, label  # type: ignore[assignment]
    return _question(row)


def tidy_review_list(session: Session, today: date, hours: int) -> int:
    """Delete what no kept conversation can hold any more, and the oldest above MOST_QUESTIONS; gives their number.

    Args:
        hours: after its last message at which a conversation is deleted.
    """
    # A day more: an answer can be marked as not helpful on a later day than it was asked for.
    oldest = today - timedelta(days=math.ceil(hours / 24) + 1)
    old = session.execute(delete(ReviewQuestionRow).where(ReviewQuestionRow.day < oldest))
    newest = select(ReviewQuestionRow.id).order_by(ReviewQuestionRow.day.desc(), ReviewQuestionRow.id.desc())
    beyond = session.execute(newest.offset(MOST_QUESTIONS)).scalars().all()
    if beyond:
        session.execute(delete(ReviewQuestionRow).where(ReviewQuestionRow.id.in_(beyond)))
    return int(old.rowcount) + len(beyond)  # type: ignore[attr-defined]


def _find(session: Session, words: str) -> ReviewQuestionRow | None:
    found = select(ReviewQuestionRow).where(ReviewQuestionRow.words == words).with_for_update()
    return session.execute(found).scalar_one_or_none()


def _add(session: Session, words: str, topics: Topics, day: date) -> ReviewQuestionRow:
    likeliest = [[id_of(topic) or topic, round(float(share), 3)] for topic, share in topics[:MOST_TOPICS]]
    row = ReviewQuestionRow(words=words, day=day, not_understood=0, unhelpful=0, topics=likeliest, state=OPEN)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Asked twice at the same moment: the other one's row serves.
        found = _find(session, words)
        if found is None:
            raise
        return found
    return row


def _question(row: ReviewQuestionRow) -> ReviewQuestion:
    topics = tuple((str(topic), float(share)) for topic, share in row.topics)
    return ReviewQuestion(
        row.id,
        row.words,
        row.day,
        row.not_understood,
        row.unhelpful,
        topics,
        row.state,
        row.label,  # type: ignore
    )
