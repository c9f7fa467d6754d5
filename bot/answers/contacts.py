"""Whom to call, for this practice: the crisis reply and the help panel, whatever is down."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.crisis.directory import Contacts, contacts_for, countries, lines_or_shipped
from bot.crisis.finding import Finding
from bot.crisis.lines import Line, shipped, tel_link
from bot.crisis.reply import contacts_message
from bot.crisis.store import load_lines
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError


class ContactBook:
    """Contacts of the practice's country, from the database or else from the lines shipped with the project."""

    def __init__(self, database: Database, live: LiveRecord) -> None:
        self._database = database
        self._live = live

    def crisis_message(self, finding: Finding, country: str | None = None) -> dict[str, Any]:
        """The message of type "contacts" for a finding; `country` is the client's own choice, if made."""
        record = self._record()
        chosen = country or (record.country if record else None)
        return contacts_message(finding, self._contacts(finding.kind, chosen), record)

    def crisis_message_without_database(self, finding: Finding, country: str | None = None) -> dict[str, Any]:
        """The same from what this process holds, for when the database does not answer."""
        record = self._live.remembered
        chosen = country or (record.country if record else None)
        return contacts_message(finding, contacts_for(finding.kind, chosen, shipped().lines), record)

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
        """The helplines of the database, or those shipped with the project if it cannot be read."""
        return list(lines_or_shipped(self._read_lines))

    def _read_lines(self) -> list[Line]:
        with self._database.session() as session:
            return load_lines(session)

    def _record(self) -> PracticeRecord | None:
        try:
            return self._live.current()
        except (SQLAlchemyError, NoRecordError):
            return None
