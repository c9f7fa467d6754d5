"""What still comes from the demo practice in a record that is no longer the demo's. Clients are never told it.

An owner who types over the demo field by field leaves its people, numbers and rules where nothing was typed. Hours,
purposes and times of reply are the owner's to check; words, addresses, days and people of the demo are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from bot.practice.finding import Finding, found
from bot.practice.practice_file import import_record
from bot.practice.record import Channel, Closure, PracticeRecord, Statement, Therapist
from bot.settings import PROJECT_ROOT

DEMO_FILE = PROJECT_ROOT / "bot" / "database" / "demo_practice.yml"


@lru_cache(maxsize=1)
def demo_record() -> PracticeRecord:
    return import_record(DEMO_FILE.read_text("utf-8"))


def is_demo(record: PracticeRecord) -> bool:
    """Whether the record is the demo practice, by its name."""
    return record.name == demo_record().name


def for_clients(record: PracticeRecord) -> PracticeRecord:
    """The record without what still comes from the demo; the demo itself as it is."""
    if is_demo(record):
        return record
    demo = demo_record()
    strangers = {each.id for each in record.therapists if _is_demos(each, demo)}
    return replace(
        record,
        channels=_channels(record.channels, _addresses(demo), _words(demo)),
        closures=_closures(record.closures, demo),
        statements=_statements(record.statements, _texts(demo)),
        therapists=tuple(_therapist(each, demo) for each in record.therapists if each.id not in strangers),
    )


def leftovers(record: PracticeRecord) -> Iterator[Finding]:
    """What clients are not told because it still comes from the demo."""
    told = for_clients(record)
    if told is record:
        return
    kept = {each.id: each for each in told.therapists}
    yield from _differences("", record, told)
    for therapist in record.therapists:
        field = f"therapists.{therapist.id}"
        if therapist.id not in kept:
            yield found("demo", f"{field}.name")
        else:
            yield from _differences(f"{field}.", therapist, kept[therapist.id])


def _differences(
    prefix: str, before: PracticeRecord | Therapist, after: PracticeRecord | Therapist
) -> Iterator[Finding]:
    told = {each.key for each in after.statements}
    yield from (found("demo", f"{prefix}statements.{each.key}") for each in before.statements if each.key not in told)
    for old, new in zip(before.channels, after.channels, strict=True):
        for name in ("address", "name", "rules", "confidentiality"):
            if getattr(old, name) != getattr(new, name):
                yield found("demo", f"{prefix}channels.{old.kind.value}.{name}")
    if isinstance(before, Therapist) and isinstance(after, Therapist):
        if before.absences != after.absences:
            yield found("demo", f"{prefix}absences")
    elif isinstance(before, PracticeRecord) and isinstance(after, PracticeRecord) and before.closures != after.closures:
        yield found("demo", "closures")


def _therapist(therapist: Therapist, demo: PracticeRecord) -> Therapist:
    return replace(
        therapist,
        channels=_channels(therapist.channels, _addresses(demo), _words(demo)),
        absences=_closures(therapist.absences, demo),
        statements=_statements(therapist.statements, _texts(demo)),
    )


def _is_demos(therapist: Therapist, demo: PracticeRecord) -> bool:
    return any(therapist.id == each.id and therapist.name == each.name for each in demo.therapists)


def _owners(demo: PracticeRecord) -> list[PracticeRecord | Therapist]:
    return [demo, *demo.therapists]


def _texts(demo: PracticeRecord) -> frozenset[str]:
    return frozenset(each.text for owner in _owners(demo) for each in owner.statements if each.text)


def _addresses(demo: PracticeRecord) -> frozenset[str]:
    return frozenset(each.address for owner in _owners(demo) for each in owner.channels if each.address)


def _words(demo: PracticeRecord) -> frozenset[str]:
    channels = [each for owner in _owners(demo) for each in owner.channels]
    return frozenset(text for each in channels for text in (each.rules, each.confidentiality) if text)


def _statements(statements: tuple[Statement, ...], demos: frozenset[str]) -> tuple[Statement, ...]:
    return tuple(each for each in statements if each.text not in demos)


def _channels(channels: tuple[Channel, ...], addresses: frozenset[str], words: frozenset[str]) -> tuple[Channel, ...]:
    def own(text: str | None, demos: frozenset[str]) -> str | None:
        return None if text in demos else text

    return tuple(
        replace(
            each,
            address=own(each.address, addresses),
            name=None if each.address in addresses else each.name,
            rules=own(each.rules, words),
            confidentiality=own(each.confidentiality, words),
        )
        for each in channels
    )


def _closures(closures: tuple[Closure, ...], demo: PracticeRecord) -> tuple[Closure, ...]:
    demos = {*demo.closures, *(each for therapist in demo.therapists for each in therapist.absences)}
    return tuple(each for each in closures if each not in demos)
