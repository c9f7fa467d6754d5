"""How well questions are understood: right, wrong, offered, or rightly left alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.held_out import Question, Questions
from bot.evaluation.models import Model, Say, Understood
from bot.evaluation.shares import Share
from bot.evaluation.tables import Table

MOST_CONFUSIONS = 20
OFFERED_AT_MOST = 3
# Upper ends of the length bins, in words.
LENGTHS = (5, 10, 15, 25)
_ASKING = re.compile(
    r"\?|(?:^|[.,;!]\s+|\b(?:so|and|but|ok|okay|hi|hello|hey|please|sorry|also)\s+)"
    r"(?:can|could|may|might|must|should|shall|will|would|do|does|did|is|are|am|was|were|has|have|had|isn'?t|"
    r"aren'?t|don'?t|doesn'?t|can'?t|won'?t|what|what'?s|whats|when|where|which|who|whom|whose|why|how|how'?s|"
    r"any chance|any idea|anyone)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Outcome:
    """A held-out message and what the model made of it."""

    question: Question
    understood: Understood

    @property
    def topic(self) -> str:
        """The (first) topic that was asked for."""
        return self.question.topics[0]

    @property
    def answered(self) -> bool:
        return bool(self.understood.answered)

    @property
    def right(self) -> bool:
        """The main answer is the right one."""
        return self.answered and self.understood.answered[0] == self.topic

    @property
    def wrong(self) -> bool:
        """The main answer is another one, even if the right one stands beside it."""
        return self.answered and not self.right

    @property
    def right_or_offered(self) -> bool:
        return self.right or (not self.answered and self.topic in self.understood.offered[:OFFERED_AT_MOST])

    @property
    def likeliest(self) -> bool:
        """The likeliest topic is right, whatever was decided."""
        return self.understood.ranking[:1] == (self.topic,)

    @property
    def among_three(self) -> bool:
        return self.topic in self.understood.ranking[:3]

    @property
    def all_answered(self) -> bool:
        return set(self.question.topics) <= set(self.understood.answered)

    @property
    def some_answered(self) -> bool:
        return bool(set(self.question.topics) & set(self.understood.answered))

    @property
    def unasked_answered(self) -> bool:
        """An answer is given to something that was not asked."""
        return bool(set(self.understood.answered) - set(self.question.topics))


@dataclass(frozen=True)
class TopicResults:
    """The outcomes, by set of messages."""

    topics: list[Outcome]
    in_field: list[Outcome]
    unrelated: list[Outcome]
    several: list[Outcome]
    new: list[Outcome]


def measure_topics(model: Model, questions: Questions, say: Say | None = None) -> TopicResults:
    """Have a model parse all held-out questions."""
    sets = (questions.topics, questions.in_field, questions.unrelated, questions.several, questions.new)
    understood = iter(model.understand([each.text for part in sets for each in part], say))
    return TopicResults(*([Outcome(each, next(understood)) for each in part] for part in sets))


# The measures of the gate and of models/current.json: name, words, how to count.
MEASURES: tuple[tuple[str, str, Callable[[TopicResults], Share]], ...] = (
    ("answered_right", "answered, and right", lambda all_: Share.of(each.right for each in all_.topics)),
    ("answered_wrong", "answered, but wrong", lambda all_: Share.of(each.wrong for each in all_.topics)),
    (
        "likeliest_right",
        "likeliest topic right",
        lambda all_: Share.of(each.likeliest for each in all_.topics),
    ),
    (
        "right_or_offered",
        "right or offered",
        lambda all_: Share.of(each.right_or_offered for each in all_.topics),
    ),
    (
        "among_three",
        "among the three likeliest",
        lambda all_: Share.of(each.among_three for each in all_.topics),
    ),
    (
        "in_field_answered",
        "in field, answered",
        lambda all_: Share.of(each.answered for each in all_.in_field),
    ),
    (
        "unrelated_answered",
        "unrelated, answered",
        lambda all_: Share.of(each.answered for each in all_.unrelated),
    ),
    (
        "several_all",
        "several: all answered",
        lambda all_: Share.of(each.all_answered for each in all_.several),
    ),
    (
        "several_some",
        "several: some answered",
        lambda all_: Share.of(each.some_answered for each in all_.several),
    ),
    (
        "several_unasked",
        "several: something else too",
        lambda all_: Share.of(each.unasked_answered for each in all_.several),
    ),
    (
        "routed_as_crisis",
        "routed as crisis",
        lambda all_: Share.of(each.understood.finding.takes_over for each in all_.topics),
    ),
    (
        "new_right",
        "new topics: answered, and right",
        lambda all_: Share.of(each.right for each in all_.new),
    ),
    (
        "new_wrong",
        "new topics: answered, but wrong",
        lambda all_: Share.of(each.wrong for each in all_.new),
    ),
    (
        "new_right_or_offered",
        "new topics: right or offered",
        lambda all_: Share.of(each.right_or_offered for each in all_.new),
    ),
)


def topic_scores(results: TopicResults) -> dict[str, float]:
    """Rates by name, rounded to a tenth of a percent."""
    return {name: round(count(results).rate, 3) for name, _, count in MEASURES}


def main_table(results: TopicResults, plain: TopicResults | None, plain_name: str) -> Table:
    """The measures, with plain Rasa's beside them."""
    beside = [plain_name, "95 % interval"] if plain else []
    table = Table("Held-out questions", ["", "messages", "this model", "95 % interval", *beside])
    for _, words, count in MEASURES:
        table.add(words, *count(results).cells, *(count(plain).cells[1:] if plain else []))
    return table


def detail_tables(results: TopicResults) -> list[Table]:
    """By topic, by length, by form, and the worst confusions."""
    return [
        _by("By topic", results.topics, lambda each: each.topic),
        _by("By length", results.topics, lambda each: length_bin(each.question.text)),
        _by("By form", results.topics, lambda each: form(each.question.text)),
        _confusions(results),
    ]


def length_bin(text: str) -> str:
    """Such as " 6 - 10 words"."""
    words, low = len(text.split()), 1
    for high in LENGTHS:
        if words <= high:
            return f"{low:2d} - {high} words"
        low = high + 1
    return f"{low:2d} words and more"


def form(text: str) -> str:
    """Whether a message asks, by its question mark or by how a part of it begins, or only states."""
    return "question" if _ASKING.search(text) else "statement"


def write_misses(results: TopicResults, path: Path) -> None:
    """List what was not answered right, or answered and should not be. It quotes held-out sentences."""
    lines = ["set\tasked\tanswered\toffered\tconfidence\ttext"]
    named = (("topic", results.topics), ("in field", results.in_field), ("unrelated", results.unrelated))
    for name, outcomes in named:
        for each in outcomes:
            if not (each.right if each.question.topics else not each.answered):
                lines.append(_miss(name, each))
    lines += [_miss("several", each) for each in results.several if not each.all_answered or each.unasked_answered]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _miss(name: str, each: Outcome) -> str:
    understood = each.understood
    routed = f"({understood.finding.tier}: {understood.finding.kind})" if understood.finding.takes_over else "-"
    fields = (
        name,
        ", ".join(each.question.topics) or "-",
        ", ".join(understood.answered) or routed,
        ", ".join(understood.offered) or "-",
        f"{understood.confidence:.2f}",
        each.question.text,
    )
    return "\t".join(fields)


def _by(title: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> Table:
    table = Table(title, ["", "messages", "right", "95 % interval", "wrong", "right or offered", "likeliest right"])
    groups: dict[str, list[Outcome]] = {}
    for each in outcomes:
        groups.setdefault(key(each), []).append(each)
    for name in sorted(groups):
        group = groups[name]
        right = Share.of(each.right for each in group)
        table.add(
            name,
            str(right.total),
            *right.cells[1:],
            _percent(each.wrong for each in group),
            _percent(each.right_or_offered for each in group),
            _percent(each.likeliest for each in group),
        )
    return table


def _confusions(results: TopicResults) -> Table:
    """Topics taken for others before any rejection, most often first, and how many were answered so."""
    taken: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for each in results.topics:
        if not each.likeliest:
            pair = (each.topic, each.understood.ranking[0] if each.understood.ranking else "-")
            taken[pair] += 1
            answered[pair] += each.wrong
    table = Table("Worst confusions", ["asked", "likeliest", "messages", "answered"])
    for pair, number in taken.most_common(MOST_CONFUSIONS):
        table.add(*pair, str(number), str(answered[pair]))
    return table


def _percent(outcomes: Iterable[bool]) -> str:
    return f"{100 * Share.of(outcomes).rate:.0f} %"
