"""Who of a practice speaks a language, from what is recorded in free words ("Daniel Reyes also works in Spanish")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.practice.record import PracticeRecord, Therapist

# "No one speaks Spanish", "We do not work in Spanish": such a sentence names nobody.
_DENIES = re.compile(r"\b(?:no|not|none|nobody|never|without|only in English)\b|n't\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.!?;]\s+")


@dataclass(frozen=True)
class Speakers:
    """
    Attributes:
        names: of the therapists of whom it is recorded.
        somebody: it is recorded that the language is spoken, of them or of nobody by name.
    """

    names: tuple[str, ...]
    somebody: bool


def speakers(record: PracticeRecord, language: str) -> Speakers:
    """Who speaks a language.

    Args:
        language: its English name, such as "Spanish".
    """
    told = _sentences_about(record.policy_for(None).statement("languages").text, language)
    named = [
        each
        for each in record.therapists
        if any(_names(sentence, each) for sentence in told)
        or _sentences_about(next((own.text for own in each.statements if own.key == "languages"), None), language)
    ]
    return Speakers(tuple(each.name for each in named), bool(told or named))


def _sentences_about(text: str | None, language: str) -> list[str]:
    sentences = _SENTENCE.split(text or "")
    return [each for each in sentences if re.search(rf"\b{language}\b", each) and not _DENIES.search(each)]


def _names(sentence: str, therapist: Therapist) -> bool:
    known = (therapist.name, therapist.name.split()[-1], *therapist.aliases)
    return any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in known)
