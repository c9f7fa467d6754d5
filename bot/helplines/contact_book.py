"""Whom to call, for this practice: the crisis reply and the help panel, whatever is down."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.helplines.asking import SILENT, SPANISH
from bot.helplines.cards import card
from bot.helplines.directory import Contacts, Wanted, contacts_for, countries, lines_or_shipped
from bot.helplines.lines import Line, tel_link
from bot.helplines.reply import contacts_message, emergency_of
from bot.helplines.store import load_lines
from bot.helplines.told import NOTHING_TOLD, Told
from bot.helplines.wording import ENGLISH, language_of, wording_for
from bot.messages import ContactsMessage
from bot.practice.live import LiveRecord
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError

log = logging.getLogger(__name__)

# Which lines and which groups a number was asked for; what is not here asks for lines that listen to anybody.
ASKED_LINES = {
    "violence": "domestic_violence",
    "rape": "sexual_assault",
    "child_abuse": "child_youth",
    "poison": "poison",
    "eating_disorder": "eating_disorder",
    "drugs": "substance_use",
    "maternal": "maternal",
}
ASKED_GROUPS = {"veterans": ("veteran",), "lgbtq": ("lgbtq",), "deaf": ("deaf",), "students": ("student", "young")}
# Circumstances in which other lines than the kind's help as well.
LINES_IF = {"afraid_parent": ("child_youth", "maternal")}


class ContactBook:
    """Contacts of the practice's country, from the database or else from the lines shipped with the project."""

    def __init__(self, database: Database, live: LiveRecord) -> None:
        self._database = database
        self._live = live
        self._last_lines: list[Line] = []
        self._failing = False

    def crisis_message(
        self,
        finding: Finding,
        country: str | None = None,
        told: Told = NOTHING_TOLD,
        language: str | None = None,
    ) -> ContactsMessage:
        """The message of type "contacts" for a finding.

        Args:
            country: the client's own choice, if made.
            told: what the client said of themselves, or asked for.
            language: BCP 47, the client's.
        """
        record, now, speaks = self._record(), datetime.now(timezone.utc), language_of(language)
        chosen = country or (record.country if record else None)
        contacts = contacts_for(chosen, self.lines(), wanted(finding.kind, told, speaks, now))
        return contacts_message(finding, contacts, record, told, speaks, now)

    def home(self) -> str | None:
        """The practice's country; None while its record cannot be read."""
        record = self._record()
        return record.country if record else None

    def help(self, country: str | None = None, language: str | None = None) -> dict[str, Any]:
        """Emergency number, contacts and the practice's phone, for the help panel."""
        record, now, speaks = self._record(), datetime.now(timezone.utc), language_of(language)
        contacts = self._contacts_for_anybody(country or (record.country if record else None), speaks, now)
        words = wording_for(speaks)
        number, shown, link = emergency_of(contacts, record, words)
        phone = record.phone if record else ""
        return {
            "practice": record.name if record else "",
            "phone": phone,
            "phone_link": tel_link(phone, record.country) if record and phone else None,
            "country": contacts.country,
            "countries": countries(self.lines()),
            "emergency_number": number,
            "emergency_shown": shown,
            "emergency_link": link,
            "contacts": [card(contact, words, speaks, now) for contact in contacts.contacts],
        }

    def _contacts_for_anybody(self, country: str | None, language: str, now: datetime) -> Contacts:
        return contacts_for(country, self.lines(), wanted("suicide", NOTHING_TOLD, language, now))

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


def wanted(kind: str | None, told: Told, language: str = ENGLISH, now: datetime | None = None) -> Wanted:
    """What contacts a client needs, from the kind of danger and what they told."""
    categories = tuple(ASKED_LINES[each] for each in sorted(told.asked) if each in ASKED_LINES)
    asked_groups = frozenset(group for each in told.asked for group in ASKED_GROUPS.get(each, ()))
    return Wanted(
        kind=kind,
        categories=categories or LINES_IF.get(told.circumstance or "", ()),
        groups=told.groups | asked_groups,
        asked_groups=asked_groups,
        language="es" if SPANISH in told.asked else language,
        silent=SILENT in told.asked,
        now=now,
    )
