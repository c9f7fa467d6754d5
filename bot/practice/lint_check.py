"""What the facts in the practice's own words may not say to a client (bot/lint)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.lint.lint import Place, Slip, lint
from bot.practice.finding import Finding
from bot.practice.known import known_of
from bot.practice.record import Closure, PracticeRecord
from bot.practice.words_check import OF_OUTSIDERS, own_words


def slips(record: PracticeRecord) -> Iterator[tuple[str, Slip]]:
    """(dotted field, what is wrong there)."""
    known = known_of(record)
    for field, key, text in own_words(record):
        yield from ((field, slip) for slip in lint(text, known, Place.FACT, outsiders=key in OF_OUTSIDERS))
    for field, text in _names(record):
        # Names are no sentences.
        yield from ((field, slip) for slip in lint(text, None, Place.FACT) if slip.kind in ("invisible", "turned_away"))


def findings(record: PracticeRecord) -> Iterator[Finding]:
    """The same as findings, without numbers, which `words_check` tells of."""
    yield from (
        Finding(field, str(slip), "words") for field, slip in slips(record) if slip.kind != "number" or slip.stops
    )


def _names(record: PracticeRecord) -> Iterator[tuple[str, str]]:
    yield "practice.name", record.name
    yield from _absences("closures", record.closures)
    for therapist in record.therapists:
        prefix = f"therapists.{therapist.id}"
        yield f"{prefix}.name", therapist.name
        if therapist.role:
            yield f"{prefix}.role", therapist.role
        yield from _absences(f"{prefix}.absences", therapist.absences)


def _absences(field: str, absences: tuple[Closure, ...]) -> Iterator[tuple[str, str]]:
    for each in absences:
        yield from ((field, text) for text in (each.reason, each.cover_name) if text)
