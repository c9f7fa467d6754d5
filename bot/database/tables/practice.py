"""The practice's contact policy. One database serves one practice.

A row without a therapist is the practice's value, which holds for every therapist who has none of their own.
No row means "not recorded". Every saved record is kept whole as a version.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    Time,
)

from bot.database.tables.base import Base


def _therapist_or_practice() -> Column:
    return Column(ForeignKey("therapist.id", ondelete="CASCADE"), index=True)


class PracticeRow(Base):
    __tablename__ = "practice"

    id = Column(Integer, primary_key=True)
    name = Column(String(200), nullable=False)
    country = Column(String(2), nullable=False)
    region = Column(String(10))
    timezone = Column(String(64), nullable=False)
    emergency_number = Column(String(40), nullable=False)
    closed_on_public_holidays = Column(Boolean)
    open_on_holidays = Column(JSON(none_as_null=True))
    policy_version = Column(String(40))
    effective_from = Column(Date)
    review_by = Column(Date)


class TherapistRow(Base):
    __tablename__ = "therapist"

    id = Column(Integer, primary_key=True)
    key = Column(String(60), nullable=False, unique=True)
    name = Column(String(200), nullable=False)
    role = Column(String(200))
    pronouns = Column(String(40))
    aliases = Column(JSON, nullable=False)


class ChannelRow(Base):
    __tablename__ = "channel"

    id = Column(Integer, primary_key=True)
    therapist_id = _therapist_or_practice()
    kind = Column(String(20), nullable=False)
    status = Column(String(20), nullable=False)
    name = Column(String(200))
    address = Column(String(300))
    preferred = Column(Boolean, nullable=False)
    purposes = Column(JSON(none_as_null=True))
    rules = Column(Text)
    confidentiality = Column(Text)
    reply_value = Column(Integer)
    reply_unit = Column(String(20))
    reply_guaranteed = Column(Boolean)


class OpeningHoursRow(Base):
    __tablename__ = "opening_hours"

    id = Column(Integer, primary_key=True)
    therapist_id = _therapist_or_practice()
    weekday = Column(Integer, nullable=False)
    opens = Column(Time, nullable=False)
    closes = Column(Time, nullable=False)


class ClosureRow(Base):
    __tablename__ = "closure"

    id = Column(Integer, primary_key=True)
    therapist_id = _therapist_or_practice()
    first_day = Column(Date, nullable=False)
    last_day = Column(Date, nullable=False)
    closed_from = Column(Time)
    closed_until = Column(Time)
    reason = Column(String(200))
    cover_name = Column(String(200))
    cover_contact = Column(String(300))


class ExtraOpeningRow(Base):
    __tablename__ = "extra_opening"

    id = Column(Integer, primary_key=True)
    therapist_id = _therapist_or_practice()
    day = Column(Date, nullable=False)
    opens = Column(Time, nullable=False)
    closes = Column(Time, nullable=False)
    reason = Column(String(200))


class StatementRow(Base):
    __tablename__ = "statement"

    id = Column(Integer, primary_key=True)
    therapist_id = _therapist_or_practice()
    key = Column(String(60), nullable=False)
    status = Column(String(20), nullable=False)
    text = Column(Text)


class PracticeVersionRow(Base):
    """One saved state of the whole record, as the YAML that an export would have written."""

    __tablename__ = "practice_version"

    id = Column(Integer, primary_key=True)
    saved_at = Column(DateTime, nullable=False)  # UTC, without zone: SQLite keeps none
    author = Column(String(200), nullable=False)
    note = Column(String(300), nullable=False)
    record = Column(Text, nullable=False)
