"""How the assistant was used, day by day. There is no column for a text or a sender, so none can be kept."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String

from bot.database.tables.base import Base


class DailyCountRow(Base):
    """How often something happened on a day. Topic is empty where the count is of no topic."""

    __tablename__ = "daily_count"

    day = Column(Date, primary_key=True)
    what = Column(String(20), primary_key=True)
    topic = Column(String(60), primary_key=True)
    count = Column(Integer, nullable=False)
