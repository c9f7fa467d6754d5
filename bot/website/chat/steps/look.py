"""Look for danger in the message, before anything that could make the client wait."""

from __future__ import annotations

from dataclasses import dataclass

from bot.danger.finding import NOTHING, for_a_strict_place
from bot.danger.gate import Gate
from bot.website.chat.context import MessageContext


@dataclass(frozen=True)
class Look:
    """
    Attributes:
        strict: see `Settings.strict_place`.
    """

    gate: Gate
    strict: bool = False

    def __call__(self, context: MessageContext) -> None:
        message = context.message
        found = NOTHING if message.is_payload else self.gate.check(message.text)
        context.finding = for_a_strict_place(found) if self.strict else found
