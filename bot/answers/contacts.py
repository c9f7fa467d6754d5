"""Whom to call, for this practice: the crisis reply and the help panel, whatever is down."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.crisis.directory import Contacts, contacts_for, countries, lines_or_shipped
from bot.crisis.finding import Finding
from bot.crisis.lines import Line, tel_link
from bot.crisis.reply import contacts_message
from bot.crisis.store import load_lines
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError

log = logging.getLogger(__name__)


class ContactBook:
    """Contacts of the practice's country, from the database or else from the lines shipped with the project."""

    def __init__(self, database: Database, live: LiveRecord) -> None:
        self._database = database
        self._live = live
        self._last_lines: list[Line] = []
        self._failing = False

    def crisis_message(self, finding: Finding, country: str | None = None) -> dict[str, Any]:
        """The message of type "contacts" for a finding; `country` is the client's own choice, if made."""
        record = self._record()
        chosen = country or (record.country if record else None)
        return contacts_message(finding, self._contacts(finding.kind, chosen), record)

    def help(self, country: str | None = None) -> dict[str, Any]:
        """Emergency number, contacts and the practice's phone, for the help panel."""
        record = self._record()
        chosen = country or (record.country if record else None)
        contacts = self._contacts("suicide", chosen)
        number, link = contacts.emergency_number, contacts.emergency_link
        if record and record.emergency_number and contacts.country == record.country:
            number, link = record.emergency_number, tel_link(record.emergency_number, record.country)
        phone = record.phone if record else ""
        return {
            "practice": record.name if record else "",
            "phone": phone,
            "phone_link": tel_link(phone, record.country) if record and phone else None,
            "country": contacts.country,
            "countries": countries(self.lines()),
            "emergency_number": number,
            "emergency_link": link,
            "contacts": [asdict(contact) for contact in contacts.contacts],
        }

    def _contacts(self, kind: str | None, country: str | None) -> Contacts:
        return contacts_for(kind, country, self.lines(), now=datetime.now(timezone.utc))

    def lines(self) -> list[Line]:
        """The helplines of the database; while it cannot be read the last ones read, or those shipped."""
        return list(lines_or_shipped(self._read_lines))

    def _read_lines(self) -> list[Line]:
        try:
            with self._database.session() as session:
                self._last_lines = load_lines(session)
            self._failing = False
        except SQLAlchemyError as error:
            if not self._failing:
                # Said once an outage, not once a message.
                log.error("the helplines cannot be read (%s)", type(error).__name__)
            self._failing = True
        return self._last_lines

    def _record(self) -> PracticeRecord | None:
        try:
            return self._live.current()
        except (SQLAlchemyError, NoRecordError):
            return None
