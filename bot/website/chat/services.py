"""What the routes of the website process work with, made once a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.exc import SQLAlchemyError

from bot.answers.contacts import ContactBook
from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.conversations.retention import Retention
from bot.crisis.gate import Gate
from bot.crisis.notices import EmailSender, Sender, WebhookSender
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.store import NoRecordError, load_record
from bot.settings import Settings
from bot.website.chat.answering import Answerer
from bot.website.chat.patience import Patience


@dataclass
class Services:
    settings: Settings
    database: Database
    live: LiveRecord
    contacts: ContactBook
    rasa: RasaClient
    patience: Patience = field(default_factory=Patience)

    @classmethod
    def create(cls, settings: Settings) -> Services:
        database = Database(settings.database_url)
        live = LiveRecord(database)
        rasa = RasaClient(settings.rasa_url, settings.answer_deadline)
        return cls(settings, database, live, ContactBook(database, live), rasa)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.database, self.settings.conversation_hours)

    @cached_property
    def gate(self) -> Gate:
        return Gate.load()

    @cached_property
    def answerer(self) -> Answerer:
        ways = tuple(sender.way for sender in self.notice_senders)
        return Answerer(self.gate, self.rasa, self.contacts, self.live, self.database, self.retention, ways)

    @cached_property
    def notice_senders(self) -> list[Sender]:
        """The ways of telling staff that crisis contacts were shown; none unless they are set."""
        chosen, senders = self.settings, list[Sender]()
        if chosen.notice_emails:
            sender = chosen.smtp_from or chosen.notice_emails[0]
            account = (chosen.smtp_port, chosen.smtp_user, chosen.smtp_password)
            senders.append(EmailSender(chosen.smtp_host, sender, chosen.notice_emails, *account))
        if chosen.notice_webhook:
            senders.append(WebhookSender(chosen.notice_webhook))
        return senders

    def readiness(self, question: str) -> tuple[dict[str, str], int]:
        """Whether a real question would be answered with this practice's facts, and what is missing if not."""
        missing = []
        try:
            if self.rasa.parse(question).get("intent", {}).get("name") != "faq":
                missing.append("Rasa does not recognise a question")
        except RasaUnavailableError as error:
            missing.append(f"Rasa does not answer ({error})")
        try:
            with self.database.session() as session:
                load_record(session)
        except (SQLAlchemyError, NoRecordError) as error:
            missing.append(f"the practice record cannot be read ({type(error).__name__})")
        return ({"status": "; ".join(missing)}, 503) if missing else ({"status": "ready"}, 200)
