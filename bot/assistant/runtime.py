"""What all parts of Rasa's process share: one database, and one reader of the practice's record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.settings import Settings


@dataclass(frozen=True)
class Runtime:
    database: Database
    live: LiveRecord


def runtime() -> Runtime:
    """That of the database which the environment names."""
    return _of(Settings.from_environment().database_url)


@cache
def _of(url: str) -> Runtime:
    database = Database(url)
    return Runtime(database, LiveRecord(database))
