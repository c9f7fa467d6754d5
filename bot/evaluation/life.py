"""How danger is recognised in what people really type: long and short posts, several turns, other languages, every day.

The sets were written by people who knew neither the list of kinds nor the training sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.danger.finding import Finding
from bot.evaluation.held_out import HELD_OUT_DIR, HeldOutError
from bot.evaluation.models import Model, Say
from bot.evaluation.shares import Share
from bot.evaluation.tables import Table
from bot.yaml_reading import YamlError, load_yaml

RAMBLE, SHORT = "ramble", "short"
FORMS = (RAMBLE, SHORT)
LEARNED = "learned"
# Upper ends of the groups by length, in words.
LENGTHS = (5, 10, 20, 40, 80)


@dataclass(frozen=True)
class Post:
    """A message of somebody in danger: its form (RAMBLE or SHORT), and whether it says so outright."""

    text: str
    form: str
    explicit: bool


@dataclass(frozen=True)
class Disclosure:
    """A client's messages in their order, and the number of the one at which the danger is clear."""

    turns: tuple[str, ...]
    clear_by: int
    explicit: bool


@dataclass(frozen=True)
class Language:
    """Plain statements of danger, and harmless messages, in one language."""

    at_risk: tuple[str, ...]
    harmless: tuple[str, ...]


@dataclass(frozen=True)
class LifeMessages:
    """The sets.

    Attributes:
        posts: of people in danger.
        rambles: long messages without danger.
        everyday: short ones.
        conversations: a client's messages in their order, without danger.
        disclosures: danger told over several messages.
        languages: by code.
    """

    posts: list[Post]
    rambles: list[str]
    everyday: list[str]
    conversations: list[tuple[str, ...]]
    disclosures: list[Disclosure]
    languages: dict[str, Language]

    def by_themselves(self) -> LifeMessages:
        """Without those that are measured turn by turn, which take minutes: for a model that is to go live."""
        return replace(self, conversations=[], disclosures=[])

    def sentences(self) -> list[str]:
        """What must not stand in training data: all but the statements in other languages, which patterns name."""
        long = ["\n".join(turns) for turns in [*self.conversations, *(each.turns for each in self.disclosures)]]
        return [*(post.text for post in self.posts), *self.rambles, *self.everyday, *long]


def load_life(directory: Path = HELD_OUT_DIR) -> LifeMessages:
    """The sets.

    Raises:
        HeldOutError: a file is missing or not of the expected shape.
    """
    try:
        posts, everyday, turns, languages = (
            load_yaml(directory / f"{name}.yml") for name in ("posts", "everyday", "turns", "languages")
        )
        return LifeMessages(
            [
                Post(text, form, how == "explicit")
                for form in FORMS
                for how, texts in posts["at_risk"][form].items()
                for text in texts
            ],
            list(posts["harmless"][RAMBLE]),
            list(everyday["everyday"]),
            [tuple(conversation) for conversation in everyday["conversations"]],
            [Disclosure(tuple(each["turns"]), each["clear_by"], each["explicit"]) for each in turns],
            {code: Language(tuple(each["at_risk"]), tuple(each["harmless"])) for code, each in languages.items()},
        )
    except (YamlError, AttributeError, KeyError, TypeError) as error:
        raise HeldOutError(f"{directory}: the sets from life are not of the expected shape: {error}") from error


@dataclass(frozen=True)
class LifeResults:
    """The findings, in the order of the messages; of each turn, where there are several."""

    messages: LifeMessages
    posts: list[Finding]
    rambles: list[Finding]
    everyday: list[Finding]
    conversations: list[list[Finding]]
    disclosures: list[list[Finding]]
    languages: dict[str, tuple[list[Finding], list[Finding]]]

    def of_form(self, form: str) -> list[Finding]:
        return [found for post, found in zip(self.messages.posts, self.posts, strict=True) if post.form == form]

    def explicit(self) -> list[Finding]:
        return [found for post, found in zip(self.messages.posts, self.posts, strict=True) if post.explicit]


def measure_life(model: Model, messages: LifeMessages, say: Say | None = None) -> LifeResults:
    """Have a model check all of them, conversations turn by turn."""

    def found(texts: Sequence[str]) -> list[Finding]:
        return [each.finding for each in model.understand(texts)]

    results = LifeResults(
        messages,
        found([post.text for post in messages.posts]),
        found(messages.rambles),
        found(messages.everyday),
        model.findings_by_turn(messages.conversations),
        model.findings_by_turn([each.turns for each in messages.disclosures]),
        {code: (found(each.at_risk), found(each.harmless)) for code, each in messages.languages.items()},
    )
    if say:
        say(f"  {len(messages.conversations) + len(messages.disclosures)} conversations")
    return results


def _first(found: Iterable[Finding]) -> Share:
    return Share.of(each.takes_over for each in found)


def _any(found: Iterable[Finding]) -> Share:
    return Share.of(each.shows_contacts for each in found)


def _in_any_turn(conversations: Iterable[Sequence[Finding]], share: Callable[[Finding], bool]) -> Share:
    return Share.of(any(map(share, turns)) for turns in conversations)


def _fires(finding: Finding) -> bool:
    return finding.takes_over


def _shows(finding: Finding) -> bool:
    return finding.shows_contacts


# Name, words, how to count; as crisis.MEASURES.
MEASURES: tuple[tuple[str, str, Callable[[LifeResults], Share]], ...] = (
    ("posts", "posts at risk fire", lambda all_: _first(all_.posts)),
    ("posts_shown", "posts at risk: contacts shown", lambda all_: _any(all_.posts)),
    ("rambles", "long posts at risk fire", lambda all_: _first(all_.of_form(RAMBLE))),
    ("short", "short posts at risk fire", lambda all_: _first(all_.of_form(SHORT))),
    ("short_shown", "short posts at risk: contacts shown", lambda all_: _any(all_.of_form(SHORT))),
    ("posts_explicit", "explicit posts fire", lambda all_: _first(all_.explicit())),
    ("turns", "over several turns: contacts first by the last", lambda all_: _in_any_turn(all_.disclosures, _fires)),
    (
        "turns_shown",
        "over several turns: contacts shown by the last",
        lambda all_: _in_any_turn(all_.disclosures, _shows),
    ),
    (
        "languages",
        "plain statements in other languages fire",
        lambda all_: _first(each for at_risk, _ in all_.languages.values() for each in at_risk),
    ),
    (
        "languages_harmless",
        "false: harmless in other languages",
        lambda all_: _first(each for _, harmless in all_.languages.values() for each in harmless),
    ),
    ("everyday", "false: everyday", lambda all_: _first(all_.everyday)),
    ("everyday_shown", "false: everyday, contacts shown", lambda all_: _any(all_.everyday)),
    ("harmless_rambles", "false: long without danger", lambda all_: _first(all_.rambles)),
    ("conversations", "false: conversations, in any turn", lambda all_: _in_any_turn(all_.conversations, _fires)),
    (
        "conversations_shown",
        "false: conversations, contacts shown in any turn",
        lambda all_: _in_any_turn(all_.conversations, _shows),
    ),
)


def life_scores(results: LifeResults) -> dict[str, float]:
    """Rates of what was measured by name, rounded to a tenth of a percent."""
    shares = {name: count(results) for name, _, count in MEASURES}
    return {name: round(share.rate, 3) for name, share in shares.items() if share.total}


def life_tables(results: LifeResults) -> list[Table]:
    """The measures, and by length, by who found it, by turn and by language."""
    table = Table("Danger as people type it", ["", "messages", "rate", "95 % interval"])
    for _, words, count in MEASURES:
        table.add(words, *count(results).cells)
    return [table, _by_length(results), _by_finder(results), _by_turn(results), _by_language(results)]


def _by_length(results: LifeResults) -> Table:
    table = Table(
        "Posts at risk, by words", ["", "messages", "fires", "95 % interval", "contacts shown", "95 % interval"]
    )
    least = 1
    for most in (*LENGTHS, 10_000):
        group = [
            found
            for post, found in zip(results.messages.posts, results.posts, strict=True)
            if least <= len(post.text.split()) <= most
        ]
        if group:
            name = f"{least} to {most}" if most in LENGTHS else f"{least} and more"
            table.add(name, *_first(group).cells, *_any(group).cells[1:])
        least = most + 1
    return table


def _by_finder(results: LifeResults) -> Table:
    """Who fired: the rules (whether or not the layer would have, too), or the layer alone."""
    table = Table("Who fires", ["", "messages", "rules", "learned layer alone", "nobody"])
    sets = (
        ("long posts at risk", results.of_form(RAMBLE)),
        ("short posts at risk", results.of_form(SHORT)),
        ("long without danger", results.rambles),
        ("everyday", results.everyday),
    )
    for name, found in sets:
        learned = sum(each.takes_over and each.rule == LEARNED for each in found)
        fired = sum(each.takes_over for each in found)
        table.add(name, str(len(found)), str(fired - learned), str(learned), str(len(found) - fired))
    return table


def _by_turn(results: LifeResults) -> Table:
    table = Table("Over several turns: contacts by then", ["", "conversations", "first", "95 % interval", "shown", ""])
    told = list(zip(results.messages.disclosures, results.disclosures, strict=True))
    parts = (
        ("before it is clear", [found[: each.clear_by - 1] for each, found in told]),
        ("when it is clear", [found[: each.clear_by] for each, found in told]),
        ("by the last", [found for _, found in told]),
    )
    for name, conversations in parts:
        table.add(name, *_in_any_turn(conversations, _fires).cells, *_in_any_turn(conversations, _shows).cells[1:])
    return table


def _by_language(results: LifeResults) -> Table:
    table = Table("Other languages", ["", "at risk", "fires", "95 % interval", "contacts shown", "harmless that fire"])
    for code, (at_risk, harmless) in results.languages.items():
        table.add(code, *_first(at_risk).cells, _any(at_risk).cells[1], _first(harmless).cells[0])
    return table


def write_life_misses(results: LifeResults, path: Path) -> None:
    """List what did not fire and should, and what fired and should not. It quotes held-out sentences."""
    messages = results.messages
    lines = ["what\ttier\tkind\trule\ttext"]
    for post, found in zip(messages.posts, results.posts, strict=True):
        if not found.takes_over:
            lines.append(_line(f"missed, {post.form}", found, post.text))
    for texts, harmless in ((messages.rambles, results.rambles), (messages.everyday, results.everyday)):
        lines += [_line("false", e, text) for text, e in zip(texts, harmless, strict=True) if e.shows_contacts]
    for told, turns in zip(messages.disclosures, results.disclosures, strict=True):
        if not any(map(_fires, turns)):
            lines.append(_line("missed, turns", turns[-1], " / ".join(told.turns)))
    for said, turns in zip(messages.conversations, results.conversations, strict=True):
        shown = [each for each in turns if each.shows_contacts]
        if shown:
            lines.append(_line("false, conversation", shown[0], " / ".join(said)))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _line(what: str, finding: Finding, text: str) -> str:
    flat = text.replace("\n", " / ")
    return "\t".join((what, finding.tier, finding.kind or "-", finding.rule or "-", flat))
