"""What all facts have in common when they are told: their words, gaps, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.practice import spoken
from bot.practice.record import Closure, Status
from bot.practice.wording import Speaker, wording


@dataclass(frozen=True, kw_only=True)
class Teller(Speaker):
    """The words of one fact of one policy, as it is at the moment `now`."""

    key: str
    now: datetime

    def say(self, name: str, /, **values: str) -> str:
        """A sentence of this fact's wording."""
        words = wording("facts")["facts"][self.key]
        return self.fill(words.get(name) or wording("facts")[name], **values)

    def gap(self) -> str:
        """The sentence for what nobody has recorded."""
        return self.say("not_recorded", about=wording("facts")["facts"][self.key].get("about", ""))

    def away_sentences(self, absence: Closure) -> list[str]:
        words = wording("facts")["facts"]["cover"]
        said = [self.fill(words["away"], days=spoken_days(absence, self.country))]
        if absence.cover_name:
            contact = self.fill(words["contact"], contact=absence.cover_contact) if absence.cover_contact else ""
            said.append(self.fill(words["stand_in"], cover=absence.cover_name, contact=contact))
        return said

    def own_words(self) -> list[str]:
        statement = self.policy.statement(self.key)
        if statement.status is Status.OFFERED:
            return [statement.text or ""]
        return [self.gap() if statement.status is Status.NOT_RECORDED else self.say("not_offered")]


def spoken_days(closure: Closure, country: str) -> str:
    first, last = spoken.day(closure.first_day, country), spoken.day(closure.last_day, country)
    days = f"on {first}" if first == last else f"from {first} to {last}"
    if closure.closed_from:
        days += f" from {spoken.clock(closure.closed_from, country)}"
    if closure.closed_until:
        days += f" until {spoken.clock(closure.closed_until, country)}"
    return f"{days} ({closure.reason})" if closure.reason else days
