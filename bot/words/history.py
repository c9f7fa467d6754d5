"""Every version of the words: who saved it when, what it changed, and its text to go back to.

A file may also be changed by hand. The next time staff save or look at it, that state is noted as a version too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.tables.words import WordVersionRow
from bot.topics.reading import edit_token, topic_in_file
from bot.topics.topic import PARTS, FollowUps, Guideline, Sending, Topic
from bot.words.files import WordFiles

# Kinds of versions that no account made.
FOUND, BY_HAND = "found", "by_hand"
FILE = "the file"
# A search does not go further back.
MOST_SEARCHED = 1000


class UnknownVersionError(Exception):
    """There is no version of this number."""


@dataclass(frozen=True)
class Version:
    """A saved state of a file.

    Attributes:
        number: names it; later ones are higher.
        saved_at: naive UTC.
        kind: what was done, such as "answer", "add" or "restore"; FOUND and BY_HAND for states found in the file.
        source: the whole text of the file.
    """

    number: int
    subject: str
    saved_at: datetime
    author: str
    kind: str
    token: str
    source: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text in a comparison. `change` is "kept", "added" or "removed"."""

    change: str
    text: str


@dataclass(frozen=True)
class Difference:
    """What one version has that another has not.

    Attributes:
        answer: the answer, old and new words together; empty if it is the same.
        added, removed: questions.
        parts: what goes with the answer and differs, by name, old and new together.
    """

    answer: tuple[Piece, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    parts: tuple[tuple[str, tuple[Piece, ...]], ...]

    @property
    def nothing(self) -> bool:
        return not (self.answer or self.added or self.removed or self.parts)


def note_state(session: Session, subject: str, source: str, at: datetime) -> Version:
    """The newest version; the file's text becomes one first if it was changed by hand, or was never seen before."""
    newest = _newest(session, subject)
    if newest is not None and newest.token == edit_token(source):
        return _version(newest)
    return note(session, subject, source, FILE, FOUND if newest is None else BY_HAND, at)


def note(session: Session, subject: str, source: str, author: str, kind: str, at: datetime) -> Version:
    """Keep the text of a file as a version."""
    row = WordVersionRow(
        subject=subject, saved_at=at, author=author, kind=kind, token=edit_token(source), source=source
    )
    session.add(row)
    session.flush()
    return _version(row)


def versions(session: Session, subject: str, most: int = 50) -> list[Version]:
    """The newest versions first."""
    query = select(WordVersionRow).where(WordVersionRow.subject == subject)
    return [_version(row) for row in session.execute(query.order_by(WordVersionRow.id.desc()).limit(most)).scalars()]


def versions_with(session: Session, holds: Callable[[str], bool]) -> Iterator[Version]:
    """The states of all files whose text `holds` takes, the newest first; at most MOST_SEARCHED are looked at."""
    query = select(WordVersionRow).order_by(WordVersionRow.id.desc()).limit(MOST_SEARCHED)
    seen: set[tuple[str, str]] = set()
    for row in session.execute(query).yield_per(50).scalars():
        state = (row.subject, row.token)
        if state not in seen and holds(row.source):
            yield _version(row)
        seen.add(state)


def version(session: Session, subject: str, number: int) -> Version:
    """One version.

    Raises:
        UnknownVersionError: the file has no such version.
    """
    row = session.get(WordVersionRow, number)
    if row is None or row.subject != subject:
        raise UnknownVersionError(f"there is no version {number} of {subject}")
    return _version(row)


def difference(before: Topic, after: Topic) -> Difference:
    """What changed from one state of a topic to another."""
    return Difference(
        answer=() if before.answer == after.answer else compare(before.answer, after.answer),
        added=tuple(question for question in after.questions if question not in before.questions),
        removed=tuple(question for question in before.questions if question not in after.questions),
        parts=tuple(
            (part, compare(_plain(getattr(before, part)), _plain(getattr(after, part))))
            for part in PARTS
            if getattr(before, part) != getattr(after, part)
        ),
    )


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts in one, word by word."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[first:last])))
            continue
        if last > first:
            pieces.append(Piece("removed", "".join(old[first:last])))
        if end > start:
            pieces.append(Piece("added", "".join(new[start:end])))
    return tuple(pieces)


def topic_in(found: Version) -> Topic:
    """The topic as a version has it.

    Raises:
        bot.topics.reading.FileError: the version cannot be read.
    """
    return topic_in_file(found.subject, found.source)


def changed_topics(session: Session, files: WordFiles, at: datetime, since: datetime | None) -> frozenset[str]:
    """Topics that are no longer as the live model knows them.

    Of a topic of which no version is as old as the model, the oldest one counts as the model's.

    Args:
        at: now; topics that were changed by hand get a version of this moment.
        since: when the live model read the words (naive UTC); None if there is no model.
    """
    seen: dict[str, list[tuple[datetime, str]]] = {}
    query = select(WordVersionRow.subject, WordVersionRow.saved_at, WordVersionRow.token).order_by(WordVersionRow.id)
    for subject, saved_at, token in session.execute(query):
        seen.setdefault(subject, []).append((saved_at, token))
    return frozenset(
        label
        for label in files.labels()
        if _is_changed(session, label, files.source(label), at, since, seen.get(label, []))
    )


def is_changed(session: Session, subject: str, source: str, at: datetime, since: datetime | None) -> bool:
    """Whether a file is no longer as the live model knows it; the arguments as for `changed_topics`."""
    query = select(WordVersionRow.saved_at, WordVersionRow.token).where(WordVersionRow.subject == subject)
    known = [(saved_at, token) for saved_at, token in session.execute(query.order_by(WordVersionRow.id))]
    return _is_changed(session, subject, source, at, since, known)


def _is_changed(
    session: Session,
    subject: str,
    source: str,
    at: datetime,
    since: datetime | None,
    known: list[tuple[datetime, str]],
) -> bool:
    now = edit_token(source)
    if not known or known[-1][1] != now:
        note_state(session, subject, source, at)
        known = [*known, (at, now)]
    published = [token for saved_at, token in known if since and saved_at <= since]
    return since is None or now != (published[-1] if published else known[0][1])


def _plain(value: object) -> str:
    """A part of a topic as people read it."""
    if isinstance(value, FollowUps):
        return ", ".join(f"{what}: {there}" for what, there in value.leads_to.items())
    if isinstance(value, tuple):
        return "\n".join(f"{each.source}: {each.says}" if isinstance(each, Guideline) else str(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.value if isinstance(value, Sending) else str(value or "")


def _words(text: str) -> Sequence[str]:
    """Words with the space after them."""
    return re.findall(r"\S+\s*|\s+", text)


def _newest(session: Session, subject: str) -> WordVersionRow | None:
    query = select(WordVersionRow).where(WordVersionRow.subject == subject).order_by(WordVersionRow.id.desc())
    row: WordVersionRow | None = session.execute(query.limit(1)).scalars().first()
    return row


def _version(row: WordVersionRow) -> Version:
    return Version(row.id, row.subject, row.saved_at, row.author, row.kind, row.token, row.source)
