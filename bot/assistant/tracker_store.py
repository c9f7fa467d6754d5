"""Rasa's SQL tracker store, which forgets what the client deleted."""

from __future__ import annotations

import json
import logging
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.runtime import runtime
from bot.conversations.forgetting import Event, forget_private_words, has_private_words
from bot.conversations.shortening import MOST_TURNS, shortened
from bot.conversations.store import ID_PREFIX
from bot.database.engine import wipe_freed_space
from bot.database.tables.conversations import RasaEventRow
from bot.settings import Settings

log = logging.getLogger(__name__)

# Types of the events in which a form's words, its beginning and its end stand.
_HOLD_WORDS = frozenset({"user", "slot", "bot", "active_loop"})


class ForgettingTrackerStore(SQLTrackerStore):
    """Saves a website conversation only while it exists, so that a turn under way cannot bring it back."""

    def __init__(self, host: str | None = None, **kwargs: Any) -> None:
        settings = Settings.from_environment()
        for key in ("url", "db", "dialect"):
            kwargs.pop(key, None)
        super().__init__(host=settings.database_url, **kwargs)
        # The same engine settings as everywhere: writers wait a little, deleted text is overwritten.
        self.engine = runtime().database.engine
        self.sessionmaker.configure(bind=self.engine)
        with self.engine.connect() as connection:
            # A database that cannot be used must stop Rasa here, not be found out by a client.
            connection.execute(text("SELECT 1"))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the new events of a conversation that still exists; forget the words of a note that was given.

        A fault of the database is logged and ends here: Rasa would otherwise keep the conversation in memory, where no
        deletion reaches it. The client has the answer, and the next message starts from what was saved last.
        """
        try:
            await self._save(tracker)
        except SQLAlchemyError as error:
            log.error("a turn was not saved (%s)", type(error).__name__)

    async def _save(self, tracker: DialogueStateTracker) -> None:
        if tracker.sender_id.startswith(ID_PREFIX) and not self._is_open(tracker.sender_id):
            return
        await super().save(tracker)
        if has_private_words(event.as_dict() for event in tracker.events if event.type_name in _HOLD_WORDS):
            with self.engine.begin() as connection:
                forget_private_words(connection, tracker.sender_id)
            wipe_freed_space(self.engine)
        if sum(event.type_name == "user" for event in tracker.events) > MOST_TURNS:
            self._shorten(tracker.sender_id)

    def _shorten(self, sender_id: str) -> None:
        """Begin the session anew a few turns back. Rasa holds the conversation's lock, so nothing comes in between."""
        with self.sessionmaker() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=False).all()
        events = shortened([json.loads(row.data) for row in rows])
        if events is None:
            return
        with self.engine.begin() as connection:
            connection.execute(delete(RasaEventRow).where(RasaEventRow.sender_id == sender_id))
            connection.execute(insert(RasaEventRow), [_row(sender_id, event) for event in events])

    def _is_open(self, conversation_id: str) -> bool:
        with self.engine.connect() as connection:
            found = connection.execute(
                text("SELECT 1 FROM conversation WHERE id = :id"), {"id": conversation_id}
            ).first()
        return found is not None


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """An event as SQLTrackerStore keeps it."""
    return {
        "sender_id": sender_id,
        "type_name": event["event"],
        "timestamp": event["timestamp"],
        "intent_name": ((event.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }
