"""A candidate beside the live model: what is answered worse or better, and whether it may go live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.practice.wording import wording
from bot.publishing.evaluation.gate import allowed_falls, limits_broken
from bot.publishing.evaluation.judged import AT_RISK, GOOD, PARTLY, PROTOTYPE, QUESTION, SETS, Judged

# A topic's own question in words, by its id.
Titles = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """A held-out message that the two models treat differently.

    Attributes:
        set: of bot.publishing.evaluation.judged.
        group: topic or kind.
        before, after: what the live model and the candidate did.
        by: grade of the candidate less grade of the live model; below 0 is worse.
    """

    set: str
    group: str
    text: str
    before: str
    after: str
    by: int


@dataclass(frozen=True)
class Section:
    """A heading of the comparison and its lines, in plain words."""

    heading: str
    lines: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def changes(live: Judged, candidate: Judged) -> list[Change]:
    """What differs in grade, over the messages that both were given."""
    return [
        Change(name, group, text, before[1], after[1], after[0] - before[0])
        for name, group, text, before, after in _pairs(live, candidate)
        if before[0] != after[0]
    ]


def in_words(live: Judged, candidate: Judged, title: Titles) -> list[Section]:
    """The comparison as a person reads it, what is worse first."""
    words, found = wording("publishing"), changes(live, candidate)
    total = sum(1 for _ in _pairs(live, candidate))
    if not total:
        return [Section(words["first_model"], [])]
    sections = []
    for name in (PROTOTYPE, AT_RISK, *(each for each in SETS if each not in (PROTOTYPE, AT_RISK))):
        worse = [each for each in found if each.set == name and each.by < 0]
        if worse:
            lines = [_line(each, title) for each in sorted(worse, key=lambda each: each.by)]
            sections.append(Section(_counted(words["worse"][name], len(worse)), lines))
    better = sum(each.by > 0 for each in found)
    if better:
        sections.append(Section(_counted(words["better"], better, total=total), []))
    return sections or [Section(words["same"].format(total=total), [])]


def refusals(
    scores: Mapping[str, Any],
    live: Judged,
    candidate: Judged,
    dialogues: Mapping[str, list[str]],
    title: Titles,
) -> list[str]:
    """Why the candidate may not go live, in plain words; empty if it may.

    Args:
        scores: of the candidate, by part and name.
        dialogues: the must-pass dialogues that went wrong, with what.

    Raises:
        GateError: the gate's file cannot be used.
    """
    words = wording("publishing")["refusals"]
    found = [words["dialogue"].format(name=name, faults="; ".join(faults)) for name, faults in dialogues.items()]
    found += _bars(scores) if scores else []
    falls = allowed_falls()
    lost = [each.text for each in changes(live, candidate) if each.set == PROTOTYPE and each.by < 0]
    if lost:
        found.append(words["prototypes"].format(texts=", ".join(f"“{text}”" for text in lost)))
    for name, least in (("at_risk", GOOD), ("at_risk_shown", PARTLY)):
        before, after, total = _reached(live, candidate, AT_RISK, None, least)
        if total and (before - after) / total > falls[name]:
            found.append(words["risk_falls"].format(number=before - after))
    for topic in candidate.get(QUESTION, {}):
        before, after, total = _reached(live, candidate, QUESTION, topic, GOOD)
        if total and (before - after) / total > falls["topic"]:
            found.append(words["topic"].format(topic=title(topic), before=before, after=after, total=total))
    return list(dict.fromkeys(found))


def _bars(scores: Mapping[str, Any]) -> list[str]:
    words = wording("publishing")
    found = []
    for part in ("topics", "crisis"):
        for broken in limits_broken(part, scores[part]):
            bar = words[broken.direction].format(limit=_percent(broken.limit))
            what = words["measures"].get(broken.name, broken.name)
            found.append(words["refusals"]["bar"].format(what=what, reached=_percent(broken.reached), bar=bar))
    return found


def _reached(live: Judged, candidate: Judged, name: str, group: str | None, least: int) -> tuple[int, int, int]:
    """How many messages of a group reach a grade before and after, of how many."""
    pairs = [
        (before[0] >= least, after[0] >= least)
        for set_, group_, _, before, after in _pairs(live, candidate)
        if set_ == name and group in (None, group_)
    ]
    return sum(before for before, _ in pairs), sum(after for _, after in pairs), len(pairs)


def _pairs(live: Judged, candidate: Judged) -> Iterator[tuple[str, str, str, tuple[int, str], tuple[int, str]]]:
    for name, groups in candidate.items():
        for group, texts in groups.items():
            earlier = live.get(name, {}).get(group, {})
            for text, after in texts.items():
                if text in earlier:
                    yield name, group, text, earlier[text], after


def _line(change: Change, title: Titles) -> str:
    before, after = (_told(did, title) for did in (change.before, change.after))
    return str(wording("publishing")["change"].format(text=change.text, before=before, after=after))


def _told(did: str, title: Titles) -> str:
    words = wording("publishing")["did"]
    return str(words[did] if did in words else words["answer"].format(topic=title(did)))


def _counted(forms: list[str], number: int, **values: int) -> str:
    return forms[0 if number == 1 else 1].format(number=number, **values)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
