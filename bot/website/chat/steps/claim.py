"""Note the message as ours to answer, or find the answer that it has already."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, cast

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot import deadlines
from bot.conversations import store
from bot.database.engine import Database
from bot.dialogue.after_contacts.state import read
from bot.website.chat.context import AFTER_CONTACTS, AnswerDocument, MessageContext

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.05


class NoConversationError(Exception):
    """The conversation was deleted or has expired."""


class NoAnswerError(Exception):
    """The same message is being answered by another request, which gave no answer in time."""


@dataclass(frozen=True)
class Claim:
    """
    Attributes:
        answer_deadline: seconds that Rasa gets, for the request that answers the same message.
        notice_version: of the notice that clients agree to now.
        after_contacts_minutes: how long the state after contacts holds.
    """

    database: Database
    answer_deadline: float
    notice_version: Callable[[], str]
    after_contacts_minutes: float = 60

    def __call__(self, context: MessageContext) -> None:
        """
        Raises:
            NoConversationError: there is nothing to claim it in.
            NoAnswerError: see there.
        """
        try:
            context.earlier = self._claim(context)
        except SQLAlchemyError as error:
            log.error("a message was not kept (%s)", type(error).__name__)
        else:
            context.is_claimed = context.earlier is None

    def release(self, context: MessageContext) -> None:
        """Give up a claimed message that got no answer, so that it can be sent again."""
        message = context.message
        try:
            with self.database.session() as session:
                store.release_message(session, message.conversation_id, message.id)
        except SQLAlchemyError as error:
            log.error("a message stays claimed (%s)", type(error).__name__)

    def _claim(self, context: MessageContext) -> AnswerDocument | None:
        message = context.message
        try:
            with self.database.session() as session:
                now = datetime.now(timezone.utc).replace(tzinfo=None)
                if message.conversation_id.endswith(store.UNKEPT) and not store.exists(
                    session, message.conversation_id
                ):
                    store.open_conversation(session, message.conversation_id, self.notice_version(), now)
                    session.flush()
                last = store.last_answer(session, message.conversation_id)
                store.claim_message(session, message.conversation_id, message.id, message.text, now)
            state, context.was_preparing = read(last.get(AFTER_CONTACTS)), bool(last.get("preparing"))
            if state is not None and not state.is_over(time.time(), self.after_contacts_minutes):
                context.before = state
            return None
        except store.NoSuchConversationError:
            raise NoConversationError from None
        except IntegrityError:
            return self._answer_of_another(message.conversation_id, message.id)

    def _answer_of_another(self, conversation_id: str, message_id: str) -> AnswerDocument:
        """The answer of the request that answered, or is answering, the same message."""
        give_up = time.monotonic() + self.answer_deadline + deadlines.SAME_MESSAGE_BESIDE_RASA
        while time.monotonic() < give_up:
            with self.database.session() as session:
                exchange = store.find_exchange(session, conversation_id, message_id)
            if exchange is None:
                raise NoConversationError
            if exchange.answer is not None:
                return _shown(exchange.answer)
            time.sleep(_LOOK_EVERY)
        raise NoAnswerError


def _shown(kept: dict[str, Any]) -> AnswerDocument:
    """The answer as the page gets it, of what is kept."""
    return cast(AnswerDocument, {key: value for key, value in kept.items() if key != AFTER_CONTACTS})
