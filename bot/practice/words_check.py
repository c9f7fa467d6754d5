"""Numbers, addresses, names and places in a record's own words, against the rest of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from babel import Locale

from bot.practice.finding import Finding, found
from bot.practice.record import ChannelKind, PracticeRecord, Status, Therapist

# Whoever is named here need not stand anywhere else in the record.
OF_OUTSIDERS = frozenset({"crisis_lines", "complaints_contact", "complaints_body", "licensing_body", "relay"})
_TITLED = re.compile(r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Prof|Professor)\.? ((?:[A-Z][\w'-]+)(?: [A-Z][\w'-]+)?)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WINDOW = re.compile(r"\b(\d+|one|two|three|four|five) (business |working )?(hour|day|week)s?\b", re.IGNORECASE)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_HOURS = {"hour": 1, "day": 24, "week": 168}
_COSTS = re.compile(r"\b(?:billed|charged?|costs?|fees?)\b", re.IGNORECASE)
_NO_COST = re.compile(r"\b(?:free|no (?:charge|cost|fee)s?|not (?:billed|charged))\b", re.IGNORECASE)
_NOT_ENCRYPTED = re.compile(r"\b(?:not|never|un|aren't|isn't) ?-?encrypted|without encryption", re.IGNORECASE)
_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_PLACED = ("jurisdiction", "licensing_body", "complaints_body", "client_location")


def contradictions(record: PracticeRecord) -> Iterator[Finding]:
    """What the words of the record say that the rest of it does not."""
    texts = list(own_words(record))
    yield from _numbers(record, texts)
    yield from _people(record, texts)
    yield from _places(record, texts)
    yield from _money(record)
    yield from _encryption(record)


def own_words(record: PracticeRecord) -> Iterator[tuple[str, str, str]]:
    """(field, key, words) of all that is told in the practice's own words."""
    owners: list[tuple[str, PracticeRecord | Therapist]] = [("", record)]
    owners += [(f"therapists.{each.id}.", each) for each in record.therapists]
    for prefix, owner in owners:
        for statement in owner.statements:
            if statement.text:
                yield f"{prefix}statements.{statement.key}", statement.key, statement.text
        for channel in owner.channels:
            for name in ("rules", "confidentiality"):
                if text := getattr(channel, name):
                    yield f"{prefix}channels.{channel.kind.value}.{name}", name, text


def _numbers(record: PracticeRecord, texts: list[tuple[str, str, str]]) -> Iterator[Finding]:
    owners: list[PracticeRecord | Therapist] = [record, *record.therapists]
    addresses = [channel.address for owner in owners for channel in owner.channels if channel.address]
    absences = [*record.closures, *(each for therapist in record.therapists for each in therapist.absences)]
    addresses += [each.cover_contact for each in absences if each.cover_contact]
    known = {_digits(address) for address in addresses}
    mails = {address.casefold() for address in addresses}
    for field, key, text in texts:
        if key in OF_OUTSIDERS:
            continue
        for match in phonenumbers.PhoneNumberMatcher(text, record.country, leniency=phonenumbers.Leniency.POSSIBLE):
            digits = _digits(match.raw_string)
            if len(digits) >= 7 and not any(digits in each or each in digits for each in known if len(each) >= 7):
                yield found("number", field, number=match.raw_string)
        for mail in _EMAIL.findall(text):
            if mail.casefold().rstrip(".") not in mails:
                yield found("address", field, address=mail)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _people(record: PracticeRecord, texts: list[tuple[str, str, str]]) -> Iterator[Finding]:
    names = [name for each in record.therapists for name in (each.name, *each.aliases)]
    absences = [each for therapist in record.therapists for each in therapist.absences]
    known = {
        part.casefold() for name in [*names, *(each.cover_name or "" for each in absences)] for part in name.split()
    }
    for field, key, text in texts:
        for match in _TITLED.finditer(text):
            parts = {part.casefold().removesuffix("'s") for part in match[1].split()}
            if key not in ("complaints_contact", "complaints_body") and not parts & known:
                yield found("name", field, name=match[0])


def _places(record: PracticeRecord, texts: list[tuple[str, str, str]]) -> Iterator[Finding]:
    if record.country != "US" or record.region not in _STATES:
        return
    own = _STATES[record.region]
    for field, key, text in texts:
        named = [name for name in _STATES.values() if re.search(rf"\b{name}\b", text)]
        # "West Virginia" names no Virginia, and Washington is a city too.
        named = [name for name in named if not any(name != other and name in other for other in named)]
        if key in _PLACED and named and own not in named:
            yield found("place", field, place=named[0], region=own)


def _money(record: PracticeRecord) -> Iterator[Finding]:
    for prefix, policy in [
        ("", record.policy_for(None)),
        *((f"therapists.{each.id}.", record.policy_for(each.id)) for each in record.therapists),
    ]:
        window = _window(policy.statement("cancellation_window").text)
        for key in ("late_cancel_fee",):
            told = _window(policy.statement(key).text)
            own = any(each.key == key for each in (policy.therapist.statements if policy.therapist else ()))
            if window and told and window[0] != told[0]:
                yield found("two_windows", f"{prefix if own else ''}statements.{key}", here=told[1], there=window[1])
        if policy.statement("contact_fees").status is Status.NOT_OFFERED:
            for channel in policy.channels.values():
                if _COSTS.search(channel.rules or "") and not _NO_COST.search(channel.rules or ""):
                    yield found("free_but_billed", "statements.contact_fees", kind=channel.kind.value)


def _window(text: str | None) -> tuple[int, str] | None:
    """The first length of time in a text, in hours, and as it is said."""
    match = _WINDOW.search(text or "")
    if match is None:
        return None
    number = int(_NUMBERS.get(match[1].lower(), match[1]))
    return number * _HOURS[match[3].lower()], match[0]


def _encryption(record: PracticeRecord) -> Iterator[Finding]:
    for policy in [record.policy_for(None), *(record.policy_for(each.id) for each in record.therapists)]:
        said = policy.statement("email_encryption").text or ""
        of_channel = policy.channels[ChannelKind.EMAIL].confidentiality or ""
        both = "encrypted" in said and "encrypted" in of_channel
        first = said.partition(". ")[0]
        if both and bool(_NOT_ENCRYPTED.search(first)) is not bool(_NOT_ENCRYPTED.search(of_channel)):
            yield found("encryption", "statements.email_encryption")


def country_name(code: str) -> str:
    return str(Locale("en").territories.get(code, code))
