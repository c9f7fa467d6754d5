"""Which other pages may show the chat: the list of the setting ALLOWED_ORIGINS, and what staff added in the console."""

from __future__ import annotations

import re
import time
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import deadlines
from bot.database.engine import Database
from bot.database.tables.staff import AllowedOriginRow
from bot.website.bulkhead import Bulkhead, TooSlowError

_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*")
# A page on the developer's own machine is no risk; anything else without TLS can be changed on its way.
_THIS_MACHINE = ("localhost", "127.0.0.1")


class OriginError(ValueError):
    """What was typed is no origin; `reason` is "no_address", "not_secure" or "wildcard"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def origin_of(typed: str) -> str:
    """The origin of an address as people copy it: "Practice.example/contact" gives "https://practice.example".

    Raises:
        OriginError: it has no host, is reached without TLS, or stands for many.
    """
    typed = typed.strip()
    if "*" in typed:
        raise OriginError("wildcard")
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        raise OriginError("no_address") from None
    if not _HOST.fullmatch(host) or ("." not in host and host not in _THIS_MACHINE):
        raise OriginError("no_address")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _THIS_MACHINE):
        raise OriginError("not_secure")
    is_usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}")


def added_origins(session: Session) -> list[str]:
    """The origins that staff added, in order."""
    return list(session.execute(select(AllowedOriginRow.origin).order_by(AllowedOriginRow.origin)).scalars())


def add_origin(session: Session, origin: str, now: datetime) -> bool:
    """Add an origin; whether it is news."""
    if session.get(AllowedOriginRow, origin) is not None:
        return False
    session.add(AllowedOriginRow(origin=origin, added_at=now))
    return True


def remove_origin(session: Session, origin: str) -> bool:
    """Take an origin off the list; whether it was on it."""
    gone = session.execute(delete(AllowedOriginRow).where(AllowedOriginRow.origin == origin))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


class AllowedOrigins:
    """The list as requests meet it. An origin that is added counts at once, one that is removed some seconds later."""

    def __init__(self, database: Database, of_setting: tuple[str, ...], bulkhead: Bulkhead) -> None:
        self._database, self._of_setting, self._bulkhead = database, of_setting, bulkhead
        self._last_read: frozenset[str] = frozenset()
        self._fresh_until = self._blocked_until = float("-inf")

    def allows(self, origin: str) -> bool:
        """Whether pages of this origin may show the chat. While the database cannot be read, as it last was."""
        if origin in self._of_setting:
            return True
        now = time.monotonic()
        is_known = origin in self._last_read and now < self._fresh_until
        if not is_known and now >= self._blocked_until:
            self._read(now)
        return origin in self._last_read

    def _read(self, now: float) -> None:
        try:
            self._last_read = self._bulkhead.run(deadlines.ORIGINS, self._all)
            self._fresh_until = now + deadlines.ORIGINS_HOLD
        except (SQLAlchemyError, TooSlowError):
            # The chat must go on showing whom to call on pages where it stood a moment ago, without waiting.
            self._blocked_until = now + deadlines.ORIGINS_HOLD

    def _all(self) -> frozenset[str]:
        with self._database.session() as session:
            return frozenset(added_origins(session))
