"""Optional notices to staff that crisis contacts were shown: written to the database first, sent from there.

An outbox: the notice is committed with the record of the event, so none is lost while the mail server or the
webhook is down; each is tried again, later every time. A notice holds day, tier and kind, and says plainly that
the chat is not monitored.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

import requests
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.database.tables.crisis import CrisisNoticeRow
from bot.wording import wording

log = logging.getLogger(__name__)

SEND_SECONDS = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 40
MOST_A_RUN = 50
MOST_ERROR = 300
# The way of notices by which staff tell each other that something waits; all others tell of crisis contacts.
TO_STAFF = "staff_email"


class NoticeError(Exception):
    """A notice could not be sent; it stays in the outbox."""


@dataclass(frozen=True)
class Notice:
    """What is sent."""

    subject: str
    body: str


class Sender(Protocol):
    """One way to send a notice; `way` names it in the outbox."""

    @property
    def way(self) -> str: ...

    def send(self, notice: Notice) -> None:
        """Send it.

        Raises:
            NoticeError: it could not be sent.
        """


@dataclass(frozen=True)
class EmailSender:
    """Sends by SMTP, with STARTTLS unless the server is on this machine."""

    host: str
    sender: str
    recipients: tuple[str, ...]
    port: int = 587
    user: str = ""
    password: str = ""
    way: str = "email"

    def send(self, notice: Notice) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = (
            notice.subject,
            self.sender,
            ", ".join(self.recipients),
        )
        message.set_content(notice.body)
        with self._connected() as server:
            server.send_message(message)

    def try_connection(self) -> None:
        """Sign in and send nothing.

        Raises:
            NoticeError: the server cannot be reached, or refuses.
        """
        with self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            with smtplib.SMTP(self.host, self.port, timeout=SEND_SECONDS) as server:
                if self.host not in ("localhost", "127.0.0.1", "::1"):
                    # Without a context smtplib takes any certificate, and the password goes to whoever shows one.
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                yield server
        except (OSError, smtplib.SMTPException) as error:
            raise NoticeError(f"{type(error).__name__}: {error}") from error
        except UnicodeError as error:
            # Its message would hold the password.
            raise NoticeError("SMTP_USER, SMTP_PASSWORD or an address has a letter that SMTP cannot send") from error


@dataclass(frozen=True)
class WebhookSender:
    """Posts {"subject", "text"} as JSON, which chat services take."""

    url: str
    way: str = "webhook"

    def send(self, notice: Notice) -> None:
        content = {"subject": notice.subject, "text": f"{notice.subject}\n{notice.body}"}
        try:
            requests.post(self.url, json=content, timeout=SEND_SECONDS, allow_redirects=False).raise_for_status()
        except requests.RequestException as error:
            raise NoticeError(type(error).__name__) from error


def compose(finding: Finding, day: str, practice_name: str) -> Notice:
    """The notice for a finding; of the event it holds day, tier and kind only."""
    words = wording("crisis_notice")
    values = {
        "day": day,
        "practice": practice_name,
        "tier": words["tiers"][finding.tier],
        "kind": words["kinds"][finding.kind or "none"],
    }
    return Notice(words["subject"].format_map(values), words["body"].format_map(values))


def queue_notice(session: Session, ways: Sequence[str], notice: Notice, now: datetime) -> None:
    """Put a notice into the outbox, once for every way; `now` is in UTC without a zone."""
    for way in ways:
        session.add(
            CrisisNoticeRow(way=way, subject=notice.subject, body=notice.body, created_at=now, next_try_at=now, tries=0)
        )


def deliver_waiting(database: Database, senders: Sequence[Sender], now: datetime) -> int:
    """Send what is due, and return how many were sent.

    Several processes may call this at once: each notice is claimed by moving its next try before it is sent, in a
    transaction of its own. A notice that fails stays, with a longer wait each time.
    """
    by_way = {sender.way: sender for sender in senders}
    with database.session() as session:
        due = _due(session, list(by_way), now)
    return sum(_try(database, row, by_way[row.way], now) for row in due if _claim(database, row, now))


def waiting_notices(session: Session) -> int:
    """How many notices have not been sent yet."""
    return len(session.execute(select(CrisisNoticeRow.id).where(CrisisNoticeRow.sent_at.is_(None))).all())


def given_up_notices(session: Session) -> int:
    """How many notices of crisis contacts were given up: nobody was told, so somebody must be shown."""
    given_up = CrisisNoticeRow.sent_at.is_(None) & (CrisisNoticeRow.tries >= MOST_TRIES)
    given_up &= CrisisNoticeRow.way != TO_STAFF
    return len(session.execute(select(CrisisNoticeRow.id).where(given_up)).all())


def _due(session: Session, ways: Sequence[str], now: datetime) -> list[CrisisNoticeRow]:
    query = (
        select(CrisisNoticeRow)
        .where(CrisisNoticeRow.sent_at.is_(None), CrisisNoticeRow.next_try_at <= now)
        .where(CrisisNoticeRow.way.in_(ways), CrisisNoticeRow.tries < MOST_TRIES)
        .order_by(CrisisNoticeRow.id)
        .limit(MOST_A_RUN)
    )
    return list(session.execute(query).scalars())


def _claim(database: Database, row: CrisisNoticeRow, now: datetime) -> bool:
    """Whether this process is the one to try the notice now."""
    wait = min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
    claim = (
        update(CrisisNoticeRow)
        .where(CrisisNoticeRow.id == row.id, CrisisNoticeRow.tries == row.tries, CrisisNoticeRow.sent_at.is_(None))
        .values(tries=row.tries + 1, next_try_at=now + wait)
        .execution_options(synchronize_session=False)
    )
    with database.session() as session:
        return bool(session.execute(claim).rowcount)  # type: ignore[attr-defined]


def _try(database: Database, row: CrisisNoticeRow, sender: Sender, now: datetime) -> int:
    error = None
    try:
        sender.send(Notice(row.subject, row.body))
    except NoticeError as failure:
        error = str(failure)[:MOST_ERROR]
        if row.tries + 1 >= MOST_TRIES:
            log.error("a notice was given up after %d tries by %s (%s)", MOST_TRIES, row.way, error)
    outcome = {"last_error": error} if error else {"last_error": None, "sent_at": now}
    with database.session() as session:
        session.execute(update(CrisisNoticeRow).where(CrisisNoticeRow.id == row.id).values(**outcome))
    return 0 if error else 1
