"""Changes that wait to be published, for a terminal and for the start of the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.releases.archives import MODELS
from bot.settings import PROJECT_ROOT, Settings
from bot.words import going_live
from bot.words.files import WordFiles
from bot.words.going_live import Pending
from bot.words.history import Piece


def waiting_changes(settings: Settings, root: Path = PROJECT_ROOT, models: Path = MODELS) -> list[Pending]:
    """What the next publishing would make live; nothing while the database cannot be read."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    try:
        with Database(settings.database_url).session() as session:
            return going_live.pending(session, WordFiles(root / "data"), now, models)
    except SQLAlchemyError:
        return []


def typed_by_staff(changes: list[Pending]) -> list[Pending]:
    """Those that people typed in the console: a start does not make them live, because nobody has looked."""
    return [each for each in changes if each.authors]


def in_lines(change: Pending) -> Iterator[str]:
    """A change as a terminal shows it: what, who, when (UTC), before and after."""
    who = ", ".join(f"{each.author} {each.saved_at:%Y-%m-%d %H:%M}" for each in change.steps)
    yield f"{change.title or change.subject} ({change.subject}): {who or 'an earlier state is back'}"
    if change.difference:
        yield from _pieces("answer", change.difference.answer)
        for name, pieces in change.difference.parts:
            yield from _pieces(name, pieces)
        yield from (f"  + {each}" for each in change.difference.added)
        yield from (f"  - {each}" for each in change.difference.removed)
    for label, pieces in change.texts:
        yield from _pieces(label, pieces)
    if change.needs_two:
        agreement = change.agreement
        agreed = f"agreed by {agreement.by}" if agreement and change.is_agreed else "a second person has to agree"
        yield f"  somebody in danger may read this: {agreed}"


def _pieces(what: str, pieces: tuple[Piece, ...]) -> Iterator[str]:
    if pieces:
        before = "".join(each.text for each in pieces if each.change != "added")
        after = "".join(each.text for each in pieces if each.change != "removed")
        yield f"  {what}, before: {' '.join(before.split())}"
        yield f"  {what}, after:  {' '.join(after.split())}"
