"""What the routes of the website process work with, made once a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bot.answers.contacts import ContactBook
from bot.conversations.rasa_client import RasaClient
from bot.conversations.retention import Retention
from bot.crisis.gate import Gate
from bot.crisis.notices import EmailSender, Sender, WebhookSender
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.settings import Settings
from bot.website.chat.answering import Answerer
from bot.website.chat.patience import Patience
from bot.website.chat.readiness import Readiness


@dataclass
class Services:
    """One a process; what takes long to make is made when it is first used."""

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
    def readiness(self) -> Readiness:
        return Readiness(self.rasa, self.database)

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
