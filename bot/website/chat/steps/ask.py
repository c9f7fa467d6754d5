"""Ask Rasa, within a deadline that is shorter for a person in danger."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass

from bot import deadlines
from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.dialogue.contacts_first import Place, place_of
from bot.website.chat.context import MessageContext
from bot.website.fair_turns import FairTurns, NoTurnError

# Enough for an answer that is as good as there.
_LEAST_SECONDS = 0.2

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ask:
    """
    Attributes:
        turns: at Rasa, which works on one message at a time; a few in flight keep it busy.
        seconds: that Rasa gets, waiting for the turn included.
    """

    rasa: RasaClient
    turns: FairTurns
    seconds: float

    def __call__(self, context: MessageContext) -> None:
        in_danger = place_of(context.finding) is Place.TAKE_OVER
        if in_danger and not context.is_claimed:
            # The database cannot be written, and Rasa needs it: they wait for nothing that cannot come.
            return
        message = context.message
        try:
            if in_danger:
                self._ask(context, deadlines.IN_DANGER_RASA)
                return
            begun = time.monotonic()
            with self.turns.turn(message.sender, self.seconds):
                self._ask(context, max(self.seconds - (time.monotonic() - begun), _LEAST_SECONDS))
        except NoTurnError:
            log.error("Rasa had no time for a message; the fallback answered")
        except RasaUnavailableError as error:
            log.error("Rasa did not answer (%s); the fallback did", error)

    def _ask(self, context: MessageContext, seconds: float) -> None:
        message = context.message
        before = context.before.as_dict() if context.before else None
        told = {"language": message.page_language} if message.page_language else {}
        text = message.text if message.is_payload else without_slashes(message.text)
        context.reply = self.rasa.ask(message.conversation_id, text, seconds, message.country, before, **told)


def without_slashes(text: str) -> str:
    """What a client wrote without leading slashes, which Rasa would read as a command; a button's payload is one.

    Rasa looks for the slash behind any white space, also that which only Unicode knows.
    """
    return re.sub(r"^[\s/]+", "", text) or "?"
