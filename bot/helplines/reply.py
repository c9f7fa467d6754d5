"""What a person in danger reads: whom to call, what happens then, and that nobody reads this chat.

Where a helpline is merely listed, few people take it up, so the reply lowers the barrier: it says what happens then,
what to do in a wait, and how to get help without a voice. The words are in data/wording/crisis*.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.danger.finding import Finding
from bot.helplines.asking import TALK
from bot.helplines.cards import card
from bot.helplines.directory import ACT_FIRST, Contacts
from bot.helplines.lines import shipped, tel_link
from bot.helplines.told import NOTHING_TOLD, Told
from bot.helplines.wording import wording_for
from bot.messages import ContactEntry, ContactsMessage

# Kinds in which the person who harms may be reading along.
QUICK_EXIT_KINDS = frozenset({"partner_violence", "child_abuse", "sexual_assault"})
# Kinds in which it helps not to be alone.
STAY_KINDS = frozenset({"suicide", "passive_wish", "self_harm", "eating_disorder"})


class Practice(Protocol):
    """What the reply needs of the practice; `bot.practice.record.PracticeRecord` has it."""

    @property
    def name(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def emergency_number(self) -> str: ...


def contacts_message(
    finding: Finding,
    contacts: Contacts,
    practice: Practice | None = None,
    told: Told = NOTHING_TOLD,
    language: str = "en",
    now: datetime | None = None,
    wording: Mapping[str, Any] | None = None,
) -> ContactsMessage:
    """The message of type "contacts" for the page.

    Args:
        finding: tier and kind; not "none".
        contacts: from `bot.helplines.directory.contacts_for`.
        practice: None when its record cannot be read.
        told: what the client said of themselves, or asked for.
        language: of `bot.helplines.wording.LANGUAGES`; others are answered in English.
        now: when it is read, with its zone; None leaves out what depends on the hour.
        wording: other words than those in the files, such as those under review.

    Returns:
        the API's shape.

    Raises:
        ValueError: the finding is "none", for which there is nothing to say.
    """
    if finding.tier == "none":
        raise ValueError("there is no reply to a finding of tier 'none'")
    words = wording or wording_for(language)
    emergency = _emergency(contacts, practice)
    above, below = _paragraphs(finding, contacts, told, words, practice is not None)
    poison = next((contact for contact in contacts.contacts if contact.category == "poison"), None)
    values = {
        "practice": practice.name if practice else "",
        "emergency": _in_words(emergency, words),
        "poison": f"{poison.name}, {poison.phone}" if poison else "",
    }
    return {
        "type": "contacts",
        "tier": finding.tier,
        "kind": finding.kind,
        "country": contacts.country,
        "language": language,
        "asked": sorted(told.asked),
        "emergency_number": emergency.number,
        "emergency_sure": emergency.sure,
        "emergency_link": emergency.link,
        "contacts": _cards(finding, contacts, words, language, now),
        "quick_exit": finding.kind in QUICK_EXIT_KINDS,
        "text": "\n".join(" ".join(each) for each in (*above, *below) if each).format_map(values),
        "above": len(above),
    }


@dataclass(frozen=True)
class Emergency:
    """Whom to call when minutes count: the practice's own number in its own country, else the country's."""

    number: str
    link: str | None
    sure: bool


def _emergency(contacts: Contacts, practice: Practice | None) -> Emergency:
    if practice and practice.emergency_number and practice.country == contacts.country:
        return Emergency(practice.emergency_number, tel_link(practice.emergency_number, practice.country), True)
    return Emergency(contacts.emergency_number, contacts.emergency_link, contacts.emergency_sure)


def emergency_of(
    contacts: Contacts, practice: Practice | None, words: Mapping[str, Any]
) -> tuple[str, str, str | None]:
    """The emergency number, how it is written where it may not be the right one, and the link that dials it."""
    emergency = _emergency(contacts, practice)
    return emergency.number, _in_words(emergency, words) if emergency.number else "", emergency.link


def _in_words(emergency: Emergency, words: Mapping[str, Any]) -> str:
    said = words["emergency_number"]
    if not emergency.number:
        return str(said["unknown"])
    return emergency.number if emergency.sure else str(said["unsure"]).format(number=emergency.number)


Paragraph = list[str]


def _paragraphs(
    finding: Finding, contacts: Contacts, told: Told, words: Mapping[str, Any], practice_known: bool
) -> tuple[list[Paragraph], list[Paragraph]]:
    """The sentences above the first number, and those below it, a list of sentences for each paragraph."""
    emergency = words["emergency_first"][finding.tier]
    opening = _opening(finding, told, words)
    above = [[emergency, opening] if finding.tier == "emergency" else [opening, emergency]]
    if finding.kind in QUICK_EXIT_KINDS:
        above.append([words["quick_exit"]])
    below = [
        [words["lacking_poison" if finding.kind == "overdose" else "lacking"]] if contacts.lacking else [],
        _what_happens(finding, contacts, told, words),
        _in_a_wait(finding, contacts, words),
        [words["not_read"] if practice_known else words["not_read_no_practice"]],
    ]
    return above, [each for each in below if each]


def _opening(finding: Finding, told: Told, words: Mapping[str, Any]) -> str:
    if finding.tier == "policy":
        asked = "talk" if told.asked == {TALK} else "number" if told.asked else "policy"
        return str(words["beside"][asked])
    special = words.get("opening_if", {}).get(told.circumstance)
    return str(special if special and finding.tier != "emergency" else words["opening"][finding.kind])


def _what_happens(finding: Finding, contacts: Contacts, told: Told, words: Mapping[str, Any]) -> Paragraph:
    how = words["how_links" if _links_only(contacts) else "how"]
    if finding.tier == "policy":
        return [how]
    said = words.get("what_happens_if", {}).get(told.circumstance) or words.get("what_happens", {}).get(finding.kind)
    if finding.kind in ACT_FIRST:
        poison = any(contact.category == "poison" for contact in contacts.contacts)
        return [*([words["poison_line"]] if poison else []), *([said] if said else [])]
    return [how, *([said] if said else [])]


def _in_a_wait(finding: Finding, contacts: Contacts, words: Mapping[str, Any]) -> Paragraph:
    """What to do when nobody answers, when somebody cannot speak, or speaks another language."""
    act_first = finding.kind in ACT_FIRST and finding.tier != "policy"
    said = [] if act_first or _links_only(contacts) else [words["wait"]]
    if finding.kind in STAY_KINDS:
        said.append(words["stay"])
    country = shipped().shared.get(contacts.country, contacts.country)
    if act_first:
        said.append(words.get("without_speaking_emergency", {}).get(country, ""))
    else:
        silent, by_text = words["without_speaking"], any(each.without_voice for each in contacts.contacts)
        said.append(silent.get(country) or (silent["other"] if by_text else ""))
    if contacts.contacts and contacts.contacts[0].interpreter:
        said.append(words.get("interpreter", ""))
    return [each for each in said if each]


def _links_only(contacts: Contacts) -> bool:
    return not any(each.phone or each.without_voice for each in contacts.contacts)


def _cards(
    finding: Finding, contacts: Contacts, words: Mapping[str, Any], language: str, now: datetime | None
) -> list[ContactEntry]:
    """The contacts; those that listen under a sentence of their own, where others act first."""
    act = [contact for contact in contacts.contacts if not contact.listens]
    listen = [contact for contact in contacts.contacts if contact.listens]
    if finding.kind not in ACT_FIRST or finding.tier == "policy":
        return [card(contact, words, language, now) for contact in contacts.contacts]
    leads: list[str | None] = [None] * len(contacts.contacts)
    if listen:
        leads[len(act)] = words["listening"]
    both = zip([*act, *listen], leads, strict=True)
    return [card(contact, words, language, now, lead) for contact, lead in both]
