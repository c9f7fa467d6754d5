"""A contact as the page shows it: the API's shape, with hours and moments in the client's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from babel.dates import get_timezone_name

from bot.helplines import hours as clock
from bot.helplines.directory import Contact
from bot.helplines.lines import EVERYWHERE
from bot.messages import ContactEntry


def card(
    contact: Contact, words: Mapping[str, Any], language: str, now: datetime | None, lead: str | None = None
) -> ContactEntry:
    """A contact in the API's shape.

    Args:
        words: of the crisis reply, in the language.
        now: when the client reads it; None leaves out what depends on the hour.
        lead: a sentence above the card.
    """
    return {
        "name": contact.name,
        "phone": contact.phone,
        "sms": contact.sms,
        "url": contact.url,
        "hours": hours_line(contact, words, language, now),
        "note": _note(contact, words, language),
        "tel_link": contact.tel_link,
        "sms_link": contact.sms_link,
        "chat": contact.chat,
        "category": contact.category,
        "sms_hours": contact.sms_hours,
        "chat_hours": contact.chat_hours,
        "open_now": contact.open_now,
        "opens_at": contact.opens_at.isoformat() if contact.opens_at else None,
        "groups": list(contact.groups),
        "lead": lead,
    }


def _note(contact: Contact, words: Mapping[str, Any], language: str) -> str | None:
    note = words.get("notes", {}).get(contact.key, contact.note if language == "en" else None)
    page_only = not (contact.phone or contact.sms or contact.chat) and contact.category != "directory"
    return " ".join(filter(None, (note, words["page_only"] if page_only else None))) or None


def hours_line(contact: Contact, words: Mapping[str, Any], language: str, now: datetime | None) -> str | None:
    """When the line answers, by each way that differs, beginning with whether it is open now and until when.

    A line that is always open says so by its hours.
    """
    said = words["hours"]
    parts = []
    if contact.open_now is False:
        parts.append(_closed(contact, said, language, now))
    elif contact.closes_at and now:
        parts.append(_open(contact, contact.closes_at, said, language, now))
    if contact.hours and contact.hours != clock.VARIES:
        parts.append(_told(contact.hours, contact, said, language))
    ways = {"sms": contact.sms_hours, "chat": contact.chat_hours}
    parts += [said[way].format(hours=_told(each, contact, said, language)) for way, each in ways.items() if each]
    if not parts and contact.hours == clock.VARIES and (contact.phone or contact.sms):
        parts.append(said["varies"])
    return ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part) or None


def _closed(contact: Contact, said: Mapping[str, str], language: str, now: datetime | None) -> str:
    if contact.opens_at is None or now is None:
        return said["closed_unknown"]
    there = now.astimezone(contact.opens_at.tzinfo)
    when = clock.moment(contact.opens_at, there, language, contact.country)
    return said["closed"].format(when=f"{when}{_zone(contact, language)}")


def _open(contact: Contact, closes: datetime, said: Mapping[str, str], language: str, now: datetime) -> str:
    """Nothing in a language that has no words for it. The zone stands with the hours, which follow."""
    if closes - now >= timedelta(days=1):
        return said.get("open_long", "")
    return said.get("open", "").format(when=clock.clock_time(closes, language, contact.country))


def _told(hours: str, contact: Contact, said: Mapping[str, str], language: str) -> str:
    if hours in (clock.VARIES, clock.APPOINTMENT):
        return said[hours]
    told = clock.told(hours, language, contact.country, said["daily"])
    return told if told == hours else f"{told}{_zone(contact, language)}"


def _zone(contact: Contact, language: str) -> str:
    """The zone's short name, where the country has several."""
    if contact.timezone is None or contact.country == EVERYWHERE:
        return ""
    locale = clock.locale_of(language, contact.country)
    return f" ({get_timezone_name(contact.timezone, 'short', locale=locale, zone_variant='generic')})"
