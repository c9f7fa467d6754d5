"""What the crisis gate and the learned layer say about a message."""

from __future__ import annotations

from dataclasses import dataclass

# Weakest first: the order is what `strongest` compares.
TIERS = ("none", "policy", "distress", "crisis", "emergency")

# The order decides which kind is named when two of one tier are found: whoever may need an ambulance
# or the police within minutes comes before those whose danger is less immediate.
KINDS = (
    "overdose",
    "medical",
    "suicide",
    "third_party",
    "child_abuse",
    "sexual_assault",
    "partner_violence",
    "harm_to_others",
    "eating_disorder",
    "self_harm",
    "passive_wish",
    "distress",
)


class FindingError(ValueError):
    """A finding was made that has no meaning; the message says why."""


@dataclass(frozen=True)
class Finding:
    """One judgement about a message. It carries nothing of the message itself.

    Attributes:
        tier: "emergency" (minutes count), "crisis" (danger to life or limb), "distress" (overwhelmed, no
            danger stated), "policy" (a calm question about how crises are handled), or "none".
        kind: which contacts and words belong to it; one of KINDS, or None for "none" and "policy".
        rule: id of the pattern, or name of the model, that decided; None for "none".
    """

    tier: str
    kind: str | None
    rule: str | None

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise FindingError(f"no such tier: {self.tier!r}; use one of {', '.join(TIERS)}")
        if self.kind is not None and self.kind not in KINDS:
            raise FindingError(f"no such kind: {self.kind!r}; use one of {', '.join(KINDS)}")
        if self.tier == "none" and (self.kind or self.rule):
            raise FindingError("a finding of tier 'none' has neither kind nor rule")
        if self.tier not in ("none", "policy") and self.kind is None:
            raise FindingError(f"a finding of tier {self.tier!r} needs a kind")

    @property
    def language(self) -> str | None:
        """The code of the other language in which it was said ("es.suicide.want_to_die"); None for English."""
        return language_of_rule(self.rule)

    @property
    def takes_over(self) -> bool:
        """Whether contacts come first, before anything else is answered."""
        return self.tier in ("emergency", "crisis")

    @property
    def shows_contacts(self) -> bool:
        """Whether contacts are shown at all, first or beside the ordinary answer."""
        return self.tier != "none"


def language_of_rule(rule: str | None) -> str | None:
    """The code of the other language that a rule is for; None for English."""
    code, _, rest = (rule or "").partition(".")
    return code if "." in rest else None


NOTHING = Finding("none", None, None)


def strongest(*findings: Finding) -> Finding:
    """The finding with the highest tier; of equals the first given. None of them can lower another."""
    return max(findings, key=lambda finding: TIERS.index(finding.tier), default=NOTHING)


def for_a_strict_place(finding: Finding) -> Finding:
    """What is left of a finding where the law bars detecting emotional states: what was stated of a danger."""
    return NOTHING if finding.tier == "distress" else finding
