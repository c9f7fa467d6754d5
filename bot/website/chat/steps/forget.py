"""Delete the conversation where the client asks for it in the chat, and say so; offer it where they ask how."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import store
from bot.conversations.rasa_client import Reply
from bot.database.engine import Database, wipe_freed_space
from bot.messages import TextMessage, text_message
from bot.understanding.deletion import Wish, deletion_wished
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.claim import NoConversationError
from bot.website.words import FilledWords

log = logging.getLogger(__name__)

# The payload of the button; Rasa never sees it.
DELETE = "/delete_conversation"


@dataclass(frozen=True)
class Forget:
    database: Database
    words: FilledWords

    def __call__(self, context: MessageContext) -> None:
        """Answer a request for deletion; any other message is left alone.

        Raises:
            NoConversationError: there is nothing to delete.
        """
        message = context.message
        pressed = message.is_payload and message.text == DELETE
        wish = Wish.NOW if pressed else Wish.NONE if message.is_payload else deletion_wished(message.text)
        if wish is Wish.NOW:
            self._delete(context)
        elif wish is Wish.ASKED:
            self._offer(context)

    def _delete(self, context: MessageContext) -> None:
        conversation_id = context.message.conversation_id
        try:
            with self.database.session() as session:
                if not store.exists(session, conversation_id):
                    raise NoConversationError
                store.delete_conversation(session, conversation_id)
        except SQLAlchemyError as error:
            log.error("a conversation was not deleted (%s)", type(error).__name__)
            context.messages = [self._say(context, "delete_failed")]
            context.is_settled = True
            return
        context.messages = [self._say(context, "deleted")]
        context.is_settled = context.deleted = True
        try:
            wipe_freed_space(self.database.engine)
        except SQLAlchemyError as error:
            # The rows are gone; housekeeping wipes their place within a minute.
            log.error("freed space was not wiped (%s)", type(error).__name__)

    def _offer(self, context: MessageContext) -> None:
        """How to delete, with the button; while a note is written, the words may belong to it, and Rasa reads them."""
        try:
            with self.database.session() as session:
                if store.is_preparing(session, context.message.conversation_id):
                    return
        except SQLAlchemyError:
            return
        offer = self._say(context, "delete_offer")
        offer["buttons"] = [{"title": self.words.plain("delete_button", context.message.language), "payload": DELETE}]
        context.reply = Reply([offer])

    def _say(self, context: MessageContext, key: str) -> TextMessage:
        return text_message(self.words.text(key, context.message.language), context.message.language)
