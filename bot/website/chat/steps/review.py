"""Put what was not understood onto the staff's review list."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations.review import NOT_UNDERSTOOD
from bot.website.chat.context import MessageContext
from bot.website.chat.feedback import Feedback
from bot.website.chat.steps.keep import reviewable


@dataclass(frozen=True)
class Review:
    feedback: Feedback

    def __call__(self, context: MessageContext) -> None:
        understood, message = reviewable(context), context.message
        if understood is None:
            return
        if understood.is_unclear:
            self.feedback.note(message.conversation_id, message.id, NOT_UNDERSTOOD)
        if understood.corrects:
            self.feedback.note_before(message.conversation_id, message.id)
