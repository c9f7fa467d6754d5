"""Whether an answer helped, and which questions go to the staff's review list."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import store
from bot.conversations.review import UNHELPFUL, note_question
from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.store import NoRecordError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Feedback:
    """
    Attributes:
        live: its therapists' names stay out of the list.
    """

    database: Database
    live: LiveRecord

    def keep(self, conversation_id: str, message_id: str, helpful: bool) -> bool:
        """Note what the client said of an answer; whether there is such an answer."""
        with self.database.session() as session:
            if store.find_exchange(session, conversation_id, message_id) is None:
                return False
            is_news = store.keep_feedback(session, conversation_id, message_id, helpful)
        if is_news and not helpful:
            self.note(conversation_id, message_id, UNHELPFUL)
        return True

    def note(self, conversation_id: str, message_id: str, reason: str) -> None:
        """Put a message on the review list, unless its words are not kept or must not go there."""
        try:
            with self.database.session() as session:
                exchange = store.find_exchange(session, conversation_id, message_id)
                if exchange is None or exchange.said is None or exchange.understood is None:
                    return
                topics = exchange.understood.topics
                noted = note_question(session, exchange.said, reason, topics, self.live.today(), self._names())
                if noted is not None:
                    store.keep_noted(session, conversation_id, message_id, reason, noted)
        except SQLAlchemyError as error:
            # The client has the answer; only the staff's list is one question short.
            log.error("a question did not come onto the review list (%s)", type(error).__name__)

    def note_before(self, conversation_id: str, message_id: str) -> None:
        """The client says that the answer before was not what they meant: as if they had marked it as not helpful."""
        try:
            with self.database.session() as session:
                before = store.message_before(session, conversation_id, message_id)
            if before is not None:
                self.keep(conversation_id, before, False)
        except SQLAlchemyError as error:
            log.error("a misread question did not come onto the review list (%s)", type(error).__name__)

    def _names(self) -> list[str]:
        try:
            record = self.live.current()
        except (SQLAlchemyError, NoRecordError):
            return []
        return [name for each in record.therapists for name in (each.name, *each.aliases)]
