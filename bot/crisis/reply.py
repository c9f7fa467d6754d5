"""What a person in danger reads: whom to call, what happens then, and that nobody reads this chat.

Where a helpline is merely listed, few people take it up, so the reply lowers the barrier: it says who
answers and what happens then. The words are in data/wording/crisis.yml.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.crisis.directory import Contact, Contacts
from bot.crisis.finding import Finding
from bot.crisis.lines import tel_link
from bot.crisis.patterns import PatternError, load_yaml
from bot.settings import PROJECT_ROOT

log = logging.getLogger(__name__)

WORDING_FILE = PROJECT_ROOT / "data" / "wording" / "crisis.yml"
# What was last read of a file, with the time of its change (ns).
_seen: dict[Path, tuple[int, Mapping[str, Any]]] = {}

# Kinds in which the person who harms may be reading along.
QUICK_EXIT_KINDS = frozenset({"partner_violence", "child_abuse", "sexual_assault"})


class Practice(Protocol):
    """What the reply needs of the practice; `bot.practice.record.PracticeRecord` has it."""

    @property
    def name(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def emergency_number(self) -> str: ...


@dataclass(frozen=True)
class KnownPractice:
    """A practice by its bare values, for when the record cannot be read."""

    name: str
    country: str
    emergency_number: str = ""


def load_wording(path: Path = WORDING_FILE) -> Mapping[str, Any]:
    """The words of the crisis reply as they stand in the file; the last ones read while it cannot be read.

    Raises:
        bot.crisis.patterns.PatternError: the file cannot be read, and never was.
    """
    changed_at, known = _seen.get(path, (None, {}))
    try:
        now = path.stat().st_mtime_ns
        if now != changed_at:
            content = load_yaml(path)
            assert isinstance(content, dict)
            _seen[path] = (now, content)
    except (OSError, PatternError) as error:
        if not known:
            raise PatternError(f"{path.name}: cannot be read: {error}") from error
        log.error("the words of the crisis reply cannot be read (%s): the last ones serve", type(error).__name__)
    return _seen[path][1]


def contacts_message(
    finding: Finding,
    contacts: Contacts,
    practice: Practice | None = None,
    wording: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The message of type "contacts" for the page.

    Args:
        finding: tier and kind; not "none".
        contacts: from `bot.crisis.directory.contacts_for`.
        practice: None when its record cannot be read.
        wording: other words than the shipped ones, such as those under review.

    Returns:
        the API's shape, with `emergency_link` and `quick_exit` beside it.

    Raises:
        ValueError: the finding is "none", for which there is nothing to say.
    """
    if finding.tier == "none":
        raise ValueError("there is no reply to a finding of tier 'none'")
    number, link = _emergency(contacts, practice)
    return {
        "type": "contacts",
        "tier": finding.tier,
        "kind": finding.kind,
        "emergency_number": number,
        "emergency_link": link,
        "contacts": [_as_json(contact) for contact in contacts.contacts],
        "quick_exit": finding.kind in QUICK_EXIT_KINDS,
        "text": _text(finding, number, contacts, practice.name if practice else None, wording or load_wording()),
    }


def _text(
    finding: Finding, number: str, contacts: Contacts, practice_name: str | None, words: Mapping[str, Any]
) -> str:
    """The words around the contacts, one paragraph a line."""
    kind = finding.kind
    emergency = words["emergency_first" if number else "emergency_unknown"][finding.tier]
    opening = words["opening"][kind] if kind else words["beside"]["policy"]
    first = [emergency, opening] if finding.tier == "emergency" else [opening, emergency]
    poison = next((contact for contact in contacts.contacts if contact.category == "poison"), None)
    paragraphs = [" ".join(first)]
    if poison and kind == "overdose":
        paragraphs.append(words["poison_line"])
    if kind:
        paragraphs.append(f"{words['how']} {words['what_happens'][kind]}")
    if kind in QUICK_EXIT_KINDS:
        paragraphs.append(words["quick_exit"])
    paragraphs.append(words["not_read"] if practice_name else words["not_read_no_practice"])
    values = {"emergency": number, "practice": practice_name, "poison": _called(poison)}
    return "\n".join(paragraphs).format_map(values)


def _called(contact: Contact | None) -> str:
    return f"{contact.name}, {contact.phone}" if contact else ""


def _emergency(contacts: Contacts, practice: Practice | None) -> tuple[str, str | None]:
    """The practice's own emergency number in its own country, else the country's."""
    if practice and practice.emergency_number and practice.country == contacts.country:
        return practice.emergency_number, tel_link(practice.emergency_number, practice.country)
    return contacts.emergency_number, contacts.emergency_link


def _as_json(contact: Contact) -> dict[str, Any]:
    return asdict(contact)
