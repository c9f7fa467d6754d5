"""Which contacts to show: for a kind of danger, a country, a language, an hour, and the groups of the client.

The country is the practice's setting or the client's own words, and never guessed: short numbers mean
different services on two sides of a border (113 is the suicide line in the Netherlands and the ambulance in Norway).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.helplines.hours import APPOINTMENT, VARIES, closes_at, is_open, opens_at
from bot.helplines.lines import EVERYWHERE, Line, shipped, sms_link, tel_link, without_doubles

# How many contacts a person in danger can take in, and how many of them are for a group that the client did not name.
MOST_CONTACTS = 5
FEWEST_CONTACTS = 2

LISTENING = ("suicide_crisis", "mental_health", "emotional_support")
# The lines that are there for a kind of danger. After them come those that listen to anybody.
LINES_FOR = {
    "overdose": ("poison",),
    "medical": ("emergency_text",),
    "partner_violence": ("domestic_violence",),
    "sexual_assault": ("sexual_assault",),
    "child_abuse": ("child_youth",),
    "eating_disorder": ("eating_disorder",),
}
# Where a country has none of those: the next best.
NEAREST = {
    "domestic_violence": "sexual_assault",
    "sexual_assault": "domestic_violence",
    "child_youth": "domestic_violence",
}
# Lines for whoever belongs to their group, whatever the danger.
FOR_THEIR_GROUP = ("child_youth", "maternal")
# Where ambulance and police have numbers of their own, which of them comes first.
POLICE_FIRST = frozenset({"partner_violence", "sexual_assault", "child_abuse", "harm_to_others"})
# Kinds in which minutes count: whoever listens comes after whoever acts.
ACT_FIRST = frozenset({"overdose", "medical"})

REGIONS = frozenset({"england", "scotland", "wales", "northern_ireland"})
MOSTLY = frozenset({"women", "england"})
# Of these a person is one: whoever named theirs has no use for lines for the others.
EITHER = (REGIONS, frozenset({"men", "women"}))


@dataclass(frozen=True)
class Contact:
    """One contact, ready to be shown. Links are ready to use.

    Attributes:
        hours: when somebody answers, as the directory has it; sms_hours, chat_hours: where they differ.
        open_now: by any way; None where that cannot be told.
        opens_at: with its zone, when a closed line opens.
        closes_at: with its zone, when `hours` end that are open now; None where they never end or cannot be told.
        chat: url leads to a chat, and not to a page about the line.
        listens: it is there to talk, not for the danger at hand.
        interpreter: the client's language is spoken through an interpreter.
        timezone: named where its hours are not those of one zone for the whole country.
    """

    key: str
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
    sms_hours: str | None = None
    chat_hours: str | None = None
    open_now: bool | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    listens: bool = True
    interpreter: bool = False
    groups: tuple[str, ...] = ()
    country: str = EVERYWHERE
    timezone: str | None = None

    @property
    def without_voice(self) -> bool:
        """Whether it can be reached without speaking."""
        return bool(self.sms or self.chat)


@dataclass(frozen=True)
class Contacts:
    """Whom to call.

    Attributes:
        country: whose lines they are; EVERYWHERE when the country is unknown or nothing is known of it.
        emergency_number: as shown, such as "911"; "" when none is known.
        emergency_link: dials it, or None.
        emergency_sure: it was confirmed; if not, it is shown beside "your local emergency number".
        contacts: at least two, one of which can be reached without speaking or is a page that leads to such.
        lacking: the country has no line for this kind of danger, and the contacts are the nearest ones.
    """

    country: str
    emergency_number: str
    emergency_link: str | None
    contacts: tuple[Contact, ...]
    emergency_sure: bool = True
    lacking: bool = False


@dataclass(frozen=True)
class Wanted:
    """What contacts are looked for.

    Attributes:
        kind: kind of danger; None (a question about policy) is treated as "distress".
        categories: lines that were asked for by name; they take the place of the kind's.
        groups: to which the client said that they belong.
        language: ISO 639 code; lines that speak it come first.
        asked_groups: for whom a line was asked for; the country lacks it where it has none.
        silent: only what can be reached without speaking.
        now: the moment with its zone; lines that are closed then come last. None: hours do not count.
    """

    kind: str | None = None
    categories: tuple[str, ...] = ()
    groups: frozenset[str] = field(default_factory=frozenset)
    asked_groups: frozenset[str] = field(default_factory=frozenset)
    language: str = "en"
    silent: bool = False
    now: datetime | None = None

    @property
    def specific(self) -> tuple[str, ...]:
        return self.categories or LINES_FOR.get(self.kind or "", ())


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
    """Countries whose emergency number or lines are known, for the client to choose from."""
    return sorted({line.country for line in lines if line.country != EVERYWHERE and line.active})


def contacts_for(country: str | None, lines: Sequence[Line], wanted: Wanted) -> Contacts:
    """Whom to call.

    Args:
        country: ISO 3166 code, or None when nobody has set it.
        lines: from the database, or the shipped ones, in the order in which they are shown.
    """
    usable = [line for line in lines if line.active]
    own = {country, shipped().shared.get(country or "")} - {None}
    here = [line for line in usable if line.country in own]
    if not any(line.is_emergency for line in here):
        here += [line for line in shipped().lines if line.country == country and line.is_emergency]
    emergency = _emergency(here, wanted.kind)
    chosen, lacking = _choose([line for line in here if not line.is_emergency], wanted)
    chosen = _fill(chosen, usable)
    return Contacts(
        country=country if here and country else EVERYWHERE,
        emergency_number=emergency.phone or "" if emergency else "",
        emergency_link=tel_link(emergency.phone, emergency.country) if emergency and emergency.phone else None,
        contacts=tuple(_contact(line, wanted) for line in chosen),
        emergency_sure=bool(emergency and emergency.shown_phone),
        lacking=lacking,
    )


def _emergency(here: Sequence[Line], kind: str | None) -> Line | None:
    wanted = "emergency_police" if kind in POLICE_FIRST else "emergency_medical"
    order = ("emergency", wanted, "emergency_medical", "emergency_police")
    found = {line.category: line for line in here}
    return next((found[category] for category in order if category in found), None)


def _choose(here: Sequence[Line], wanted: Wanted) -> tuple[list[Line], bool]:
    """The lines to show, and whether there is none that is meant for what is wanted."""
    specific = wanted.specific
    reachable = [line for line in here if _reachable(line, wanted) and not _for_others(line, wanted.groups)]
    lacking = (
        bool(specific) and specific != ("emergency_text",) and not any(line.helps_with(specific) for line in reachable)
    )
    if lacking:
        specific = tuple(NEAREST[category] for category in specific if category in NEAREST)
    asked = wanted.asked_groups
    lacking = lacking or (bool(asked) and not any(asked & set(line.groups) for line in reachable))
    fitting = [line for line in reachable if _fits(line, specific, wanted.groups)]
    ordered = _who_speak(sorted(fitting, key=lambda line: _rank(line, specific, wanted)), wanted)
    # Lines for a group that nobody named are shown where they are all there is, or the only ones for the danger: where
    # one line is for women and in England, those for men and in Scotland are not for others.
    for_all = [line for line in ordered if not line.groups or _standing(line, wanted.groups) == OWN]
    uncovered = [category for category in specific if not any(line.helps_with((category,)) for line in for_all)]
    shown = [line for line in ordered if _standing(line, wanted.groups) < OF_OTHERS or line.helps_with(uncovered)]
    for line in ordered:
        silent = any(_silent(each, wanted) for each in shown)
        if line not in shown and (len(shown) < FEWEST_CONTACTS or (not silent and _silent(line, wanted))):
            shown.append(line)
    return _cut(shown, wanted), lacking


def _cut(shown: list[Line], wanted: Wanted) -> list[Line]:
    """The first of them, with one that can be reached without speaking."""
    chosen, rest = shown[:MOST_CONTACTS], shown[MOST_CONTACTS:]
    silent = next((line for line in rest if _silent(line, wanted)), None)
    if silent and not any(_silent(line, wanted) for line in chosen):
        return [*chosen[:-1], silent]
    return chosen


def _reachable(line: Line, wanted: Wanted) -> bool:
    if wanted.silent:
        return _silent(line, wanted)
    return bool(line.shown_phone or line.without_voice or line.url)


def _silent(line: Line, wanted: Wanted) -> bool:
    """Whether the line can be reached without speaking at that moment, as far as is known."""
    by_text = line.shown_sms and _state(line, line.sms_hours or line.hours, wanted.now) is not False
    return bool(by_text or _chat_open(line, wanted.now))


def _chat_open(line: Line, now: datetime | None) -> bool:
    hours = line.chat_hours or line.hours
    return bool(line.shown_chat) and hours != APPOINTMENT and _state(line, hours, now) is not False


def _for_others(line: Line, groups: frozenset[str]) -> bool:
    """Whether the line is for another part of the country, or the other sex, than the client's."""
    return any(
        groups & either and set(line.groups) & either and not set(line.groups) & groups & either for either in EITHER
    )


def _fits(line: Line, specific: Sequence[str], groups: frozenset[str]) -> bool:
    if line.helps_with((*specific, "local", *LISTENING)):
        return True
    return line.category in FOR_THEIR_GROUP and not groups.isdisjoint(line.groups)


OWN, FOR_EVERYBODY, OF_OTHERS = range(3)


def _standing(line: Line, groups: frozenset[str]) -> int:
    if not groups.isdisjoint(line.groups):
        return OWN
    # Hardly anybody says that they are a woman, or in England, where most lines are for them.
    return OF_OTHERS if line.groups and not set(line.groups) & MOSTLY else FOR_EVERYBODY


def _rank(line: Line, specific: Sequence[str], wanted: Wanted) -> tuple[bool, int, int, int, bool, int]:
    tiers = [place for place, category in enumerate(specific) if line.helps_with((category,))]
    tier = min(tiers, default=len(specific) + (line.category != "local"))
    standing = _standing(line, wanted.groups)
    if standing == OWN and not specific:
        tier = -1
    return (
        _line_state(line, wanted.now) is False,
        tier,
        standing,
        _language_rank(line, wanted.language),
        not (line.shown_phone or line.without_voice),
        line.position,
    )


def _language_rank(line: Line, language: str) -> int:
    """0 where the language is spoken, 1 through an interpreter, 2 where English is, 3 where none of these is."""
    spoken = [each.partition(" ")[0] for each in line.languages]
    if language.partition("-")[0] in spoken:
        return 0
    if any(each.startswith("+") for each in spoken):
        return 1
    return 2 if "en" in spoken else 3


def _who_speak(ordered: list[Line], wanted: Wanted) -> list[Line]:
    """Without lines that do not speak the client's language, or English at least, where enough others do."""
    for most in (1, 2):
        speaking = [line for line in ordered if _language_rank(line, wanted.language) <= most or line.local]
        if sum(_line_state(line, wanted.now) is not False for line in speaking) >= FEWEST_CONTACTS:
            return [line for line in ordered if line in speaking or _standing(line, wanted.groups) == OWN]
    return ordered


def _fill(chosen: list[Line], usable: Sequence[Line]) -> list[Line]:
    """With the international directories where the country has too few lines, or none without voice."""
    if len(chosen) >= FEWEST_CONTACTS and any(line.without_voice for line in chosen):
        return chosen
    directories = [line for line in usable if line.category == "directory"]
    directories = directories or [line for line in shipped().lines if line.category == "directory"]
    missing = max(1, FEWEST_CONTACTS - len(chosen))
    return without_doubles([*chosen[: MOST_CONTACTS - missing], *directories[:missing]])


def _there(line: Line, now: datetime) -> datetime | None:
    zone = line.timezone or shipped().timezones.get(line.country)
    return now.astimezone(ZoneInfo(zone)) if zone else None


def _state(line: Line, hours: str | None, now: datetime | None) -> bool | None:
    """Whether hours of the line have it open; None where that cannot be told."""
    if "hours" in line.unconfirmed or not hours or now is None:
        return None
    there = _there(line, now)
    return is_open(hours, there) if there else None


def _line_state(line: Line, now: datetime | None) -> bool | None:
    """Whether any way of the line is open."""
    ways = [hours for _, hours in _ways(line)]
    states = [_state(line, hours, now) for hours in ways]
    if True in states:
        return True
    return None if None in states or not states else False


def _ways(line: Line) -> Iterable[tuple[str, str]]:
    if line.shown_phone or not line.without_voice:
        yield "phone", line.hours
    if line.shown_sms:
        yield "sms", line.sms_hours or line.hours
    if line.shown_chat:
        yield "chat", line.chat_hours or line.hours


def _next_opening(line: Line, now: datetime | None) -> datetime | None:
    there = _there(line, now) if now else None
    if there is None or _line_state(line, now) is not False:
        return None
    found = [opens_at(hours, there) for _, hours in _ways(line)]
    return min((each for each in found if each), default=None)


def _closing(line: Line, wanted: Wanted) -> datetime | None:
    """When the line's hours end that are open now, if any way that is shown has those hours."""
    there = _there(line, wanted.now) if wanted.now else None
    ways = [hours for way, hours in _ways(line) if not (wanted.silent and way == "phone")]
    hours = line.shown_hours
    return closes_at(hours, there) if there and hours and hours in ways else None


def _contact(line: Line, wanted: Wanted) -> Contact:
    phone = None if wanted.silent else line.shown_phone
    sms, chat = line.shown_sms, _chat_open(line, wanted.now)
    hours = line.shown_hours
    return Contact(
        key=line.key,
        name=line.name,
        phone=phone,
        sms=sms if not line.sms_keyword or not sms else f"{line.sms_keyword} to {sms}",
        url=line.shown_chat if chat else line.url,
        hours=hours,
        note=line.note,
        tel_link=tel_link(phone, line.country) if phone else None,
        sms_link=sms_link(sms, line.sms_keyword, line.country) if sms else None,
        chat=chat,
        category=line.category,
        sms_hours=line.sms_hours if sms else None,
        chat_hours=(line.chat_hours or (VARIES if hours == VARIES else None)) if line.shown_chat else None,
        open_now=_line_state(line, wanted.now),
        opens_at=_next_opening(line, wanted.now),
        closes_at=_closing(line, wanted),
        listens=not line.helps_with(wanted.specific),
        interpreter=_language_rank(line, wanted.language) == 1,
        groups=line.groups,
        country=line.country,
        timezone=line.timezone,
    )
