"""What is kept of the assistant's words beside their files: every version, and drafts that are not saved yet."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text

from bot.database.tables.base import Base


class WordVersionRow(Base):
    """One saved state of a file of words, whole, so that it can be shown and brought back without git."""

    __tablename__ = "word_version"

    id = Column(Integer, primary_key=True)
    # A topic such as "faq/gifts", or a file of wording such as "wording/crisis".
    subject = Column(String(120), nullable=False, index=True)
    saved_at = Column(DateTime, nullable=False)  # UTC, without zone: SQLite keeps none
    author = Column(String(80), nullable=False)
    kind = Column(String(40), nullable=False)
    token = Column(String(64), nullable=False)
    source = Column(Text, nullable=False)


class WordDraftRow(Base):
    """What somebody typed into an answer and has not saved."""

    __tablename__ = "word_draft"

    account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), primary_key=True)
    subject = Column(String(120), primary_key=True)
    # The state of the file that they had before them.
    based_on = Column(String(64), nullable=False)
    text = Column(Text, nullable=False)
    saved_at = Column(DateTime, nullable=False)
