"""One message to its answer, whatever is down: the steps in their order, and what is answered where they fail."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import deadlines
from bot.database.engine import Database, wipe_freed_space
from bot.dialogue.contacts_first import Place, place_of
from bot.website.bulkhead import Bulkhead, TooSlowError
from bot.website.chat.context import AnswerDocument, ClientMessage, MessageContext
from bot.website.chat.steps.ask import Ask
from bot.website.chat.steps.claim import Claim, NoAnswerError, NoConversationError
from bot.website.chat.steps.forget import Forget
from bot.website.chat.steps.look import Look
from bot.website.chat.steps.order import Order
from bot.website.chat.steps.review import Review
from bot.website.stage import Stage, Stages

log = logging.getLogger(__name__)

# What is wrong with the request, and not with us.
_REFUSED = (NoConversationError, NoAnswerError)


class StoringStep(Protocol):
    """A step that writes; all of them write in one transaction."""

    def __call__(self, context: MessageContext, session: Session) -> None: ...


@dataclass(frozen=True)
class Bulkheads:
    """Threads for messages: those in danger apart from all others."""

    messages: Bulkhead
    in_danger: Bulkhead


@dataclass(frozen=True)
class Pipeline:
    """
    Attributes:
        stages: before the practice went live, nobody is asked for an answer.
        storing: disclose, keep and count.
        answer_deadline: seconds that Rasa gets for a message in which the gate found no danger.
    """

    look: Look
    stages: Stages
    forget: Forget
    claim: Claim
    ask: Ask
    order: Order
    storing: Sequence[StoringStep]
    review: Review
    database: Database
    bulkheads: Bulkheads
    answer_deadline: float

    def warm_up(self) -> None:
        """Read and compile what the first answer needs: it may be for somebody in danger.

        Whatever fails here fails again at the first message, which is answered all the same; it is logged.
        """
        try:
            for text in ("my fr1end cant c0me 2day becuase of the trian", "I want to die"):
                context = MessageContext(ClientMessage("", "", text))
                self.look(context)
                self.order(context)
        except Exception:
            log.exception("the first answer could not be made ready")

    def answer(self, message: ClientMessage) -> AnswerDocument:
        """The answer; contacts alone, from memory, where a person in danger would wait too long or get none.

        Raises:
            NoConversationError: the conversation was deleted or has expired.
            NoAnswerError: another request answers the same message, and does not come to an end.
            Exception: whatever is wrong with us, where the gate found nothing.
        """
        context = MessageContext(message)
        self.look(context)
        finding = context.finding
        bulkhead, seconds = self.bulkheads.messages, self.answer_deadline + deadlines.MESSAGE_BESIDE_RASA
        if place_of(finding) is Place.TAKE_OVER:
            bulkhead, seconds = self.bulkheads.in_danger, deadlines.IN_DANGER
        try:
            return bulkhead.run(seconds, lambda: self._process(context))
        except TooSlowError:
            log.error("a message was answered without Rasa and the database, which were too slow")
        except _REFUSED:
            raise
        except Exception as error:
            if place_of(finding) is Place.NOWHERE:
                raise
            # Whatever is wrong with us, they are told whom to call. Only the type: the text may quote the message.
            log.error("a message in danger was answered with contacts alone (%s)", type(error).__name__)
        # A context of its own: the steps that were given up may still be writing to the other one.
        alone = MessageContext(message, finding)
        alone.is_set_up = self.stages.last is not Stage.SETTING_UP
        with self.database.left_alone():
            self.order(alone)
        return alone.document()

    def _process(self, context: MessageContext) -> AnswerDocument:
        if place_of(context.finding) is Place.NOWHERE:
            self.forget(context)
        if context.is_settled:
            return context.document()
        self.claim(context)
        if context.earlier is not None:
            return context.document()
        try:
            if context.reply is None:
                context.is_set_up = not self.stages.being_set_up
                if context.is_set_up:
                    self.ask(context)
            self.order(context)
            if context.is_claimed:
                self._store(context)
        except Exception:
            if context.is_claimed:
                self.claim.release(context)
            raise
        if context.is_claimed:
            self.review(context)
        return context.document()

    def _store(self, context: MessageContext) -> None:
        try:
            with self.database.session() as session:
                for step in self.storing:
                    step(context, session)
            if context.preparing != context.was_preparing:
                wipe_freed_space(self.database.engine)
        except SQLAlchemyError as error:
            log.error("an answer was not kept (%s)", type(error).__name__)
