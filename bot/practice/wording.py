"""The practice's sentences: templates from data/wording, filled with the names and numbers of one policy."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.practice import spoken
from bot.practice.record import Channel, ContactPolicy, ReplyTime

log = logging.getLogger(__name__)

WORDING = Path(__file__).resolve().parents[2] / "data" / "wording"


# What was last read of a file, with the time of its change (ns).
_seen: dict[str, tuple[int, dict[str, Any]]] = {}


def wording(name: str) -> dict[str, Any]:
    """The templates of data/wording/<name>.yml as they stand in the file; the last ones read while it is broken."""
    changed_at, _ = _seen.get(name, (None, None))
    path = WORDING / f"{name}.yml"
    try:
        now = path.stat().st_mtime_ns
        if now != changed_at:
            _seen[name] = (now, YAML(typ="safe").load(path))
    except (OSError, YAMLError) as error:
        if name not in _seen:
            raise
        log.error("data/wording/%s.yml cannot be read (%s): the last words serve", name, type(error).__name__)
    return _seen[name][1]


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
