"""A message without a conversation around it, as Rasa's /model/parse reads it, in the shape of a tracker."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any


class OneMessage:
    """The first message of a conversation that was never opened; see `bot.dialogue.turns.Tracker`.

    Attributes:
        parse: what Rasa's parse says of the message.
    """

    def __init__(self, parse: Mapping[str, Any]) -> None:
        self.parse = parse
        self.events: tuple[Any, ...] = ()
        self.latest_message = SimpleNamespace(
            parse_data=parse, text=parse.get("text"), entities=parse.get("entities") or []
        )
