"""One message to its answer, whatever is down.

The gate looks first. Rasa is asked next, within a deadline. If the gate saw danger and Rasa's answer has no
contacts, they are put before it; if Rasa has no answer, the client is told so, with whom to call.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.answers.contacts import ContactBook
from bot.answers.filling import fill
from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.conversations.retention import Retention
from bot.conversations.store import Understood
from bot.crisis.events import record_event
from bot.crisis.finding import NOTHING, Finding
from bot.crisis.gate import Gate
from bot.crisis.notices import compose, queue_notice
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.store import NoRecordError
from bot.website.words import ENGLISH, words

log = logging.getLogger(__name__)

# A person in danger sees contacts within three seconds, so Rasa gets less time when the gate fired.
CRISIS_DEADLINE = 1.5
# Shown where nobody could judge the message.
UNJUDGED = Finding("policy", None, None)


@dataclass(frozen=True)
class Said:
    """What the client sent.

    Attributes:
        is_payload: the text is a button's payload, not words of the client.
        country: ISO 3166 code of the country whose contacts the client chose; None for the practice's.
    """

    text: str
    is_payload: bool = False
    country: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the client reads.

    Attributes:
        messages: in the API's shape, contacts first; never empty.
        answered_by: "assistant" (Rasa) or "fallback" (this process alone).
        country: ISO 3166 code of the country that the client just named, whose contacts are shown from now on.
        preparing: the client is writing a note, and the next message is part of it; None where Rasa did not say.
        understood: what was made of the message; None where it must not go to the staff's review list.
    """

    messages: list[dict[str, Any]]
    answered_by: str
    preparing: bool | None = None
    understood: Understood | None = None
    country: str | None = None

    def as_json(self) -> dict[str, Any]:
        """In the API's shape, but for `preparing`, which depends on the conversation so far."""
        named = {"country": self.country} if self.country else {}
        return {"messages": self.messages, "answered_by": self.answered_by, **named}


class Answerer:
    """Answers messages with the gate, Rasa, and the fallback."""

    def __init__(
        self,
        gate: Gate,
        rasa: RasaClient,
        contacts: ContactBook,
        live: LiveRecord,
        database: Database,
        retention: Retention,
        notice_ways: Sequence[str] = (),
    ) -> None:
        self._gate, self._rasa, self._contacts, self._live = gate, rasa, contacts, live
        self._database, self._retention, self._notice_ways = database, retention, notice_ways

    def look(self, said: Said) -> Finding:
        """What the gate finds in a message."""
        return NOTHING if said.is_payload else self._gate.check(said.text)

    def answer(self, conversation_id: str, said: Said, finding: Finding, degraded: bool = False) -> Answer:
        """Answer a message.

        Args:
            finding: what the gate found in it.
            degraded: the database cannot be written; a person in danger then waits for nothing that needs it.
        """
        text = said.text if said.is_payload else _without_command(said.text)
        reply = None
        try:
            if degraded and finding.takes_over:
                raise RasaUnavailableError("not asked: the database cannot be written")
            deadline = CRISIS_DEADLINE if finding.takes_over else None
            reply = self._rasa.ask(conversation_id, text, deadline, said.country)
        except RasaUnavailableError as error:
            log.error("Rasa did not answer (%s); the fallback did", error)
        messages = reply.messages if reply else []
        contacts = [each for each in messages if each["type"] == "contacts"]
        others = [each for each in messages if each["type"] != "contacts"]
        if not contacts and finding.shows_contacts:
            contacts = [self._contacts.crisis_message(finding, said.country)]
        if not degraded:
            self._record(contacts, finding)
        if reply is None and not finding.takes_over:
            others = [text_message(self.say("could_not_answer"))]
            if not contacts:
                # Without the learned layer nobody can tell what the gate missed, so whom to call is always shown.
                others.append(self._contacts.crisis_message(UNJUDGED, said.country))
        if reply is None:
            return Answer([*contacts, *others], "fallback")
        # What may tell of danger is for nobody's list, and a button has no words of the client.
        understood = None if contacts or said.is_payload else reply.understood
        return Answer([*contacts, *others], "assistant", reply.preparing, understood, reply.country)

    def without_database(self, said: Said, finding: Finding) -> Answer:
        """The answer when neither Rasa nor the database answers in time."""
        shown = finding if finding.shows_contacts else UNJUDGED
        with self._database.left_alone():
            contacts = self._contacts.crisis_message(shown, said.country)
            if finding.takes_over:
                return Answer([contacts], "fallback")
            return Answer([text_message(self.say("could_not_answer")), contacts], "fallback")

    def say(self, key: str, language: str = ENGLISH) -> str:
        """Words of the website process, with facts; without the practice's facts if they cannot be read.

        Args:
            language: one of `bot.website.words.languages`.
        """
        template = words(language)[key]
        values = {"conversation_hours": str(self._retention.hours())}
        try:
            return fill(template, self._live.current(), None, datetime.now(timezone.utc), values)
        except (SQLAlchemyError, NoRecordError):
            return self._say_without_facts(key, language)

    def _say_without_facts(self, key: str, language: str = ENGLISH) -> str:
        """The same without asking the database."""
        record, said = self._live.remembered, words(language)
        unknown = said["practice_unknown"]
        known = {
            "practice_name": record.name if record else unknown["name"],
            "practice_phone": record.phone if record else unknown["phone"],
            "emergency_number": record.emergency_number if record else said["emergency_number_unknown"],
        }
        return str(said[key]).format(conversation_hours=self._retention.last_hours, **known).strip()

    def _practice_name(self) -> str:
        try:
            return self._live.current().name
        except NoRecordError:
            return str(words()["practice_unknown"]["name"])

    def _record(self, contacts: list[dict[str, Any]], finding: Finding) -> None:
        if not contacts:
            return
        routed = contacts[0]
        rule = routed.get("rule") or finding.rule or "model"
        told, today = Finding(routed["tier"], routed["kind"], rule), date.today()
        try:
            with self._database.session() as session:
                record_event(session, told, today)
                if self._notice_ways and told.takes_over:
                    notice = compose(told, today.isoformat(), self._practice_name())
                    now = datetime.now(timezone.utc).replace(tzinfo=None)
                    queue_notice(session, self._notice_ways, notice, now)
        except SQLAlchemyError as error:
            log.error("a routed crisis was not counted (%s)", type(error).__name__)


def text_message(text: str) -> dict[str, Any]:
    """A message of words alone, in the API's shape."""
    return {"type": "text", "text": text, "buttons": [], "topic": None}


def _without_command(text: str) -> str:
    """The text without leading slashes, which Rasa would read as a command."""
    return text.lstrip("/ \t\n") or "?"
