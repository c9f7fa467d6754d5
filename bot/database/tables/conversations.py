"""What is kept of a conversation until it expires or the client deletes it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, ForeignKey, Integer, String, Text

from bot.database.tables.base import Base


class ConversationRow(Base):
    """One client's conversation. Nothing in it says who the client is."""

    __tablename__ = "conversation"

    id = Column(String(40), primary_key=True)
    notice_version = Column(String(20), nullable=False)
    last_message_at = Column(DateTime, nullable=False, index=True)
    disclosed_at = Column(DateTime, nullable=False)


class ExchangeRow(Base):
    """One message of a client with its answer; an answer of NULL is still being made.

    `understood` is what Rasa made of it (see bot.conversations.store.Understood), NULL where it must not go to the
    staff's review list; `helpful` is what the client said of the answer.
    """

    __tablename__ = "exchange"

    conversation_id = Column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    message_id = Column(String(36), primary_key=True)
    position = Column(Integer, nullable=False)
    said = Column(Text)
    answer = Column(JSON)
    received_at = Column(DateTime, nullable=False)
    understood = Column(JSON)
    helpful = Column(Boolean)


class RasaEventRow(Base):
    """Rasa's own table (rasa.core.tracker_store.SQLTrackerStore), made here so that migrations own it."""

    __tablename__ = "events"

    id = Column(Integer, primary_key=True)
    sender_id = Column(String(255), nullable=False, index=True)
    type_name = Column(String(255), nullable=False)
    timestamp = Column(Float)
    intent_name = Column(String(255))
    action_name = Column(String(255))
    data = Column(Text)
