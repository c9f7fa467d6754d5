"""The published crisis protocol, made from the configuration that runs.

California SB 243 asks for a published protocol; a hand-written page would soon describe another program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.danger.finding import KINDS, TIERS
from bot.danger.patterns import MASK, Pattern
from bot.helplines.directory import Contact, Contacts, Wanted, contacts_for
from bot.helplines.lines import EVERYWHERE, Line
from bot.helplines.store import MOST_AGE
from bot.wording import wording

# Fewer than this are told as few.
LEAST_TOLD = 10


@dataclass(frozen=True)
class Section:
    """One part of the page: a title, paragraphs, and points."""

    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True)
class InForce:
    """What the page tells of this very installation.

    Attributes:
        day: on which the page is read.
        phone: of the practice; None if it cannot be read.
        strict: see `Settings.strict_place`.
        measured: of the live model, by name (`explicit`, `idioms`, ...), 0 to 1; None if it was not measured.
        counts: how often contacts were shown in the last twelve months, by tier; None if it cannot be read.
    """

    day: date = field(default_factory=date.today)
    phone: str | None = None
    strict: bool = False
    measured: Mapping[str, float] | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Protocol:
    """The page."""

    title: str
    sections: tuple[Section, ...]

    def as_text(self) -> str:
        """The page as plain text (Markdown)."""
        parts = [f"# {self.title}"]
        for section in self.sections:
            parts += [f"## {section.title}", *section.paragraphs]
            parts += ["\n".join(f"- {point}" for point in section.points)] if section.points else []
        return "\n\n".join(parts) + "\n"


def render_protocol(
    patterns: Sequence[Pattern],
    lines: Sequence[Line],
    practice_name: str,
    country: str | None,
    age: timedelta = MOST_AGE,
    in_force: InForce | None = None,
) -> Protocol:
    """The protocol as it is followed.

    Args:
        patterns: the gate's (`Gate.patterns`).
        lines: of the database, or the shipped ones.
        practice_name, country: of the practice.
        age: how old a line's check may become.
    """
    words, now = wording("crisis_protocol"), in_force or InForce()
    found = {kind: contacts_for(country, lines, Wanted(kind)) for kind in KINDS}
    any_contacts = found["suicide"]
    values = {
        "day": now.day.isoformat(),
        "version": _version(patterns),
        "reached": now.phone or words["phone_unknown"],
        "practice": practice_name,
        "country": country if any_contacts.country != EVERYWHERE else "none yet",
        "rules": sum(1 for pattern in patterns if pattern.kind != MASK),
        "wordings": sum(len(pattern.match) for pattern in patterns if pattern.kind != MASK),
        "age_days": age.days,
        "emergency": any_contacts.emergency_number or "the local emergency number",
    }
    lists = {
        "tiers": tuple(
            words["strict" if now.strict and tier == "distress" else "tiers"][tier]
            for tier in reversed(TIERS)
            if tier in words["tiers"]
        ),
        "evidence": _evidence(words, now.measured),
        "counts": _counts(words, now.counts),
        "kinds": tuple(words["kinds"][kind] for kind in KINDS),
        "contacts": tuple(f"{words['kinds'][kind]}: {_named(found[kind])}" for kind in KINDS),
    }
    return Protocol(words["title"], tuple(_section(entry, values, lists) for entry in words["sections"]))


def _version(patterns: Sequence[Pattern]) -> str:
    """Changes with the rules."""
    return hashlib.sha256(repr(patterns).encode()).hexdigest()[:12]


def _evidence(words: Mapping[str, Any], measured: Mapping[str, float] | None) -> tuple[str, ...]:
    """The measures of the live model, in words; their limits stand in the section's text."""
    if not measured:
        return (words["not_measured"],)
    found = {name: told for name, told in words["measures"].items() if name in measured}
    return tuple(told.format(share=f"{measured[name] * 100:.1f}") for name, told in found.items())


def _counts(words: Mapping[str, Any], counts: Mapping[str, int] | None) -> tuple[str, ...]:
    """Small numbers are not told: in a small practice they could point to somebody."""
    if counts is None:
        return (words["no_counts"],)
    told = []
    for tier in reversed(TIERS):
        if tier in words["counted"]:
            number = counts.get(tier, 0)
            told.append(words["counted"][tier].format(number=number if number >= LEAST_TOLD else words["few"]))
    return tuple(told)


def _section(entry: Mapping[str, Any], values: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Section:
    paragraphs = tuple(text.format_map(values) for text in entry.get("text", ()))
    return Section(entry["title"], paragraphs, lists.get(entry.get("list", ""), ()))


def _named(contacts: Contacts) -> str:
    numbers = [contacts.emergency_number] if contacts.emergency_number else []
    return "; ".join(numbers + [_reached(contact) for contact in contacts.contacts])


def _reached(contact: Contact) -> str:
    ways = [
        contact.phone,
        f"text {contact.sms}" if contact.sms else None,
        contact.url if contact.chat else None,
    ]
    return f"{contact.name} ({', '.join(way for way in ways if way)})"
