"""The published crisis protocol, made from the configuration that runs.

California SB 243 asks for a published protocol; a hand-written page would soon describe another program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.crisis.directory import Contact, Contacts, contacts_for
from bot.crisis.finding import KINDS, TIERS
from bot.crisis.lines import EVERYWHERE, Line
from bot.crisis.patterns import MASK, Pattern, load_yaml
from bot.crisis.store import MOST_AGE
from bot.settings import PROJECT_ROOT

WORDING_FILE = PROJECT_ROOT / "data" / "wording" / "crisis_protocol.yml"


@dataclass(frozen=True)
class Section:
    """One part of the page: a title, paragraphs, and points."""

    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


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


@lru_cache(maxsize=2)
def load_wording(path: Path = WORDING_FILE) -> Mapping[str, Any]:
    """The words of the page."""
    content = load_yaml(path)
    assert isinstance(content, dict)
    return content


def render_protocol(
    patterns: Sequence[Pattern],
    lines: Sequence[Line],
    practice_name: str,
    country: str | None,
    age: timedelta = MOST_AGE,
) -> Protocol:
    """The protocol as it is followed.

    Args:
        patterns: the gate's (`Gate.patterns`).
        lines: of the database, or the shipped ones.
        practice_name, country: of the practice.
        age: how old a line's check may become.
    """
    words = load_wording()
    found = {kind: contacts_for(kind, country, lines) for kind in KINDS}
    any_contacts = found["suicide"]
    values = {
        "practice": practice_name,
        "country": country if any_contacts.country != EVERYWHERE else "none yet",
        "rules": sum(1 for pattern in patterns if pattern.kind != MASK),
        "wordings": sum(len(pattern.match) for pattern in patterns if pattern.kind != MASK),
        "age_days": age.days,
        "emergency": any_contacts.emergency_number or "the local emergency number",
    }
    lists = {
        "tiers": tuple(words["tiers"][tier] for tier in reversed(TIERS) if tier in words["tiers"]),
        "kinds": tuple(words["kinds"][kind] for kind in KINDS),
        "contacts": tuple(f"{words['kinds'][kind]}: {_named(found[kind])}" for kind in KINDS),
    }
    return Protocol(words["title"], tuple(_section(entry, values, lists) for entry in words["sections"]))


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
