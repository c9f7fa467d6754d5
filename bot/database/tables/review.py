"""What was not understood or did not help, for staff to look at: redacted, without a sender, by day."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Integer, String

from bot.database.tables.base import Base


class ReviewQuestionRow(Base):
    """A question in redacted words, once however often it was asked.

    `topics` holds the three likeliest topics as [["texting_allowed", 0.41], ...]; `state` is "open", "labelled" (then
    `label` is its topic), "rejected" or "danger".
    """

    __tablename__ = "review_question"

    id = Column(Integer, primary_key=True)
    words = Column(String(400), nullable=False, unique=True)
    day = Column(Date, nullable=False, index=True)
    not_understood = Column(Integer, nullable=False)
    unhelpful = Column(Integer, nullable=False)
    topics = Column(JSON, nullable=False)
    state = Column(String(20), nullable=False)
    label = Column(String(60))
