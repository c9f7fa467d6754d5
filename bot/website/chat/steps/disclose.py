"""Say again, after some hours, that the client talks to a program.

New York General Business Law art. 47: at the start, and at least every three hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy.orm import Session

from bot.conversations import store
from bot.dialogue.contacts_first import contacts_first
from bot.messages import text_message
from bot.website.chat.context import MessageContext
from bot.website.words import FilledWords

DISCLOSE_EVERY = timedelta(hours=3)


@dataclass(frozen=True)
class Disclose:
    words: FilledWords

    def __call__(self, context: MessageContext, session: Session) -> None:
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        if store.is_disclosure_due(session, context.message.conversation_id, now, DISCLOSE_EVERY):
            disclosure = text_message(self.words.greeting(context.message.language), context.message.language)
            context.messages = contacts_first([disclosure, *context.messages])
