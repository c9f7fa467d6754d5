"""Who may change the assistant: staff accounts, where they are signed in, one-time links, and the audit log.

Also what they set for the website itself.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text

from bot.database.tables.base import Base


class StaffAccountRow(Base):
    """A staff member. Accounts are switched off, never deleted: the audit log names them."""

    __tablename__ = "staff_account"

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False)
    # The name without capitals, by which people sign in.
    name_key = Column(String(160), nullable=False, unique=True)
    role = Column(String(20), nullable=False)
    password_hash = Column(String(200))
    active = Column(Boolean, nullable=False)
    totp_secret = Column(String(64))
    # The time step of the last code that was used, so that no code serves twice.
    totp_step = Column(Integer)
    # Wrong tries from anywhere since the last right one; until when addresses that are not known have to wait.
    failed_count = Column(Integer, nullable=False)
    locked_until = Column(DateTime)
    created_at = Column(DateTime, nullable=False)


class StaffSessionRow(Base):
    """One browser in which a staff member is signed in. The browser's token is kept as its hash only."""

    __tablename__ = "staff_session"

    id = Column(Integer, primary_key=True)
    account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), nullable=False, index=True)
    token_hash = Column(String(64), nullable=False, unique=True)
    device = Column(String(80), nullable=False)
    created_at = Column(DateTime, nullable=False)
    last_seen_at = Column(DateTime, nullable=False)


class StaffAddressRow(Base):
    """An address from which an account was signed in to or wrongly tried; without an account, under unknown names.

    Forgotten a day after the last wrong try, or three months after the last sign-in.
    """

    __tablename__ = "staff_address"

    id = Column(Integer, primary_key=True)
    account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), index=True)
    address = Column(String(60), nullable=False)
    failed_count = Column(Integer, nullable=False)
    locked_until = Column(DateTime)
    tried_at = Column(DateTime, nullable=False)
    signed_in_at = Column(DateTime)


class StaffRecoveryCodeRow(Base):
    """A code for paper that serves once in place of the code from the phone; kept as passwords are."""

    __tablename__ = "staff_recovery_code"

    account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), primary_key=True)
    number = Column(Integer, primary_key=True, autoincrement=False)
    code_hash = Column(String(200), nullable=False)
    used_at = Column(DateTime)


class StaffLinkRow(Base):
    """A link with which a password is chosen once; without an account, it makes the first administrator."""

    __tablename__ = "staff_link"

    id = Column(Integer, primary_key=True)
    account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), index=True)
    token_hash = Column(String(64), nullable=False, unique=True)
    expires_at = Column(DateTime, nullable=False)
    used_at = Column(DateTime)


class AuditEntryRow(Base):
    """One change by staff. Each entry's hash covers the entry before it."""

    __tablename__ = "audit_entry"

    position = Column(Integer, primary_key=True, autoincrement=False)
    at = Column(DateTime, nullable=False)
    actor = Column(String(80), nullable=False)
    action = Column(String(60), nullable=False, index=True)
    subject = Column(String(200), nullable=False)
    details = Column(Text, nullable=False)
    previous_hash = Column(String(64), nullable=False)
    hash = Column(String(64), nullable=False)


class AuditHeadRow(Base):
    """Length and last hash of the audit log: one row, so that a missing end shows, and writers queue."""

    __tablename__ = "audit_head"

    id = Column(Integer, primary_key=True)
    length = Column(Integer, nullable=False)
    hash = Column(String(64), nullable=False)


class AllowedOriginRow(Base):
    """An origin whose pages may show the chat, such as "https://practice.example"."""

    __tablename__ = "allowed_origin"

    origin = Column(String(300), primary_key=True)
    added_at = Column(DateTime, nullable=False)


class RetentionRow(Base):
    """How long conversations are kept, where staff have set it: one row."""

    __tablename__ = "retention"

    id = Column(Integer, primary_key=True)
    conversation_hours = Column(Integer, nullable=False)
