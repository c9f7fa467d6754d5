"""The words of the website process, from data/wording/website.yml."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.privacy import Privacy
from bot.conversations.retention import Retention
from bot.practice.filling import fill
from bot.practice.live import LiveRecord
from bot.practice.speakers import Speakers, speakers
from bot.practice.store import NoRecordError
from bot.wording import wording

ENGLISH = "en"


def words(language: str = ENGLISH) -> dict[str, Any]:
    """The words as they stand in the file; those that are not translated are in English."""
    english = wording("website")
    return english if language == ENGLISH else {**english, **english["translations"][language]}


def languages() -> list[str]:
    """Codes of the languages that the notice stands in, such as ["en", "es"]."""
    return [ENGLISH, *wording("website")["translations"]]


def in_language(contacts: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Contacts with what is said of them in a language, where that is there."""
    notes = {} if language == ENGLISH else words(language).get("contact_notes", {})
    return [{**each, "note": notes.get(each["name"], each["note"])} for each in contacts]


@dataclass(frozen=True)
class FilledWords:
    """The words with the practice's facts, or without those that cannot be read."""

    live: LiveRecord
    retention: Retention
    privacy: Privacy = field(default_factory=Privacy)

    def text(self, key: str, language: str = ENGLISH, **more: str) -> str:
        """
        Args:
            key: such as "notice".
            language: one of `languages`.
            more: what else it takes in.
        """
        values = {"conversation_hours": str(self.retention.hours()), **self._privacy(language), **more}
        try:
            return fill(words(language)[key], self.live.current(), None, datetime.now(timezone.utc), values)
        except (SQLAlchemyError, NoRecordError):
            return self._from_memory(key, language, more)

    def greeting(self, language: str = ENGLISH) -> str:
        """What the assistant is; to those whose chat has another language also who of the practice speaks it."""
        greeting = self.text("disclosure", language)
        if language == ENGLISH:
            return greeting
        try:
            found = speakers(self.live.current(), words(language)["language_in_english"])
        except (SQLAlchemyError, NoRecordError):
            found = Speakers((), False)
        key = "speaks_named" if found.names else "speaks_somebody" if found.somebody else "speaks_nobody"
        return f"{greeting}\n\n{self.text(key, language, names=', '.join(found.names))}"

    def plain(self, key: str, language: str = ENGLISH) -> str:
        """Words without facts, such as a button's."""
        return str(words(language)[key])

    def practice_phone(self) -> str:
        """The practice's number, or words in its place."""
        try:
            return self.live.current().phone
        except (SQLAlchemyError, NoRecordError):
            return str(words()["practice_unknown"]["phone"])

    def notice_version(self) -> str:
        """Changes with the notice's words in any language, and with what it says of the settings.

        So a client agrees to what is in force.
        """
        said = ((words(language)["notice"], *self._privacy(language).values()) for language in languages())
        notices = "\0".join(part for parts in said for part in parts)
        return f"{hashlib.sha256(notices.encode()).hexdigest()[:12]}-{self.retention.hours()}"

    def _privacy(self, language: str) -> dict[str, str]:
        return self.privacy.values(words(language)["privacy"])

    def _from_memory(self, key: str, language: str, more: Mapping[str, str]) -> str:
        """The text without asking the database."""
        record, found = self.live.remembered, words(language)
        unknown = found["practice_unknown"]
        known = {
            "practice_name": record.name if record else unknown["name"],
            "practice_phone": record.phone if record else unknown["phone"],
            "emergency_number": record.emergency_number if record else found["emergency_number_unknown"],
        }
        own = {"conversation_hours": self.retention.last_hours, **self._privacy(language)}
        return str(found[key]).format(**own, **known, **more).strip()
