"""What the routes of the website process work with, made once a process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from flask import copy_current_request_context

from bot.answers.contacts import ContactBook
from bot.conversations.rasa_client import RasaClient
from bot.conversations.retention import Retention
from bot.crisis.gate import Gate
from bot.crisis.notices import EmailSender, Sender, WebhookSender
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.settings import Settings
from bot.website.chat.answering import Answerer
from bot.website.chat.patience import Patience, TooSlowError
from bot.website.chat.readiness import Readiness

log = logging.getLogger(__name__)
Result = TypeVar("Result")

# Requests that gunicorn's threads take at once. Those that may wait long are fewer, so that a hanging Rasa or database
# leaves threads for whoever is in danger; and Rasa is asked by as many at once as it answers in time.
REQUESTS = 64
MESSAGES, MESSAGES_WAITING = 16, 48
CRISES = READERS = 32
READY_CHECKS = 8


@dataclass
class Services:
    """One a process; what takes long to make is made when it is first used.

    Attributes:
        messages, crises: wait for the answers to messages, those in danger apart from all others.
        readers: wait for what is read from the database.
        ready_checks: wait for whether a question would be answered.
    """

    settings: Settings
    database: Database
    live: LiveRecord
    contacts: ContactBook
    rasa: RasaClient
    messages: Patience = field(default_factory=lambda: Patience(MESSAGES, MESSAGES_WAITING))
    crises: Patience = field(default_factory=lambda: Patience(CRISES))
    readers: Patience = field(default_factory=lambda: Patience(READERS))
    ready_checks: Patience = field(default_factory=lambda: Patience(READY_CHECKS, READY_CHECKS))

    @classmethod
    def create(cls, settings: Settings) -> Services:
        database = Database(settings.database_url)
        live = LiveRecord(database)
        rasa = RasaClient(settings.rasa_url, settings.answer_deadline)
        return cls(settings, database, live, ContactBook(database, live), rasa)

    def in_time(self, work: Callable[[], Result], seconds: float) -> Result:
        """The result of work that needs the database; if that is too slow, of the work once more without it.

        Within a request only; the work may be under way twice for a while.

        Raises:
            SQLAlchemyError: the work cannot be done without the database.
            Exception: whatever the work raises.
        """
        if self.database.is_left_alone:
            return work()
        try:
            return self.readers.wait(seconds, copy_current_request_context(work))
        except TooSlowError:
            log.error("a request was answered without the database, which was too slow")
            with self.database.left_alone():
                return work()

    @cached_property
    def patient_database(self) -> Database:
        """The database for work for which no client waits."""
        return Database(self.settings.database_url, patient=True)

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
