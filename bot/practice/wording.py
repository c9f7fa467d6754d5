"""The practice's sentences: templates from data/wording, filled with the names and numbers of one policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.practice import spoken
from bot.practice.record import Channel, ContactPolicy, ReplyTime
from bot.wording import wording


@dataclass(frozen=True)
class Speaker:
    """Fills templates for one policy. `whom` is what a sentence calls the therapist."""

    policy: ContactPolicy
    whom: str = ""

    @property
    def country(self) -> str:
        return self.policy.practice.country

    def fill(self, template: str, /, **values: str) -> str:
        """The template with its values, and with {practice}, {phone}, {emergency_number} and {whom}."""
        practice, therapist = self.policy.practice, self.policy.therapist
        filled = template.format(
            practice=practice.name,
            phone=practice.phone,
            emergency_number=practice.emergency_number,
            whom=self.whom or (therapist.name if therapist else wording("facts")["your_therapist"]),
            **values,
        )
        return spoken.sentence_case(filled) if template.startswith("{") else filled

    def way(self, channel: Channel) -> str:
        """Such as "by email to office@example.org"."""
        return self._of(channel, "way" if channel.address else "by")

    def by(self, channel: Channel) -> str:
        """Such as "by email"."""
        return self._of(channel, "by")

    def plurals(self, channels: Iterable[Channel]) -> str:
        """Such as "text messages and emails"."""
        return spoken.listing([self._of(channel, "plural") for channel in channels])

    def _of(self, channel: Channel, word: str) -> str:
        words = wording("facts")["channels"][channel.kind.value]
        return str(words[word]).format(address=channel.address, name=channel.name or words["name"])


def uses(names: Iterable[str]) -> str:
    """Permitted purposes, such as "bills and forms"."""
    return spoken.listing([wording("facts")["uses"][name] for name in names])


def reply_time(reply: ReplyTime) -> str:
    """Such as "2 business days"."""
    one, many = wording("facts")["reply"][reply.unit.value]
    return str(one if reply.value == 1 else many).format(n=reply.value)
