"""Who can help in a crisis, which crises were routed, and notices to staff that wait to be sent.

A routed crisis is kept as day, tier, kind and rule. There is no column for a text or a sender, so none can be
kept.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Index, Integer, String, Text

from bot.database.tables.base import Base


class HotlineRow(Base):
    """A helpline, an emergency number, or a directory of lines. Country "ZZ" stands for every country."""

    __tablename__ = "hotline"

    key = Column(String(80), primary_key=True)
    country = Column(String(2), nullable=False, index=True)
    category = Column(String(40), nullable=False)
    name = Column(String(200), nullable=False)
    phone = Column(String(40))
    sms = Column(String(40))
    sms_keyword = Column(String(40))
    whatsapp = Column(String(40))
    chat_url = Column(String(300))
    url = Column(String(300))
    hours = Column(String(120), nullable=False)
    sms_hours = Column(String(120))
    chat_hours = Column(String(120))
    timezone = Column(String(60))
    serves = Column(JSON, nullable=False, server_default="[]")
    groups = Column(JSON, nullable=False, server_default="[]")
    position = Column(Integer, nullable=False, server_default="0")
    languages = Column(JSON, nullable=False)
    note = Column(Text)
    remark = Column(Text)
    flag = Column(Text)
    unconfirmed = Column(JSON, nullable=False)
    sources = Column(JSON, nullable=False)
    confidence = Column(String(10), nullable=False)
    checked_on = Column(Date, nullable=False)
    checked_by = Column(String(120))
    local = Column(Boolean, nullable=False)
    active = Column(Boolean, nullable=False)
    corrected = Column(JSON, nullable=False, server_default="[]")
    withdrawn_on = Column(Date)


class CrisisEventRow(Base):
    """That a crisis was routed: enough to count by month, nothing about whom."""

    __tablename__ = "crisis_event"

    id = Column(Integer, primary_key=True)
    day = Column(Date, nullable=False, index=True)
    tier = Column(String(20), nullable=False)
    kind = Column(String(30))
    rule = Column(String(120), nullable=False)


class CrisisNoticeRow(Base):
    """A notice to staff that a crisis was routed, or that a colleague waits for them, until it is sent (an outbox)."""

    __tablename__ = "crisis_notice"
    __table_args__ = (Index("ix_crisis_notice_waiting", "sent_at", "next_try_at"),)

    id = Column(Integer, primary_key=True)
    way = Column(String(20), nullable=False)
    subject = Column(String(200), nullable=False)
    body = Column(Text, nullable=False)
    created_at = Column(DateTime, nullable=False)
    next_try_at = Column(DateTime, nullable=False)
    tries = Column(Integer, nullable=False)
    sent_at = Column(DateTime)
    last_error = Column(String(300))
