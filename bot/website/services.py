"""What the routes of the website process work with, made once a process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from flask import copy_current_request_context, current_app

from bot.conversations.privacy import Privacy
from bot.conversations.rasa_client import RasaClient
from bot.conversations.retention import Retention
from bot.danger.gate import Gate
from bot.database.engine import Database
from bot.helplines.contact_book import ContactBook
from bot.helplines.notices import TO_STAFF, EmailSender, Sender, WebhookSender
from bot.practice.live import LiveRecord
from bot.settings import PROJECT_ROOT, Settings
from bot.website.bulkhead import Bulkhead, TooSlowError
from bot.website.chat.feedback import Feedback
from bot.website.chat.pipeline import Bulkheads, Pipeline
from bot.website.chat.steps.ask import Ask
from bot.website.chat.steps.claim import Claim
from bot.website.chat.steps.count import Count
from bot.website.chat.steps.disclose import Disclose
from bot.website.chat.steps.forget import Forget
from bot.website.chat.steps.keep import Keep
from bot.website.chat.steps.look import Look
from bot.website.chat.steps.order import Order
from bot.website.chat.steps.review import Review
from bot.website.fair_turns import FairTurns
from bot.website.metrics import Metrics
from bot.website.readiness import Readiness
from bot.website.stage import Stages
from bot.website.words import FilledWords
from bot.words.files import WordFiles

log = logging.getLogger(__name__)
Result = TypeVar("Result")
EXTENSION = "between_sessions"

# Requests that gunicorn's threads take at once. Those that may wait long are fewer, so that a hanging Rasa or database
# leaves threads for whoever is in danger; and Rasa is asked by as many at once as it answers in time.
REQUESTS = 64
MESSAGES, MESSAGES_WAITING = 16, 48
CRISES = READERS = 32
READY_CHECKS = 8
# Rasa works on one message at a time; a few more wait there, so that it is never idle. The rest waits here, where each
# sender has a turn.
AT_RASA = 4


@dataclass
class Services:
    """One a process; what takes long to make is made when it is first used.

    Attributes:
        word_files: what staff edit; the same files that clients' words are read and trained from.
        messages, crises: wait for the answers to messages, those in danger apart from all others.
        readers: wait for what is read from the database.
        ready_checks: wait for whether a question would be answered.
    """

    settings: Settings
    database: Database
    live: LiveRecord
    contacts: ContactBook
    rasa: RasaClient
    messages: Bulkhead = field(default_factory=lambda: Bulkhead(MESSAGES, MESSAGES_WAITING))
    crises: Bulkhead = field(default_factory=lambda: Bulkhead(CRISES))
    readers: Bulkhead = field(default_factory=lambda: Bulkhead(READERS))
    ready_checks: Bulkhead = field(default_factory=lambda: Bulkhead(READY_CHECKS, READY_CHECKS))
    word_files: WordFiles = field(default_factory=lambda: WordFiles(PROJECT_ROOT / "data"))

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
            return self.readers.run(seconds, copy_current_request_context(work))
        except TooSlowError:
            log.error("a request was answered without the database, which was too slow")
            with self.database.left_alone():
                return work()

    @cached_property
    def background_database(self) -> Database:
        """The database for work for which no client waits."""
        return Database(self.settings.database_url, background=True)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.database, self.settings.conversation_hours)

    @cached_property
    def gate(self) -> Gate:
        return Gate.load()

    @cached_property
    def stages(self) -> Stages:
        return Stages(self.database, self.live)

    @cached_property
    def words(self) -> FilledWords:
        return FilledWords(self.live, self.retention, Privacy.of(self.settings))

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self.database, self.live)

    @cached_property
    def pipeline(self) -> Pipeline:
        """What answers clients' messages."""
        notice_ways = tuple(sender.way for sender in self.notice_senders)
        return Pipeline(
            look=Look(self.gate, self.settings.strict_place),
            stages=self.stages,
            forget=Forget(self.database, self.words),
            claim=Claim(
                self.database,
                self.settings.answer_deadline,
                self.words.notice_version,
                self.settings.after_contacts_minutes,
            ),
            ask=Ask(self.rasa, FairTurns(AT_RASA), self.settings.answer_deadline),
            order=Order(self.contacts, self.words),
            storing=(Disclose(self.words), Keep(), Count(self.live, notice_ways)),
            review=Review(self.feedback),
            database=self.database,
            bulkheads=Bulkheads(self.messages, self.crises),
            answer_deadline=self.settings.answer_deadline,
        )

    @cached_property
    def metrics(self) -> Metrics:
        return Metrics(self)

    @cached_property
    def readiness(self) -> Readiness:
        return Readiness(self.rasa, self.database, self.settings.state_dir)

    @cached_property
    def notice_senders(self) -> list[Sender]:
        """The ways of telling staff that crisis contacts were shown; none unless they are set."""
        chosen, senders = self.settings, list[Sender]()
        if chosen.notice_emails:
            senders.append(self._by_mail(chosen.notice_emails, "email"))
        if chosen.notice_webhook:
            senders.append(WebhookSender(chosen.notice_webhook))
        return senders

    @cached_property
    def staff_senders(self) -> list[Sender]:
        """The ways of telling staff that a colleague waits for them in the console; none unless they are set."""
        return [self._by_mail(self.settings.staff_emails, TO_STAFF)] if self.settings.staff_emails else []

    def _by_mail(self, recipients: tuple[str, ...], way: str) -> Sender:
        chosen = self.settings
        account = (chosen.smtp_port, chosen.smtp_user, chosen.smtp_password)
        return EmailSender(chosen.smtp_host, chosen.smtp_from or recipients[0], recipients, *account, way)


def services() -> Services:
    """Those of the app that answers the request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
