"""A helpline as data: how to reach it, where the entry comes from, and whether its numbers can be dialled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import phonenumbers
from phonenumbers import PhoneNumberFormat, shortnumberinfo

from bot.helplines.hours import HoursError, spells
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

HOTLINES_FILE = PROJECT_ROOT / "data" / "helplines" / "hotlines.yml"
EMERGENCY_FILE = PROJECT_ROOT / "data" / "helplines" / "emergency_numbers.yml"
SHORT_NUMBERS_FILE = PROJECT_ROOT / "data" / "helplines" / "short_numbers.yml"

EVERYWHERE = "ZZ"
EMERGENCY_CATEGORIES = ("emergency", "emergency_medical", "emergency_police")
CATEGORIES = (
    *EMERGENCY_CATEGORIES,
    "emergency_text",
    "suicide_crisis",
    "mental_health",
    "emotional_support",
    "poison",
    "domestic_violence",
    "sexual_assault",
    "child_youth",
    "maternal",
    "substance_use",
    "eating_disorder",
    "directory",
    "local",
)
# For whom a line may be; a client belongs to a group when they say so (bot.helplines.groups).
GROUPS = (
    "under_18",
    "young",
    "student",
    "veteran",
    "lgbtq",
    "trans",
    "new_mother",
    "deaf",
    "indigenous",
    "men",
    "women",
    "england",
    "scotland",
    "wales",
    "northern_ireland",
)
WAYS = ("phone", "sms", "whatsapp", "chat_url", "hours")


class LineError(ValueError):
    """A helpline entry cannot be used; the message says what to write instead."""


@dataclass(frozen=True)
class Line:
    """One helpline.

    Attributes:
        key: its lasting name, e.g. "us_988".
        country: ISO 3166 code of two letters, or EVERYWHERE.
        category: one of CATEGORIES; serves: others of them that it helps with too.
        groups: for whom it is, of GROUPS; empty for everybody.
        position: its place in the order in which lines are shown.
        phone, sms, whatsapp: numbers as they are shown; sms_keyword is the word to send.
        chat_url, url: where to chat; the line's own page.
        hours: when somebody answers, by phone or in any way; sms_hours, chat_hours: where those differ (see
            `bot.helplines.hours`).
        timezone: where these hours are read; None for the country's.
        languages: ISO 639 codes; "+..." stands for interpreters.
        note: for clients: who answers. remark, flag: for staff only.
        unconfirmed: ways that are not shown until somebody has confirmed them.
        sources, confidence, checked_on, checked_by: where the entry comes from, and its last check;
            checked_by is None until a person has called or opened the line.
        local: added by the practice. active: shown at all.
        corrected: fields that staff have corrected, which an update leaves alone.
        withdrawn_on: the day on which an update ended the line; None while it is current.
    """

    key: str
    country: str
    category: str
    name: str
    hours: str
    checked_on: date
    phone: str | None = None
    sms: str | None = None
    sms_keyword: str | None = None
    whatsapp: str | None = None
    chat_url: str | None = None
    url: str | None = None
    sms_hours: str | None = None
    chat_hours: str | None = None
    timezone: str | None = None
    serves: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    position: int = 0
    languages: tuple[str, ...] = ()
    note: str | None = None
    remark: str | None = None
    flag: str | None = None
    unconfirmed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: str = "medium"
    checked_by: str | None = None
    local: bool = False
    active: bool = True
    corrected: tuple[str, ...] = ()
    withdrawn_on: date | None = None

    def __post_init__(self) -> None:
        for category in (self.category, *self.serves):
            if category not in CATEGORIES:
                raise LineError(f"{self.key}: category is {category!r}; write one of {', '.join(CATEGORIES)}")
        if set(self.groups) - set(GROUPS):
            raise LineError(f"{self.key}: groups are {self.groups}; write some of {', '.join(GROUPS)}")
        for hours in (self.hours, self.sms_hours, self.chat_hours):
            try:
                spells(hours or "")
            except HoursError as error:
                raise LineError(f"{self.key}: {error}") from error
        if not re.fullmatch(r"[A-Z]{2}", self.country):
            raise LineError(f"{self.key}: country is {self.country!r}; write two capitals, such as US")
        unknown = set(self.unconfirmed) - set(WAYS)
        if unknown:
            raise LineError(f"{self.key}: unconfirmed has {sorted(unknown)}; write {', '.join(WAYS)}")
        if not (self.phone or self.sms or self.chat_url or self.url):
            raise LineError(f"{self.key}: give at least one of phone, sms, chat_url, url")

    @property
    def shown_phone(self) -> str | None:
        return self._confirmed("phone", self.phone)

    @property
    def shown_sms(self) -> str | None:
        return self._confirmed("sms", self.sms)

    @property
    def shown_chat(self) -> str | None:
        return self._confirmed("chat_url", self.chat_url)

    @property
    def shown_hours(self) -> str | None:
        return self._confirmed("hours", self.hours) or None

    @property
    def without_voice(self) -> bool:
        """Whether it can be reached without speaking."""
        return bool(self.shown_sms or self.shown_chat)

    @property
    def is_emergency(self) -> bool:
        return self.category in EMERGENCY_CATEGORIES

    def helps_with(self, categories: Iterable[str]) -> bool:
        """Whether it is of one of these categories, or serves it."""
        return not {self.category, *self.serves}.isdisjoint(categories)

    def _confirmed(self, way: str, value: str | None) -> str | None:
        return None if way in self.unconfirmed else value


@dataclass(frozen=True)
class Directory:
    """The shipped files.

    Attributes:
        known_wrong: (country, number, why).
        timezones: of opening hours, by country.
        shared: by territory, the country whose lines serve it.
    """

    lines: tuple[Line, ...]
    known_wrong: tuple[tuple[str, str, str], ...]
    timezones: Mapping[str, str]
    shared: Mapping[str, str]


@lru_cache(maxsize=2)
def shipped(path: Path = HOTLINES_FILE) -> Directory:
    """The lines that come with the program.

    Raises:
        LineError: an entry cannot be used.
        bot.yaml_reading.YamlError: the file cannot be read.
    """
    content = load_yaml(path)
    entries = [*_emergency_entries(), *content["hotlines"], *content["international"]]
    lines = tuple(replace(line_from(entry), position=place) for place, entry in enumerate(entries, start=1))
    wrong = tuple(
        (entry["country"], number, entry["reason"]) for entry in content["known_wrong"] for number in entry["numbers"]
    )
    shared = {territory: country for country, territories in content["shared"].items() for territory in territories}
    return Directory(lines, wrong, content["timezones"], shared)


def _emergency_entries(path: Path = EMERGENCY_FILE) -> Iterable[Mapping[str, Any]]:
    """The emergency numbers as entries of lines; one that is not sure is unconfirmed."""
    content = load_yaml(path)
    ways = {"number": ("emergency", "Emergency services"), "ambulance": ("emergency_medical", "Ambulance")}
    ways["police"] = ("emergency_police", "Police")
    for entry in content["numbers"]:
        sure = entry.get("sure", True)
        for way, (category, name) in ways.items():
            if way in entry:
                yield {
                    "key": f"{entry['country'].lower()}_{category}",
                    "country": entry["country"],
                    "category": category,
                    "name": name,
                    "phone": entry[way],
                    "hours": "24/7",
                    "remark": entry.get("remark"),
                    "unconfirmed": [] if sure else ["phone"],
                    "sources": [entry["source"]],
                    "checked_on": content["checked_on"],
                }


def line_from(entry: Mapping[str, Any]) -> Line:
    """A line from a mapping, such as an entry of the file or a row's columns.

    Raises:
        LineError: a field is unknown or missing, or its value cannot be used.
    """
    names = {field.name for field in fields(Line)}
    unknown = set(entry) - names
    if unknown:
        raise LineError(f"{entry.get('key')}: does not know {', '.join(sorted(unknown))}; remove or correct it")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    try:
        return Line(**values)
    except TypeError as error:
        raise LineError(f"{entry.get('key')}: {error}") from error


@lru_cache(maxsize=1)
def short_numbers(path: Path = SHORT_NUMBERS_FILE) -> frozenset[tuple[str, str]]:
    """Short numbers that are real although `phonenumbers` does not know them, as (country, digits)."""
    return frozenset((entry["country"], digits(entry["number"])) for entry in load_yaml(path)["numbers"])


def digits(number: str) -> str:
    """The number without spaces, dashes and brackets."""
    return re.sub(r"[^\d+]", "", number)


def check_number(number: str, country: str) -> None:
    """Check that a number can be dialled in a country.

    Raises:
        LineError: it is neither a valid number, nor a known short number, nor on the reviewed list.
    """
    if (country, digits(number)) in short_numbers():
        return
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as error:
        raise LineError(f"{number!r} is not a telephone number: {error}") from error
    if phonenumbers.is_valid_number_for_region(parsed, country):
        return
    if shortnumberinfo.is_valid_short_number_for_region(parsed, country):
        return
    raise LineError(
        f"{number!r} is not a number of {country}: correct it, or, if it is a short number that you have "
        f"checked, add it to data/helplines/{SHORT_NUMBERS_FILE.name}"
    )


def check_line(line: Line) -> None:
    """Check numbers and addresses of a line.

    Raises:
        LineError: one of them cannot be dialled or opened, or is known to be wrong.
    """
    for number in (line.phone, line.sms, line.whatsapp):
        if number:
            _refuse_known_wrong(line, number)
    if line.is_emergency:
        # `phonenumbers` lacks or errs on many; those of the directory are reviewed one by one.
        if not re.fullmatch(r"\d{2,5}", line.phone or ""):
            raise LineError(f"{line.key}: {line.phone!r} is no emergency number; write its digits")
    elif line.country != EVERYWHERE:
        _check_numbers(line)
    for address in (line.chat_url, line.url):
        if address and not _is_web_address(address):
            raise LineError(f"{line.key}: {address!r} is not a web address; write https://...")


def _check_numbers(line: Line) -> None:
    for number in (line.phone, line.whatsapp):
        if number:
            if phonenumbers.is_emergency_number(digits(number), line.country):
                raise LineError(f"{number!r} is the emergency number of {line.country}, and not a line's own")
            check_number(number, line.country)
    if line.sms:
        check_sms_number(line.sms, line.country)


def check_sms_number(number: str, country: str) -> None:
    """Check a number for text messages. Short codes of mobile carriers are in no public register.

    Raises:
        LineError: it is neither three to six digits nor a valid number.
    """
    if not re.fullmatch(r"\d{3,6}", digits(number)):
        check_number(number, country)


def _refuse_known_wrong(line: Line, number: str) -> None:
    for country, wrong, reason in shipped().known_wrong:
        if country == line.country and digits(wrong) == digits(number):
            raise LineError(f"{line.key}: {number} is known to be wrong for {country}: {reason}")


def _is_web_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("https", "http") and "." in parts.netloc


def tel_link(number: str, country: str) -> str:
    """A link that dials: international form for full numbers, digits alone for short ones (RFC 3966)."""
    try:
        parsed = phonenumbers.parse(number, country if country != EVERYWHERE else None)
    except phonenumbers.NumberParseException:
        return f"tel:{digits(number)}"
    if phonenumbers.is_valid_number(parsed) and (country, digits(number)) not in short_numbers():
        return f"tel:{phonenumbers.format_number(parsed, PhoneNumberFormat.E164)}"
    return f"tel:{digits(number)}"


def sms_link(number: str, keyword: str | None, country: str) -> str:
    """A link that opens a text message to the number, with the keyword written (RFC 5724)."""
    address = tel_link(number, country).removeprefix("tel:")
    return f"sms:{address}?body={quote(keyword)}" if keyword else f"sms:{address}"


def without_doubles(lines: Iterable[Line]) -> list[Line]:
    """The lines, each key once."""
    return list({line.key: line for line in lines}.values())
