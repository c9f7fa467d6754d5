"""What is still missing to say whether a client may send something: how, about what, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.forms import ANY
from bot.practice.contact_rules import needs_therapist
from bot.practice.live import LiveRecord
from bot.practice.purposes import Purpose
from bot.practice.record import ChannelKind
from bot.practice.store import NoRecordError

# Whatever the channel and the therapist, these have one answer.
PLAIN_PURPOSES = frozenset({Purpose.EMERGENCY.value, Purpose.URGENT.value, Purpose.SOCIAL.value, ANY})


class Checker:
    """Knows from the practice record whether an answer depends on the therapist."""

    def __init__(self, live: LiveRecord) -> None:
        self._live = live

    def not_needed(self, slots: Mapping[str, str | None]) -> dict[str, str]:
        """Values for the slots of the check that need not be asked for."""
        purpose, channel, therapist = slots.get("purpose"), slots.get("channel"), slots.get("therapist")
        if purpose in PLAIN_PURPOSES:
            return {"channel": channel or ANY, "for_therapist": therapist or ANY}
        if therapist:
            return {"for_therapist": therapist}
        if purpose and channel and not self._depends_on_therapist(purpose, channel):
            return {"for_therapist": ANY}
        return {}

    def _depends_on_therapist(self, purpose: str, channel: str) -> bool:
        known = known_purpose(purpose)
        try:
            record = self._live.current()
        except (SQLAlchemyError, NoRecordError):
            return False
        if known is None or len(record.therapists) < 2:
            return False
        return needs_therapist(record, known, known_channel(channel), datetime.now(timezone.utc))


def known_channel(value: str | None) -> ChannelKind | None:
    """The channel of that name; None for "any" and for none."""
    return ChannelKind(value) if value in {kind.value for kind in ChannelKind} else None


def known_purpose(value: str | None) -> Purpose | None:
    """The purpose of that name; None for "any" and for none."""
    return Purpose(value) if value in {purpose.value for purpose in Purpose} else None
