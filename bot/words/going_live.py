"""What the next publishing would make live: every change since the live model, who made it, and who agreed to it.

An agreement is an entry of the audit log that names the state of the file it holds for; after another edit it has
lapsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.tables.staff import AuditEntryRow
from bot.staff import audit
from bot.topics.reading import edit_token, topic_in_file
from bot.topics.topic import Topic
from bot.words import history, safety
from bot.words.files import WordFiles
from bot.words.history import Difference, Piece, Version
from bot.words.live import live_since, live_words
from bot.words.wording_file import PUBLISHED, SUBJECT, source_of, wording_of

AGREED, LEFT_OUT = "words.agree", "left_out"


@dataclass(frozen=True)
class Agreement:
    """Who agreed to a change, when (naive UTC), and whether the words were changed since."""

    by: str
    at: datetime
    lapsed: bool


@dataclass(frozen=True)
class Pending:
    """A file of words that is not as clients get it.

    Attributes:
        subject: a topic's label, or SUBJECT with the name of a file of other words.
        title: the topic's; empty for a file of other words.
        token: the file's state now.
        live: the text of the file that clients get; empty for a topic that is new.
        steps: the versions since, the first one first; empty if the file went back to an older state by itself.
        difference: of a topic. texts: of other words, by label, old and new together.
        needs_two: whether a second person has to agree.
    """

    subject: str
    title: str
    token: str
    live: str
    steps: tuple[Version, ...]
    difference: Difference | None
    texts: tuple[tuple[str, tuple[Piece, ...]], ...]
    needs_two: bool
    agreement: Agreement | None

    @property
    def authors(self) -> frozenset[str]:
        return frozenset(each.author for each in self.steps if each.author != history.FILE)

    @property
    def is_agreed(self) -> bool:
        return not self.needs_two or (self.agreement is not None and not self.agreement.lapsed)


@dataclass(frozen=True)
class LeftOut:
    """A change that somebody kept back: the version to bring back, and who left it out."""

    subject: str
    version: Version
    by: str
    at: datetime


def pending(session: Session, files: WordFiles, at: datetime, models: Path) -> list[Pending]:
    """What would go live, topics first; nothing before there is a model.

    Args:
        at: now, naive UTC; files that were changed by hand get a version of this moment.
        models: the folder of the live model.
    """
    since, known = live_since(models), live_words(models)
    if since is None:
        return []
    now = {label: files.source(label) for label in files.labels()}
    now |= {SUBJECT + name: source_of(files, name) for name in sorted(PUBLISHED)}
    found = []
    for subject, source in now.items():
        if known is not None:
            live = known.get(subject, "")
            is_changed = source != live
        else:
            live = ""
            is_changed = history.is_changed(session, subject, source, at, since)
        if is_changed:
            history.note_state(session, subject, source, at)
            found.append(_pending(session, subject, source, live if known is not None else None, since))
    return [each for each in found if each.texts or (each.difference and not each.difference.nothing)]


def digest(changes: Iterable[Pending]) -> str:
    """Names exactly these changes: whoever publishes has seen them, and no others."""
    content = "\n".join(f"{each.subject} {each.token} {edit_token(each.live)}" for each in changes)
    return hashlib.sha256(content.encode()).hexdigest()[:20]


def agree(session: Session, by: str, change: Pending, alone: bool) -> None:
    """Keep that somebody agreed to a change as it is now; `alone` if there is nobody else who could."""
    details = {"token": change.token, **({"alone": True} if alone else {})}
    audit.record(session, by, AGREED, change.subject, details)


def left_out(session: Session, files: WordFiles) -> list[LeftOut]:
    """Changes that were kept back and not brought back or overtaken since."""
    found = []
    for subject in [*files.labels(), *(SUBJECT + name for name in sorted(PUBLISHED))]:
        newest = history.versions(session, subject, 2)
        if len(newest) == 2 and newest[0].kind == LEFT_OUT:
            found.append(LeftOut(subject, newest[1], newest[0].author, newest[0].saved_at))
    return found


def _pending(session: Session, subject: str, source: str, known: str | None, since: datetime) -> Pending:
    """
    Args:
        known: what clients get; None if only the history can tell: then it is the newest version before the model.
    """
    kept = list(reversed(history.versions(session, subject, 500)))
    if known is None:
        earlier = [each for each in kept if each.saved_at <= since]
        known = (earlier[-1] if earlier else kept[0]).source
    # Of what was left out or taken back in between nothing goes live.
    same = [place for place, each in enumerate(kept) if each.token == edit_token(known)]
    steps = tuple(kept[same[-1] + 1 :] if same else (each for each in kept if each.saved_at > since))
    token = edit_token(source)
    agreement = _agreement(session, subject, token, since)
    if subject.startswith(SUBJECT):
        name = subject.removeprefix(SUBJECT)
        before, after = wording_of(name, known), wording_of(name, source)
        old = {each.key: each.text for each in before.texts}
        texts = [each for each in after.texts if old.get(each.key) != each.text]
        two = any(safety.wording_needs_two(name, old.get(each.key, ""), each.text) for each in texts)
        compared = tuple((each.label, history.compare(old.get(each.key, ""), each.text)) for each in texts)
        return Pending(subject, "", token, known, steps, None, compared, two, agreement)
    topic = topic_in_file(subject, source)
    live = topic_in_file(subject, known) if known else None
    difference = history.difference(live or Topic(topic.id, "", ""), topic)
    two = safety.topic_needs_two(live, topic)
    return Pending(subject, topic.title, token, known, steps, difference, (), two, agreement)


def _agreement(session: Session, subject: str, token: str, since: datetime) -> Agreement | None:
    query = (
        select(AuditEntryRow)
        .where(AuditEntryRow.action == AGREED, AuditEntryRow.subject == subject, AuditEntryRow.at >= since)
        .order_by(AuditEntryRow.position.desc())
        .limit(1)
    )
    row = session.execute(query).scalars().first()
    return Agreement(row.actor, row.at, f'"token": "{token}"' not in row.details) if row else None


def titles(topics: Sequence[Topic]) -> dict[str, str]:
    """Titles by label."""
    return {each.label: each.title for each in topics}
