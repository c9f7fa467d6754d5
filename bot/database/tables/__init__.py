"""All tables of the database, one module a subject."""

from __future__ import annotations

from bot.database.tables import conversations, counts, crisis, practice, review, staff, words
from bot.database.tables.base import Base

__all__ = ["Base", "conversations", "counts", "crisis", "practice", "review", "staff", "words"]
