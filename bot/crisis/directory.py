"""Which contacts to show: for a kind of crisis, a country, a language and an hour.

The country is the practice's setting or the client's own choice, and never guessed: short numbers mean
different services on two sides of a border (113 is the suicide line in the
Netherlands and the ambulance in Norway).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.crisis.lines import EVERYWHERE, Line, shipped, sms_link, tel_link, without_doubles

# How many contacts a person in danger can take in at a glance.
MOST_CONTACTS = 4
FEWEST_CONTACTS = 2

_SUICIDE = ("local", "suicide_crisis", "mental_health", "emotional_support")
# Which lines help with which kind, best first. After these come the lines for suicidal crises, and at the
# end the international directories.
CATEGORIES_FOR = {
    "suicide": _SUICIDE,
    "passive_wish": _SUICIDE,
    "self_harm": _SUICIDE,
    "distress": _SUICIDE,
    "third_party": _SUICIDE,
    "harm_to_others": _SUICIDE,
    "overdose": ("poison", *_SUICIDE),
    "medical": ("poison", "emergency_text", *_SUICIDE),
    "partner_violence": ("domestic_violence", "sexual_assault", *_SUICIDE),
    "sexual_assault": ("sexual_assault", "domestic_violence", *_SUICIDE),
    "child_abuse": ("child_youth", "domestic_violence", *_SUICIDE),
}
# Where ambulance and police have numbers of their own, which of them comes first.
POLICE_FIRST = frozenset({"partner_violence", "sexual_assault", "child_abuse", "harm_to_others"})

_OPENING = re.compile(r"(daily|[A-Z][a-z]{2}-[A-Z][a-z]{2}) (\d{1,2})-(\d{1,2})")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Contact:
    """One contact as the page shows it. Links are ready to use."""

    name: str
    phone: str | None
    sms: str | None
    url: str | None
    hours: str | None
    note: str | None
    tel_link: str | None = None
    sms_link: str | None = None
    chat: bool = False
    category: str = "local"

    @property
    def without_voice(self) -> bool:
        """Whether it can be reached without speaking."""
        return bool(self.sms or self.chat)


@dataclass(frozen=True)
class Contacts:
    """Whom to call.

    Attributes:
        country: whose lines they are; EVERYWHERE when the country is unknown or has none.
        emergency_number: as shown, such as "911"; "" when there is no country.
        emergency_link: dials it, or None.
        contacts: at least two, one of which can be reached without speaking.
    """

    country: str
    emergency_number: str
    emergency_link: str | None
    contacts: tuple[Contact, ...]


def lines_or_shipped(read: Callable[[], Sequence[Line]]) -> Sequence[Line]:
    """The database's lines, or the shipped ones when the database cannot be read or has none.

    Somebody in danger must see whom to call whatever has failed, so any failure falls back.
    """
    try:
        lines = read()
    except Exception:
        return shipped().lines
    return lines or shipped().lines


def countries(lines: Iterable[Line]) -> list[str]:
    """Countries that have lines, for the client to choose from."""
    return sorted({line.country for line in lines if line.country != EVERYWHERE and line.active})


def contacts_for(
    kind: str | None,
    country: str | None,
    lines: Sequence[Line],
    language: str = "en",
    now: datetime | None = None,
) -> Contacts:
    """Whom to call.

    Args:
        kind: kind of crisis; None (a question about policy) is treated as "distress".
        country: ISO 3166 code, or None when nobody has set it.
        lines: from the database, or the shipped ones.
        language: ISO 639 code of the client's language; lines that speak it come first.
        now: the moment with its zone; lines that are closed then come last. None: hours do not count.

    Returns:
        at least two contacts, one of them without voice, and the emergency number where the country is known.
    """
    usable = [line for line in lines if line.active]
    here = [line for line in usable if line.country == country]
    if not any(line.category.startswith("emergency") for line in here):
        here += [line for line in shipped().lines if line.country == country and _is_emergency(line)]
    emergency = _emergency(here, kind)
    chosen = _choose(here, kind or "distress", language, now)
    chosen = _fill(chosen, usable)
    return Contacts(
        country=country if here and country else EVERYWHERE,
        emergency_number=emergency.phone or "" if emergency else "",
        emergency_link=tel_link(emergency.phone, emergency.country) if emergency and emergency.phone else None,
        contacts=tuple(_contact(line) for line in chosen),
    )


def _is_emergency(line: Line) -> bool:
    return line.category in ("emergency", "emergency_medical", "emergency_police")


def _emergency(here: Sequence[Line], kind: str | None) -> Line | None:
    wanted = "emergency_police" if kind in POLICE_FIRST else "emergency_medical"
    order = ("emergency", wanted, "emergency_medical", "emergency_police")
    found = {line.category: line for line in here}
    return next((found[category] for category in order if category in found), None)


def _choose(here: Sequence[Line], kind: str, language: str, now: datetime | None) -> list[Line]:
    categories = CATEGORIES_FOR[kind]
    fitting = [line for line in here if line.category in categories and (line.shown_phone or line.without_voice)]

    def rank(line: Line) -> tuple[bool, int, bool, bool]:
        return (
            not _is_open(line, now),
            categories.index(line.category),
            not _speaks(line, language),
            line.confidence != "high",
        )

    ordered = sorted(fitting, key=rank)
    chosen = ordered[:MOST_CONTACTS]
    if chosen and not any(line.without_voice for line in chosen):
        silent = next((line for line in ordered if line.without_voice), None)
        chosen = [*chosen[: MOST_CONTACTS - 1], silent] if silent else chosen
    return chosen


def _fill(chosen: list[Line], usable: Sequence[Line]) -> list[Line]:
    """With the international directories where the country has too few lines, or none without voice."""
    if len(chosen) >= FEWEST_CONTACTS and any(line.without_voice for line in chosen):
        return chosen
    directories = [line for line in usable if line.category == "directory"]
    directories = directories or [line for line in shipped().lines if line.category == "directory"]
    missing = max(1, FEWEST_CONTACTS - len(chosen))
    return without_doubles([*chosen[: MOST_CONTACTS - missing], *directories[:missing]])


def _speaks(line: Line, language: str) -> bool:
    return any(spoken.startswith(language) or spoken.startswith("+") for spoken in line.languages)


def _is_open(line: Line, now: datetime | None) -> bool:
    """Whether the line is open at a moment; True when its hours are not known well enough to say."""
    zone = shipped().timezones.get(line.country)
    opening = _OPENING.fullmatch(line.opening or "")
    if now is None or zone is None or opening is None:
        return True
    there = now.astimezone(ZoneInfo(zone))
    days, opens, closes = opening[1], int(opening[2]), int(opening[3])
    if days != "daily":
        first, last = (_WEEKDAYS.index(day) for day in days.split("-"))
        if not first <= there.weekday() <= last:
            return False
    return opens <= there.hour < closes


def _contact(line: Line) -> Contact:
    phone, sms = line.shown_phone, line.shown_sms
    return Contact(
        name=line.name,
        phone=phone,
        sms=sms if not line.sms_keyword or not sms else f"{line.sms_keyword} to {sms}",
        url=line.shown_chat or line.url,
        hours=line.hours or None,
        note=line.note,
        tel_link=tel_link(phone, line.country) if phone else None,
        sms_link=sms_link(sms, line.sms_keyword, line.country) if sms else None,
        chat=bool(line.shown_chat) or line.category == "directory",
        category=line.category,
    )
