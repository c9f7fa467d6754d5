"""A conversation in a real database, and the context of a message in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from bot.conversations import store
from bot.conversations.rasa_client import Reply
from bot.conversations.retention import Retention
from bot.database.engine import Database
from bot.helplines.contact_book import ContactBook
from bot.practice.live import LiveRecord
from bot.settings import Settings
from bot.website.chat.context import ClientMessage, MessageContext
from bot.website.words import FilledWords

NewContext = Callable[..., MessageContext]
CONVERSATION = "web-1"


@pytest.fixture
def database(settings: Settings) -> Database:
    """With the demo practice, and a conversation that was opened now."""
    database = Database(settings.database_url)
    with database.session() as session:
        store.open_conversation(session, CONVERSATION, "1", datetime.now(timezone.utc).replace(tzinfo=None))
    return database


@pytest.fixture
def live(database: Database) -> LiveRecord:
    return LiveRecord(database)


@pytest.fixture
def contacts(database: Database, live: LiveRecord) -> ContactBook:
    return ContactBook(database, live)


@pytest.fixture
def words(database: Database, live: LiveRecord) -> FilledWords:
    return FilledWords(live, Retention(database, 24))


@pytest.fixture
def new_context() -> NewContext:
    """Makes the context of a message with an id of its own."""

    def make(text: str = "may I text my therapist?", reply: Reply | None = None, **more: object) -> MessageContext:
        message = ClientMessage(CONVERSATION, str(uuid.uuid4()), text, **more)  # type: ignore[arg-type]
        return MessageContext(message, reply=reply)

    return make


def kept(database: Database, context: MessageContext) -> store.Exchange:
    """What is kept of a message."""
    with database.session() as session:
        found = store.find_exchange(session, context.message.conversation_id, context.message.id)
    assert found is not None
    return found
