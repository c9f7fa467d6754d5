"""Keep the answer, for the same message sent again and for the transcript; a note for the session is not kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.conversations import store
from bot.conversations.store import Understood
from bot.messages import Message, text_message
from bot.website.chat.context import AFTER_CONTACTS, AnswerDocument, MessageContext
from bot.website.words import words


@dataclass(frozen=True)
class Keep:
    def __call__(self, context: MessageContext, session: Session) -> None:
        conversation_id, message_id = context.message.conversation_id, context.message.id
        context.was_preparing = store.is_preparing(session, conversation_id)
        # While Rasa does not answer, the client is still writing the note.
        context.preparing = context.reply.preparing if context.reply else context.was_preparing
        if context.preparing:
            store.forget_said(session, conversation_id, message_id)
        document = context.document()
        kept = _without_notes(document) if context.is_private else document
        state = {AFTER_CONTACTS: context.after.as_dict()} if context.after else {}
        store.keep_answer(session, conversation_id, message_id, {**kept, **state})
        understood = reviewable(context)
        if understood:
            store.keep_understood(session, conversation_id, message_id, understood)


def reviewable(context: MessageContext) -> Understood | None:
    """What was made of the message; None where it must not go to the staff's review list.

    What may tell of danger is for nobody's list, a note is its writer's, and a button has no words of the client.
    """
    shows_contacts = any(message["type"] == "contacts" for message in context.messages)
    if context.is_private or shows_contacts or context.message.is_payload or context.reply is None:
        return None
    return context.reply.understood


def _without_notes(document: AnswerDocument) -> AnswerDocument:
    """The answer as it is kept: a client's note is shown once, and not kept."""
    messages: list[Message] = [
        text_message(words()["note_not_kept"].strip()) if "note" in message else message
        for message in document["messages"]
    ]
    return {**document, "messages": messages}
