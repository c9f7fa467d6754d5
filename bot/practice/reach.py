"""Recorded values that no question reaches: what a practice has entered and no client will ever read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ruamel.yaml import YAML

from bot.practice import spoken
from bot.practice.advice import answer_to
from bot.practice.facts import FACT_KEYS
from bot.practice.filling import fill, placeholders
from bot.practice.purposes import Purpose
from bot.practice.record import ChannelKind, PracticeRecord, Therapist

ANSWERS = Path(__file__).resolve().parents[2] / "data" / "nlu" / "faq"


@dataclass(frozen=True)
class Unreached:
    """A value that stands in no answer.

    Attributes:
        field: dotted name, as in a practice file.
    """

    field: str
    value: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


def answers() -> list[str]:
    """The texts of all topics' answers, with their placeholders."""
    texts = []
    for path in sorted(ANSWERS.glob("*.yml")):
        responses = YAML(typ="safe").load(path)["responses"]
        texts += [response["text"] for response in next(iter(responses.values()))]
    return texts


def unreached(record: PracticeRecord, templates: list[str], now: datetime) -> list[Unreached]:
    """The recorded values that stand neither in an answer nor in what is said to "may I send this?".

    Args:
        templates: the answers, as `answers` gives them.
        now: aware; absences and closures are told from some weeks before.
    """
    said = "\n".join(_everything(record, templates, now))
    return [each for each in _values(record, now.date()) if each.value not in said]


def _everything(record: PracticeRecord, templates: list[str], now: datetime) -> Iterator[str]:
    for therapist in [None, *(each.id for each in record.therapists)]:
        for template in templates:
            own = {name: "" for name in placeholders(template) if name not in FACT_KEYS}
            yield fill(template, record, therapist, now, own)
        for purpose in Purpose:
            for asked in (None, *ChannelKind):
                yield answer_to(record, therapist, purpose, asked, now)


def _values(record: PracticeRecord, today: date) -> Iterator[Unreached]:
    owners: list[tuple[str, PracticeRecord | Therapist]] = [("", record)]
    owners += [(f"therapists.{each.id}.", each) for each in record.therapists]
    for prefix, owner in owners:
        for channel in owner.channels:
            for name in ("name", "address", "rules", "confidentiality"):
                if value := getattr(channel, name):
                    yield Unreached(f"{prefix}channels.{channel.kind.value}.{name}", value)
        for statement in owner.statements:
            if statement.text:
                yield Unreached(f"{prefix}statements.{statement.key}", statement.text)
    yield from _dates(record, today)


def _dates(record: PracticeRecord, today: date) -> Iterator[Unreached]:
    """What is told of coming days; what is past is told to nobody."""
    for therapist in record.therapists:
        for absence in therapist.absences:
            for value in filter(None, (absence.cover_name, absence.cover_contact)):
                if absence.last_day >= today:
                    yield Unreached(f"therapists.{therapist.id}.absences", value)
    for closure in record.closures:
        if closure.reason and closure.last_day >= today:
            yield Unreached("closures", closure.reason)
    if record.effective_from:
        yield Unreached("policy.effective_from", spoken.day_and_year(record.effective_from, record.country))
