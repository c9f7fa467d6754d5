"""The state after contacts: how it begins, what keeps it up, and when it is over.

It is over when the client has clearly moved on (ENOUGH ordinary questions answered, or as many statements of feeling
better), or when nothing was said for the set time. Any new sign of danger begins it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.danger.finding import TIERS, Finding, FindingError
from bot.dialogue.contacts_first import LEARNED

# Questions answered, or statements of feeling better, after which the client has moved on.
ENOUGH = 2
EMERGENCY = "emergency"
OWN_LIFE = frozenset({"suicide", "passive_wish", "self_harm", "overdose", "medical"})
# Of the finding for which contacts are still in reach, below a message in which none was found.
RULE = "after_contacts"


@dataclass(frozen=True)
class AfterContacts:
    """That contacts were shown.

    Attributes:
        tier, kind: for which danger; as in `bot.danger.finding.Finding`.
        seen_at: when contacts, or their line, were last shown; seconds since 1970.
        moved_on: questions and statements since, that tell that the client is past it.
        again: the latest message told of the danger once more.
        guessed: the learned layer held danger for possible, not likely: what is said next means something for this
            state only where that is plain.
        language: in which the client told of the danger, and is answered; None for English.
        groups: to which the client said that they belong, of `bot.helplines.lines.GROUPS`.
        circumstance: that they told beside this danger; see `bot.helplines.told.Told`.
    """

    tier: str
    kind: str
    seen_at: float
    moved_on: int = 0
    again: bool = False
    guessed: bool = False
    language: str | None = None
    groups: tuple[str, ...] = ()
    circumstance: str | None = None

    @property
    def finding(self) -> Finding:
        # As rules do that are for one language: `bot.danger.finding.language_of_rule`.
        return Finding(self.tier, self.kind, f"{self.language}.state.{RULE}" if self.language else RULE)

    @property
    def minutes_count(self) -> bool:
        """Whether it is an emergency, in which feeling better means little."""
        return self.tier == EMERGENCY

    def is_over(self, now: float, minutes: float) -> bool:
        """Whether the client has moved on, or was silent for so many minutes."""
        return self.moved_on >= ENOUGH or now - self.seen_at > 60 * minutes

    def covers(self, finding: Finding) -> bool:
        """Whether the contacts that were shown are those for this finding too.

        They are for the same kind and no higher tier; for anything less in an emergency; and for what the learned
        layer guesses: it does not know what was said before, and takes "I don't want him in jail" for harm to others.
        That the client's own life may be in danger is news where it was not so before.
        """
        if TIERS.index(finding.tier) > TIERS.index(self.tier):
            return False
        if self.kind == finding.kind or (self.minutes_count and finding.tier != EMERGENCY):
            return True
        return finding.rule == LEARNED and (finding.kind not in OWN_LIFE or self.kind in OWN_LIFE)

    def seen(self, now: float) -> AfterContacts:
        """The same after another answer with the line, to somebody who has not moved on."""
        return replace(self, seen_at=now, moved_on=0, again=False)

    def one_on(self, now: float) -> AfterContacts:
        """The same after an ordinary question was answered, or the client said that they feel better."""
        return replace(self, seen_at=now, moved_on=self.moved_on + 1, again=False)

    def with_told(self, before: AfterContacts | None, groups: Iterable[str], circumstance: str | None) -> AfterContacts:
        """The same with what was told of the client until now; `before` is the state before the latest message."""
        known = before.groups if before else ()
        told = circumstance or self.circumstance
        if told is None and before is not None and before.kind == self.kind:
            told = before.circumstance
        return replace(self, groups=tuple(sorted({*self.groups, *known, *groups})), circumstance=told)

    def as_dict(self) -> dict[str, Any]:
        """For a slot, or a row."""
        return {**asdict(self), "groups": list(self.groups)}


def is_of_state(rule: str | None) -> bool:
    """Whether a finding's rule says that contacts are still in reach, and tells of no new danger."""
    return (rule or "").rpartition(".")[2] == RULE


def begun(finding: Finding, now: float, before: AfterContacts | None = None) -> AfterContacts:
    """The state after a finding with a kind; `before` is the state until now."""
    if before is not None and before.covers(finding):
        return replace(before, seen_at=now, moved_on=0, again=True, guessed=False)
    return AfterContacts(finding.tier, str(finding.kind), now, language=finding.language)


def read(value: Any) -> AfterContacts | None:
    """The state from what `as_dict` gave; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    try:
        found = AfterContacts(
            str(value["tier"]),
            str(value["kind"]),
            float(value["seen_at"]),
            int(value.get("moved_on", 0)),
            bool(value.get("again", False)),
            bool(value.get("guessed", False)),
            _text(value.get("language")),
            tuple(map(str, value.get("groups") or ())),
            _text(value.get("circumstance")),
        )
        _ = found.finding
    except (KeyError, TypeError, ValueError, FindingError):
        return None
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def later(one: AfterContacts | None, other: AfterContacts | None) -> AfterContacts | None:
    """Of two notes of the same conversation, the one that was made last."""
    known = [each for each in (one, other) if each is not None]
    return max(known, key=lambda each: each.seen_at, default=None)
