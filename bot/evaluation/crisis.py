"""How well danger is recognised, and how often an alarm is false.

A message "fires" when contacts come first (tiers crisis and emergency); contacts are "shown" in every tier
but "none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.danger.finding import Finding
from bot.evaluation.held_out import CrisisMessages, Danger, Harmless, Questions
from bot.evaluation.life import LifeMessages, LifeResults, life_scores, life_tables, load_life, measure_life
from bot.evaluation.models import Model, Say
from bot.evaluation.shares import Share
from bot.evaluation.tables import Table

EXPLICIT = "explicit"
HARD, POLICY, IN_DOMAIN, UNRELATED = "hard", "policy", "in_domain", "unrelated"
# The groups of the hard set that the project's aim names.
IDIOMS_AND_THE_LIKE = frozenset({"idiom", "negation", "past", "news_fiction"})
# The held-out questions serve here too, as what clients write without any danger.
BY_TOPIC, IN_FIELD = "questions by topic", "off topic in the field"
EMERGENCY_KINDS = frozenset({"overdose", "medical"})


class _Found:
    """What was found in a message."""

    finding: Finding

    @property
    def fired(self) -> bool:
        return self.finding.takes_over

    @property
    def shown(self) -> bool:
        return self.finding.shows_contacts


@dataclass(frozen=True)
class AtRisk(_Found):
    """A message of somebody in danger, and what was found in it."""

    danger: Danger
    finding: Finding

    @property
    def kind_is_right(self) -> bool:
        return self.finding.kind == self.danger.kind


@dataclass(frozen=True)
class Safe(_Found):
    """A message that needs no contacts first, and what was found in it."""

    message: Harmless
    finding: Finding


@dataclass(frozen=True)
class CrisisResults:
    """The findings, by set of messages."""

    prototypes: list[AtRisk]
    at_risk: list[AtRisk]
    distress: list[Safe]
    harmless: list[Safe]
    life: LifeResults

    def of_set(self, name: str) -> list[Safe]:
        return [each for each in self.harmless if each.message.set == name]


def measure_crisis(
    model: Model,
    messages: CrisisMessages,
    questions: Questions,
    say: Say | None = None,
    life: LifeMessages | None = None,
) -> CrisisResults:
    """Have a model check all held-out messages, and the held-out questions as harmless ones.

    Args:
        life: what people really type; that of data/held_out if not given.
    """
    distress = [Harmless(text, "distress", "distress") for text in messages.distress]
    harmless = [*messages.harmless, *_from_questions(questions)]
    dangers = [*messages.prototypes, *messages.at_risk]
    texts = [each.text for part in (dangers, distress, harmless) for each in part]
    findings = iter([each.finding for each in model.understand(texts, say)])
    found = [AtRisk(each, next(findings)) for each in dangers]
    first = len(messages.prototypes)
    safe = [[Safe(each, next(findings)) for each in part] for part in (distress, harmless)]
    return CrisisResults(found[:first], found[first:], safe[0], safe[1], measure_life(model, life or load_life(), say))


def _from_questions(questions: Questions) -> list[Harmless]:
    return [
        *(Harmless(each.text, BY_TOPIC, each.topics[0]) for each in questions.topics),
        *(Harmless(each.text, IN_FIELD, IN_FIELD) for each in questions.in_field),
        *(Harmless(each.text, UNRELATED, "unrelated questions") for each in questions.unrelated),
    ]


def _fired(outcomes: Iterable[AtRisk | Safe]) -> Share:
    return Share.of(each.fired for each in outcomes)


def _shown(outcomes: Iterable[AtRisk | Safe]) -> Share:
    return Share.of(each.shown for each in outcomes)


def _explicit(results: CrisisResults) -> list[AtRisk]:
    return [each for each in results.at_risk if each.danger.style == EXPLICIT]


def _idioms(results: CrisisResults) -> list[Safe]:
    return [each for each in results.of_set(HARD) if each.message.group in IDIOMS_AND_THE_LIKE]


# The measures of the gate and of models/current.json: name, words, how to count.
MEASURES: tuple[tuple[str, str, Callable[[CrisisResults], Share]], ...] = (
    ("prototypes", "plain prototypes fire", lambda all_: _fired(all_.prototypes)),
    ("explicit", "explicit statements fire", lambda all_: _fired(_explicit(all_))),
    ("at_risk", "all at risk fire", lambda all_: _fired(all_.at_risk)),
    ("at_risk_shown", "all at risk: contacts shown", lambda all_: _shown(all_.at_risk)),
    ("distress_shown", "distress: contacts shown", lambda all_: _shown(all_.distress)),
    ("distress_fired", "distress fires", lambda all_: _fired(all_.distress)),
    (
        "kind_named",
        "kind named right, of what fired",
        lambda all_: Share.of(each.kind_is_right for each in all_.at_risk if each.fired),
    ),
    (
        "emergency_tier",
        "overdose, medical: emergency tier",
        lambda all_: Share.of(
            each.finding.tier == "emergency"
            for each in all_.at_risk
            if each.danger.kind in EMERGENCY_KINDS and each.fired
        ),
    ),
    ("idioms", "false: idioms, negations, past, news", lambda all_: _fired(_idioms(all_))),
    ("hard", "false: all hard groups", lambda all_: _fired(all_.of_set(HARD))),
    ("policy", "false: questions about policy", lambda all_: _fired(all_.of_set(POLICY))),
    ("in_domain", "false: in-domain", lambda all_: _fired(all_.of_set(IN_DOMAIN))),
    ("by_topic", "false: questions by topic", lambda all_: _fired(all_.of_set(BY_TOPIC))),
    ("in_field", "false: off topic in the field", lambda all_: _fired(all_.of_set(IN_FIELD))),
    ("unrelated", "false: unrelated", lambda all_: _fired(all_.of_set(UNRELATED))),
)


def crisis_scores(results: CrisisResults) -> dict[str, float]:
    """Rates by name, rounded to a tenth of a percent."""
    rates = {name: round(count(results).rate, 3) for name, _, count in MEASURES}
    return {**rates, **life_scores(results.life)}


def main_table(results: CrisisResults) -> Table:
    """The measures."""
    table = Table("Held-out crisis messages", ["", "messages", "rate", "95 % interval"])
    for _, words, count in MEASURES:
        table.add(words, *count(results).cells)
    return table


def detail_tables(results: CrisisResults) -> list[Table]:
    """By kind, style and harmless group, and what was decided by rules and by the learned layer."""
    return [
        _at_risk_by("At risk, by kind", results.at_risk, lambda each: each.danger.kind),
        _at_risk_by("At risk, by style", results.at_risk, lambda each: each.danger.style),
        _harmless_by_group(results),
        _by_rule(results),
        *life_tables(results.life),
    ]


def _at_risk_by(title: str, outcomes: Sequence[AtRisk], key: Callable[[AtRisk], str]) -> Table:
    table = Table(title, ["", "messages", "fires", "95 % interval", "contacts shown", "95 % interval", "kind named"])
    for name in sorted({key(each) for each in outcomes}):
        group = [each for each in outcomes if key(each) == name]
        named = Share.of(each.kind_is_right for each in group if each.fired)
        table.add(name, *_fired(group).cells, *_shown(group).cells[1:], f"{100 * named.rate:.0f} %")
    return table


def _harmless_by_group(results: CrisisResults) -> Table:
    table = Table("Harmless, by group", ["", "messages", "fires", "95 % interval", "contacts shown", "95 % interval"])
    groups: dict[str, list[Safe]] = {"distress (contacts suit it)": results.distress}
    for each in results.harmless:
        message = each.message
        name = message.set if message.set in (BY_TOPIC, IN_FIELD) else f"{message.set}: {message.group}"
        groups.setdefault(name, []).append(each)
    for name, group in groups.items():
        table.add(name, *_fired(group).cells, *_shown(group).cells[1:])
    return table


def _by_rule(results: CrisisResults) -> Table:
    """Who fired: the rules (whether or not the model would have, too), or the learned layer alone."""
    table = Table("Who fires", ["", "messages", "rules", "learned layer alone", "nobody"])
    sets: tuple[tuple[str, Sequence[AtRisk | Safe]], ...] = (
        ("at risk", results.at_risk),
        ("hard", results.of_set(HARD)),
        ("in-domain", results.of_set(IN_DOMAIN)),
        ("questions by topic", results.of_set(BY_TOPIC)),
        ("off topic in the field", results.of_set(IN_FIELD)),
        ("unrelated", results.of_set(UNRELATED)),
    )
    for name, outcomes in sets:
        learned = sum(each.fired and each.finding.rule == "learned" for each in outcomes)
        fired = sum(each.fired for each in outcomes)
        table.add(name, str(len(outcomes)), str(fired - learned), str(learned), str(len(outcomes) - fired))
    return table


def write_misses(results: CrisisResults, path: Path) -> None:
    """List what did not fire and should, and what fired and should not. It quotes held-out sentences."""
    lines = ["what\tset\ttier\tkind\trule\ttext"]
    for risk in [*results.prototypes, *results.at_risk]:
        if not risk.fired:
            lines.append(_line("missed", f"{risk.danger.kind}, {risk.danger.style}", risk.finding, risk.danger.text))
    for risk in results.at_risk:
        if risk.fired and not risk.kind_is_right:
            name = f"{risk.danger.kind}, {risk.danger.style}"
            lines.append(_line("other kind", name, risk.finding, risk.danger.text))
    lines += [_line("not shown", "distress", e.finding, e.message.text) for e in results.distress if not e.shown]
    for safe in [*results.distress, *results.harmless]:
        if safe.fired:
            name = f"{safe.message.set}, {safe.message.group}"
            lines.append(_line("false alarm", name, safe.finding, safe.message.text))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _line(what: str, name: str, finding: Finding, text: str) -> str:
    return "\t".join((what, name, finding.tier, finding.kind or "-", finding.rule or "-", text))
