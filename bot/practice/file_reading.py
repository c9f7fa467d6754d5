"""A practice file, read into a record with every fault named by its line."""

from __future__ import annotations

import re
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import phonenumbers

from bot.practice.lined_yaml import NOT_RECORDED, Entries, Node, as_date
from bot.practice.purposes import PERMITTABLE
from bot.practice.record import (
    STATEMENT_KEYS,
    Channel,
    ChannelKind,
    Closure,
    Opening,
    OpeningHours,
    PracticeRecord,
    ReplyTime,
    ReplyUnit,
    Statement,
    Status,
    Therapist,
)
from bot.weekdays import WEEKDAYS

PARTS = ("practice", "policy", "hours", "channels", "closures", "openings", "statements", "therapists")
PARTS_OF_A_THERAPIST = (
    "name",
    "role",
    "pronouns",
    "aliases",
    "hours",
    "channels",
    "absences",
    "openings",
    "statements",
)
NOT_OFFERED = "not offered"
CLOSED = "closed"

# Characters that the tables hold (bot/database/tables/practice.py); PostgreSQL refuses more.
LONGEST_NAME = 200
LONGEST_CODE = 40
LONGEST_REGION = 10
LONGEST_ADDRESS = 300

_REPLY = re.compile(r"(\d{1,3}) (hour|day|business hour|business day)s?(?:, (not guaranteed|guaranteed))?")
_STRETCH = re.compile(r"(\d{1,2}):(\d\d) ?[-\u2013] ?(\d{1,2}):(\d\d)")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_practice(root: Node) -> PracticeRecord:
    parts = Entries(
        root, ("practice", "policy", "hours", "channels", "closures", "openings", "statements", "therapists")
    )
    practice = Entries(
        parts["practice"],
        (
            "name",
            "country",
            "region",
            "timezone",
            "emergency_number",
            "closed_on_public_holidays",
            "open_on_holidays",
        ),
    )
    policy = Entries(parts["policy"], ("version", "effective_from", "review_by"))
    country = practice.demand("country") and _country(practice["country"])
    region = practice.read("region", lambda node: _region(node, country))
    record = PracticeRecord(
        name=practice.demand("name", LONGEST_NAME),
        country=country,
        region=region,
        timezone=practice.demand("timezone") and _timezone(practice["timezone"]),
        emergency_number=practice.demand("emergency_number", LONGEST_CODE),
        closed_on_public_holidays=practice.read("closed_on_public_holidays", Node.yes_or_no),
        open_on_holidays=_holiday_names(practice["open_on_holidays"], country, region),
        policy_version=policy.text("version", LONGEST_CODE),
        effective_from=policy.read("effective_from", Node.day),
        review_by=policy.read("review_by", Node.day),
        hours=parts.read("hours", _hours),
        channels=_channels(parts["channels"], country),
        closures=_closures(parts["closures"]),
        openings=_openings(parts["openings"]),
        statements=_statements(parts["statements"]),
        therapists=tuple(_therapist(node, country) for node in parts["therapists"].children().values()),
    )
    _check_phone(parts["channels"], record)
    return record


def _check_phone(channels: Node, record: PracticeRecord) -> None:
    phone = record.policy_for(None).channels[ChannelKind.PHONE]
    if not (phone.offered and phone.address):
        channels.fault("the practice needs a phone with an address: it is where every unanswered question goes")


def _country(node: Node) -> str:
    code = node.text().upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        node.fault("write the country as its two letters, such as US")
        return ""
    return code


def _region(node: Node, country: str) -> str:
    region = node.text(LONGEST_REGION).upper()
    regions = holidays.list_supported_countries().get(country)
    if regions and region not in regions:
        node.fault(f"is not a region of {country}; write one of: {', '.join(regions)}")
    return region


def _holiday_names(node: Node, country: str, region: str | None) -> tuple[str, ...]:
    """Public holidays by the names that the library `holidays` gives them, in any letters."""
    wanted = [item.text() for item in node.items()]
    if not wanted or not country:
        return ()
    this_year = date.today().year
    try:
        found = holidays.country_holidays(
            country, subdiv=region, years=range(this_year, this_year + 2), language="en_US"
        )
    except NotImplementedError:
        node.fault(f"no public holidays are known for {country}")
        return ()
    known = {part.strip().casefold(): part.strip() for name in found.values() for part in name.split(";")}
    unknown = [name for name in wanted if name.casefold() not in known]
    if unknown:
        node.fault(f"{unknown[0]} is no public holiday here; write one of: {', '.join(sorted(known.values()))}")
    return tuple(known.get(name.casefold(), name) for name in wanted)


def _timezone(node: Node) -> str:
    name = node.text()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        node.fault("is not a time zone; write one such as America/New_York")
    return name


def _therapist(node: Node, country: str) -> Therapist:
    if not _KEY.fullmatch(node.name):
        node.fault("a therapist's key has small letters, digits and hyphens, such as maya-okafor")
    parts = Entries(
        node, ("name", "role", "pronouns", "aliases", "hours", "channels", "absences", "openings", "statements")
    )
    return Therapist(
        id=node.name,
        name=parts.demand("name", LONGEST_NAME),
        role=parts.text("role", LONGEST_NAME),
        pronouns=parts.text("pronouns", LONGEST_CODE),
        aliases=tuple(alias.text() for alias in parts["aliases"].items()),
        hours=parts.read("hours", _hours),
        channels=_channels(parts["channels"], country),
        absences=_closures(parts["absences"]),
        openings=_openings(parts["openings"]),
        statements=_statements(parts["statements"]),
    )


def _channels(node: Node, country: str) -> tuple[Channel, ...]:
    children = node.children([kind.value for kind in ChannelKind])
    # In the order of the kinds, so that a file and its export are the same record.
    channels = tuple(
        _channel(children[kind.value], kind, country)
        for kind in ChannelKind
        if kind.value in children and children[kind.value].recorded
    )
    if sum(channel.preferred for channel in channels) > 1:
        node.fault("only one channel can be the preferred one")
    return channels


def _channel(node: Node, kind: ChannelKind, country: str) -> Channel:
    if node.value == NOT_OFFERED:
        return Channel(kind, Status.NOT_OFFERED)
    if isinstance(node.value, str):
        node.fault(f"write '{NOT_OFFERED}', '{NOT_RECORDED}', or its address, purposes, rules ... below it")
        return Channel(kind)
    parts = Entries(node, ("status", "name", "address", "preferred", "purposes", "rules", "confidentiality", "reply"))
    status = parts.read("status", _status) or Status.OFFERED
    return Channel(
        kind=kind,
        status=status,
        name=parts.text("name", LONGEST_NAME),
        address=parts.read("address", lambda address: _address(address, kind, country)),
        preferred=parts.read("preferred", Node.yes_or_no) or False,
        purposes=parts.read("purposes", _purposes),
        rules=parts.text("rules"),
        confidentiality=parts.text("confidentiality"),
        reply=parts.read("reply", _reply),
    )


def _status(node: Node) -> Status:
    if node.value not in ("offered", NOT_OFFERED):
        node.fault(f"write 'offered' or '{NOT_OFFERED}'")
    return Status.NOT_OFFERED if node.value == NOT_OFFERED else Status.OFFERED


def _address(node: Node, kind: ChannelKind, country: str) -> str:
    address = node.text(LONGEST_ADDRESS)
    by_phone = kind in (ChannelKind.PHONE, ChannelKind.VOICEMAIL, ChannelKind.TEXT)
    if by_phone and country and not _is_phone(address, country):
        node.fault(f"{address} is not a telephone number in {country}")
    if kind is ChannelKind.EMAIL and not _EMAIL.fullmatch(address):
        node.fault(f"{address} is not an e-mail address")
    if kind in (ChannelKind.PORTAL, ChannelKind.VIDEO) and not address.startswith("https://"):
        node.fault(f"{address} is not a web address that begins with https://")
    return address


def _is_phone(text: str, country: str) -> bool:
    try:
        # "Possible" looks at the length only: numbers kept for fiction (555-01xx) are not "valid".
        return phonenumbers.is_possible_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


def _purposes(node: Node) -> tuple[str, ...]:
    if isinstance(node.value, str):
        node.fault("must be a list such as [scheduling, billing]")
        return ()
    names = []
    if node.value == []:
        node.fault(f"is empty; write '{NOT_OFFERED}' for a channel that is used for nothing")
    for item in node.items():
        name = item.text()
        if name in PERMITTABLE:
            names.append(name)
        else:
            item.fault(f"'{name}' cannot be permitted; write one of: {', '.join(PERMITTABLE)}")
    return tuple(names)


def _reply(node: Node) -> ReplyTime | None:
    match = _REPLY.fullmatch(node.text())
    if not match or match[1] == "0":
        node.fault("write it as '24 hours', '2 business days' or '1 business day, guaranteed'")
        return None
    return ReplyTime(int(match[1]), ReplyUnit(match[2].replace(" ", "_") + "s"), match[3] == "guaranteed")


def _hours(node: Node) -> tuple[OpeningHours, ...]:
    days = node.children(WEEKDAYS)
    if all(day.value == CLOSED for day in days.values()):
        node.fault(f"no day has hours; write '{NOT_RECORDED}' if there are none to tell")
    return tuple(
        stretch
        for weekday, name in enumerate(WEEKDAYS)
        if name in days and days[name].value != CLOSED
        for stretch in _stretches(days[name], weekday)
    )


def _stretches(node: Node, weekday: int) -> list[OpeningHours]:
    stretches: list[OpeningHours] = []
    for part in node.text().split(","):
        match = _STRETCH.fullmatch(part.strip())
        if not match:
            node.fault(f"write '{CLOSED}', or times as 09:00-12:30, 13:30-17:00")
            return []
        opens, closes = node.time_of(match[1], match[2]), node.time_of(match[3], match[4])
        if opens is None or closes is None:
            return []
        if closes != time(0) and closes <= opens:
            node.fault(f"{part.strip()} ends before it begins")
        if stretches and (stretches[-1].closes == time(0) or stretches[-1].closes > opens):
            node.fault(f"{part.strip()} begins before the time ahead of it ends")
        stretches.append(OpeningHours(weekday, opens, closes))
    return stretches


def _closures(node: Node) -> tuple[Closure, ...]:
    return tuple(closure for item in node.items() if (closure := _closure(item)))


def _closure(node: Node) -> Closure | None:
    parts = Entries(node, ("days", "from", "until", "reason", "cover"))
    match = _DAYS.fullmatch(str(parts["days"].value))
    first = as_date(match[1]) if match else None
    last = as_date(match[2] or match[1]) if match else None
    if first is None or last is None:
        parts["days"].fault("write the days as 2026-12-24, or 2026-12-24 to 2027-01-01")
        return None
    if last < first:
        parts["days"].fault("ends before it begins")
    starts, ends = parts.read("from", Node.clock), parts.read("until", Node.clock)
    if starts and ends and ends <= starts:
        parts["until"].fault("is before 'from'")
    cover = Entries(parts["cover"], ("name", "contact"))
    reason = parts.text("reason", LONGEST_NAME)
    cover_name, cover_contact = cover.text("name", LONGEST_NAME), cover.text("contact", LONGEST_ADDRESS)
    return Closure(first, last, starts, ends, reason, cover_name, cover_contact)


def _openings(node: Node) -> tuple[Opening, ...]:
    return tuple(opening for item in node.items() if (opening := _opening(item)))


def _opening(node: Node) -> Opening | None:
    parts = Entries(node, ("day", "from", "until", "reason"))
    day = as_date(str(parts["day"].value))
    if day is None:
        parts["day"].fault("write the day as 2026-12-05")
        return None
    opens, closes = parts.read("from", Node.clock), parts.read("until", Node.clock)
    if opens is None or closes is None:
        node.fault("write from when until when it is open, such as from: 10:00 and until: 14:00")
        return None
    if closes <= opens and closes != time(0):
        parts["until"].fault("is before 'from'")
    return Opening(day, opens, closes, parts.text("reason", LONGEST_NAME))


def _statements(node: Node) -> tuple[Statement, ...]:
    children = node.children(STATEMENT_KEYS)
    return tuple(
        Statement(key, Status.NOT_OFFERED)
        if children[key].value == NOT_OFFERED
        else Statement(key, Status.OFFERED, children[key].text())
        for key in STATEMENT_KEYS
        if key in children and children[key].recorded
    )
