"""What is wrong with topics, and what one still lacks before it can be published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.language.near_duplicates import near_duplicates, plain
from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import Catalogue
from bot.topics.names import plain_name
from bot.topics.topic import SAME, Topic
from bot.yaml_reading import load_yaml

DATA = PROJECT_ROOT / "data"
# Of fewer questions too little is learned, and too few are left to choose thresholds on (docs/understanding.md).
FEWEST_QUESTIONS = 80
# As tests/evaluation/test_held_out.py demands.
FEWEST_HELD_OUT = 8
MOST_TITLE_CHARACTERS = 60
# Each question is compared once for each topic.
_plain = cache(plain)


@dataclass(frozen=True)
class Lack:
    """Something that a topic has not got. `is_needed` tells whether it may be published without it."""

    says: str
    is_needed: bool


def wrong_references(topics: Catalogue, data: Path = DATA) -> list[str]:
    """What the topics name and is not there: drafts, forms of the console, follow-ups and other topics."""
    drafts = _keys(data / "wording" / "drafts.yml", "buttons")
    forms = _keys(data / "wording" / "console" / "facts.yml", "tasks")
    found = []
    for topic in topics.values():
        faults = [
            *_unknown("drafts", topic.drafts, drafts),
            *_unknown("console_forms", topic.console_forms, forms),
            *_follow_ups(topic, topics),
        ]
        found += [f"{topic.id}: {fault}" for fault in faults]
    return found


def lacks(topic: Topic, topics: Catalogue, held_out: Mapping[str, Sequence[str]]) -> list[Lack]:
    """What a topic still lacks, what is needed first.

    Args:
        held_out: the questions that are kept apart for testing, by topic.
    """
    return [*_needed(topic, topics, held_out), *_wanted(topic)]


def held_out_questions(data: Path = DATA) -> dict[str, list[str]]:
    """The questions that are kept apart for testing, by topic."""
    found: dict[str, list[str]] = {}
    for name in ("topics.yml", "new_topics.yml"):
        found |= load_yaml(data / "held_out" / name)
    return found


def _needed(topic: Topic, topics: Catalogue, held_out: Mapping[str, Sequence[str]]) -> Iterator[Lack]:
    if not topic.answer.strip():
        yield Lack("an answer (the `text` of its response)", True)
    if topic.title == plain_name(topic.id):
        yield Lack("a title: its question in a client's words, for buttons", True)
    elif len(topic.title) > MOST_TITLE_CHARACTERS:
        yield Lack(f"a shorter title: {len(topic.title)} of at most {MOST_TITLE_CHARACTERS} characters", True)
    asked = len(topic.questions)
    if asked < FEWEST_QUESTIONS:
        yield Lack(f"{FEWEST_QUESTIONS - asked} more questions: {asked} of {FEWEST_QUESTIONS}", True)
    yield from _questions_of_others(topic, topics)
    yield from _held_out(topic, held_out.get(topic.id, ()))


def _questions_of_others(topic: Topic, topics: Catalogue) -> Iterator[Lack]:
    others = (other for other in topics.values() if other.id != topic.id)
    known = {_plain(question): other.id for other in others for question in other.questions}
    for question in topic.questions:
        if _plain(question) in known:
            yield Lack(f"other words for {question!r}, which is a question of {known[_plain(question)]}", True)


def _held_out(topic: Topic, questions: Sequence[str]) -> Iterator[Lack]:
    if len(questions) < FEWEST_HELD_OUT:
        missing = FEWEST_HELD_OUT - len(questions)
        yield Lack(f"{missing} more held-out questions, by another hand, in data/held_out/topics.yml", True)
    for pair in near_duplicates(questions, topic.questions) if questions and topic.questions else []:
        yield Lack(f"another held-out question than {questions[pair.first]!r}, which it is trained on", True)


def _wanted(topic: Topic) -> Iterator[Lack]:
    if topic.guideline is None:
        yield Lack("`guideline`: what the answer rests on; [] if you looked and found none", False)
    if not topic.why:
        yield Lack('`why`: the reason that "why?" gets after the answer; without it, a general one', False)
    if not topic.encouragement:
        yield Lack(
            "`encouragement`: for a topic that troubles people; without it, a general one for who is troubled", False
        )


def _unknown(part: str, names: Iterable[str], known: Sequence[str]) -> Iterator[str]:
    return (f"{part} names {name!r}; use {', '.join(known)}" for name in names if name not in known)


def _follow_ups(topic: Topic, topics: Catalogue) -> Iterator[str]:
    answers = Counter(what for each in topics.values() for what in each.follow_ups.answers)
    for what in topic.follow_ups.answers:
        if answers[what] > 1:
            yield f"follow_ups: {what!r} is answered by another topic as well"
    for what, there in topic.follow_ups.leads_to.items():
        if what not in answers:
            yield f"follow_ups: {what!r} is no follow-up; use {', '.join(answers)}"
        if there != SAME and there not in topics:
            yield f"follow_ups: {what!r} leads to {there!r}, which is no topic"


def _keys(path: Path, part: str) -> list[str]:
    content: dict[str, Any] = load_yaml(path)
    return list(content[part])
