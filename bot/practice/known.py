"""What a record gives the lint of words: its numbers, addresses and people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.lint.known import Known, digits
from bot.practice.record import Closure, PracticeRecord, Therapist

# Statements whose people and numbers belong to the practice without being recorded elsewhere.
_NAMING = ("complaints_contact",)
_FULL_NAME = re.compile(r"\b([A-Z][a-z'-]+) ([A-Z][a-z'-]+)\b")


def known_of(record: PracticeRecord, helplines: Iterable[str] = ()) -> Known:
    """What words about a practice may hold.

    Args:
        helplines: numbers of helplines that the practice added itself.
    """
    addresses = list(_addresses(record))
    naming = [each.text for each in record.statements if each.key in _NAMING and each.text]
    texts = [*addresses, *naming]
    return Known(
        record.country,
        digits(record.emergency_number),
        frozenset(number for text in texts for number in _numbers(text)),
        frozenset(digits(each) for each in helplines),
        frozenset(
            word.casefold().rstrip(".,") for text in [*addresses, *naming] for word in text.split() if "." in word
        ),
        frozenset(_names(record, naming)),
    )


def _addresses(record: PracticeRecord) -> Iterator[str]:
    owners: list[PracticeRecord | Therapist] = [record, *record.therapists]
    yield from (channel.address for owner in owners for channel in owner.channels if channel.address)
    yield from (each.cover_contact for each in _absences(record) if each.cover_contact)


def _absences(record: PracticeRecord) -> Iterator[Closure]:
    yield from record.closures
    yield from (each for therapist in record.therapists for each in therapist.absences)


def _numbers(text: str) -> Iterator[str]:
    yield from (digits(each) for each in re.findall(r"\+?[\d(][\d\s().-]{5,}\d", text))


def _names(record: PracticeRecord, naming: Iterable[str]) -> Iterator[str]:
    people = [each.name for each in record.therapists]
    people += [each.cover_name for each in _absences(record) if each.cover_name]
    for name in people:
        yield name
        # The parts of a name, but not what is a word as well, such as "Rose" or "Dr.".
        yield from (part for part in name.split() if len(part) > 2 and not part.endswith("."))
    yield from (alias for each in record.therapists for alias in each.aliases if len(alias) > 2)
    for text in naming:
        for found in _FULL_NAME.finditer(text):
            if found.start() and text[: found.start()].rstrip().endswith((" to", ",", " with", " is")):
                yield from (found[0], found[1], found[2])
