"""Which changes of words a second person has to agree to: those that somebody in danger may read."""

from __future__ import annotations

from bot.helplines.wording_lint import lint_words
from bot.lint.lint import speaks_of_danger
from bot.topics.topic import Safety, Topic
from bot.words.checks import Remark

EMERGENCY_NUMBER = "{emergency_number}"
# Files of other words whose every change counts.
SAFETY_FILES = frozenset({"crisis"})


def topic_needs_two(before: Topic | None, after: Topic) -> bool:
    """Whether a change of a topic needs a second person: of a safety topic, or of a sentence about danger."""
    if before is None:
        return after.safety > Safety.NONE or bool(speaks_of_danger(_said(after)))
    if after.safety < before.safety:
        return True
    if after.safety > Safety.NONE:
        return _said(before) != _said(after)
    return text_needs_two(_said(before), _said(after))


def text_needs_two(before: str, after: str) -> bool:
    """Whether sentences that speak of danger came, went or changed."""
    return speaks_of_danger(before) != speaks_of_danger(after)


def wording_needs_two(name: str, before: str, after: str) -> bool:
    """The same of a text of other words, `name` its file."""
    return before != after and (name in SAFETY_FILES or text_needs_two(before, after))


def check_safety(topic: Topic, answer: str) -> list[Remark]:
    """What a new answer of a safety topic lacks, or says worse than the one that is saved.

    The reviewed answer says more than a crisis reply may; what it says already is no reason to refuse another edit.
    """
    remarks = []
    if topic.safety >= Safety.EMERGENCY_NUMBER and EMERGENCY_NUMBER not in answer:
        remarks.append(Remark("no_emergency_number", {}, True))
    if topic.safety is Safety.CRISIS:
        said = {each.message for each in lint_words(topic.answer)}
        problems = (each for each in lint_words(answer) if each.rule != "placeholder" and each.message not in said)
        remarks += [Remark("crisis_wording", {"says": each.message}, True) for each in problems]
    return remarks


def _said(topic: Topic) -> str:
    """All that clients read of it."""
    return "\n".join((topic.title, topic.answer, topic.why, topic.encouragement, topic.encouragement_young))
