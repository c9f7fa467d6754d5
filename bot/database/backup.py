"""A copy of a SQLite database before its schema changes, so that an upgrade can be taken back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

# What clients wrote must not outlive its deletion in a copy.
_CLIENTS_WORDS = ("exchange", "conversation", "events", "review_question")


def back_up(path: Path, revision: str) -> Path:
    """Copy the database beside itself, without what clients wrote; the copy of the same revision is replaced.

    Args:
        revision: the schema's, which stands in the copy's name.

    Raises:
        sqlite3.Error: it cannot be copied.
        OSError: likewise.
    """
    copy = path.with_name(f"{path.stem}.before-upgrade-from-{revision}.sqlite")
    draft = copy.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
        there = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in _CLIENTS_WORDS:
            if table in there:
                target.execute(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
        target.commit()
        target.execute("VACUUM")
    os.replace(draft, copy)
    return copy
