"""A candidate beside the live model: what is answered worse or better, and whether it may go live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation.gate import allowed_falls, limits_broken
from bot.evaluation.judged import AT_RISK, BAD, DISTRESS, GOOD, PROTOTYPE, QUESTION, SETS, Judged
from bot.practice.wording import wording

# A topic's own question in words, by its id.
Titles = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """A held-out message that the two models treat differently.

    Attributes:
        set: of bot.evaluation.judged.
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


def danger_worse(live: Judged, candidate: Judged) -> list[str]:
    """How many messages of people in danger or distress are treated worse, in plain words; empty if none is.

    So few that it may go live, but nobody should be surprised by it.
    """
    words, found = wording("publishing")["worse"], changes(live, candidate)
    worse = {name: sum(each.set == name and each.by < 0 for each in found) for name in (PROTOTYPE, AT_RISK, DISTRESS)}
    return [_counted(words[name], number).rstrip(":") + "." for name, number in worse.items() if number]


def refusals(
    scores: Mapping[str, Any],
    live: Judged,
    candidate: Judged,
    dialogues: Mapping[str, list[str]],
    title: Titles,
    best: Judged | None = None,
) -> list[str]:
    """Why the candidate may not go live, in plain words; empty if it may.

    Args:
        best: what the best released model made of messages of people in danger; that of the live one if not given.
        scores: of the candidate, by part and name.
        dialogues: the must-pass dialogues that went wrong, with what.

    Raises:
        GateError: the gate's file cannot be used.
    """
    words = wording("publishing")["refusals"]
    found = [words["dialogue"].format(name=name, faults="; ".join(faults)) for name, faults in dialogues.items()]
    found += _bars(scores) if scores else []
    falls = allowed_falls()
    found += _danger_lost(best or live, candidate, falls["at_risk"])
    for topic in candidate.get(QUESTION, {}):
        before, after, total = _reached(live, candidate, QUESTION, topic, GOOD)
        if total and (before - after) / total > falls["topic"]:
            found.append(words["topic"].format(topic=title(topic), before=before, after=after, total=total))
    return list(dict.fromkeys(found))


def _danger_lost(best: Judged, candidate: Judged, fall: float) -> list[str]:
    """What people in danger would lose: plain cries, messages not noticed at all now, too many not put first now."""
    words = wording("publishing")["refusals"]
    worse = [each for each in changes(best, candidate) if each.by < 0]
    found = []
    cries = [each.text for each in worse if each.set == PROTOTYPE]
    if cries:
        found.append(words["prototypes"].format(texts=_quoted(cries)))
    missed = [each.text for each in worse if each.set == AT_RISK and _grade(candidate, each) == BAD]
    if missed:
        found.append(_counted(words["newly_missed"], len(missed), texts=_quoted(missed)))
    before, after, total = _reached(best, candidate, AT_RISK, None, GOOD)
    if total and (before - after) / total > fall:
        found.append(words["risk_falls"].format(number=before - after))
    return found


def _grade(judged: Judged, change: Change) -> int:
    return judged[change.set][change.group][change.text][0]


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


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
    before, after = (_described(did, title) for did in (change.before, change.after))
    return str(wording("publishing")["change"].format(text=change.text, before=before, after=after))


def _described(did: str, title: Titles) -> str:
    words = wording("publishing")["did"]
    return str(words[did] if did in words else words["answer"].format(topic=title(did)))


def _counted(forms: list[str], number: int, **values: object) -> str:
    return forms[0 if number == 1 else 1].format(number=number, **values)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
