"""The practice record as one YAML file that a person can read and edit.

`export_record` writes what `import_record` reads. What nobody has said stands in the file as "not recorded",
so that the gaps can be seen and filled; what the practice does not do stands as "not offered".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import phonenumbers
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError

from bot.practice.purposes import PERMITTABLE
from bot.practice.record import (
    STATEMENT_KEYS,
    Channel,
    ChannelKind,
    Closure,
    OpeningHours,
    PracticeRecord,
    ReplyTime,
    ReplyUnit,
    Statement,
    Status,
    Therapist,
)

NOT_OFFERED = "not offered"
NOT_RECORDED = "not recorded"
CLOSED = "closed"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_TEXT = 1000  # characters; longer ones do not fit a chat message

_REPLY = re.compile(r"(\d{1,3}) (hour|day|business hour|business day)s?(?:, (not guaranteed|guaranteed))?")
_STRETCH = re.compile(r"(\d{1,2}):(\d\d) ?[-\u2013] ?(\d{1,2}):(\d\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Problem:
    """What is wrong in one line of the file (the first line is 1)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class PracticeFileError(Exception):
    """The file is not a usable record; `problems` has every fault that was found, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def import_record(text: str) -> PracticeRecord:
    """Read a record.

    Raises:
        PracticeFileError: with all faults of the file.
    """
    try:
        content = _loader().load(text)
    except MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        raise PracticeFileError(
            [Problem(mark.line + 1 if mark else 1, f"not YAML: {error.problem}")]
        ) from error
    problems: list[Problem] = []
    record = _practice(_Node(content, 1, "the file", problems))
    if problems:
        raise PracticeFileError(problems)
    return record


def _loader() -> YAML:
    loader: Any = YAML(typ="rt")
    loader.Constructor = _WordsForDays
    return loader


class _WordsForDays(RoundTripConstructor):
    """Leaves days as words: ruamel.yaml has no line for a day that does not exist, such as 2026-02-30."""


_WordsForDays.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def record_of(content: dict[str, Any]) -> PracticeRecord:
    """The record of a document; the inverse of `document`.

    Raises:
        PracticeFileError: with lines as they would be in the exported file.
    """
    return import_record(_as_text(content))


def export_record(record: PracticeRecord) -> str:
    """The record as the text of a practice file."""
    return _as_text(document(record))


def read_document(text: str) -> dict[str, Any]:
    """The document of an exported file, unchecked: for comparing versions, older forms included."""
    content: dict[str, Any] = YAML(typ="safe").load(text)
    return content


def _as_text(content: dict[str, Any]) -> str:
    yaml: Any = YAML(typ="rt")
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()


# --- record -> document -------------------------------------------------------------------------------------


def document(record: PracticeRecord) -> dict[str, Any]:
    """The record as the nested dictionaries and lists that the file holds."""
    return {
        "practice": {
            "name": record.name,
            "country": record.country,
            "region": record.region or NOT_RECORDED,
            "timezone": record.timezone,
            "emergency_number": record.emergency_number,
            "closed_on_public_holidays": _or_gap(record.closed_on_public_holidays),
        },
        "policy": {
            "version": _or_gap(record.policy_version),
            "effective_from": _or_gap(record.effective_from),
            "review_by": _or_gap(record.review_by),
        },
        "hours": _hours_document(record.hours),
        "channels": {
            kind.value: _channel_document(next((c for c in record.channels if c.kind is kind), Channel(kind)))
            for kind in ChannelKind
        },
        "closures": [_closure_document(closure) for closure in record.closures],
        "statements": _statements_document(record.statements, STATEMENT_KEYS),
        "therapists": {each.id: _therapist_document(each) for each in record.therapists},
    }


def _or_gap(value: Value | None) -> Value | str:
    return NOT_RECORDED if value is None else value


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _therapist_document(therapist: Therapist) -> dict[str, Any]:
    own_keys = [statement.key for statement in therapist.statements]
    parts = {
        "name": therapist.name,
        "role": therapist.role,
        "pronouns": therapist.pronouns,
        "aliases": list(therapist.aliases) or None,
        "hours": None if therapist.hours is None else _hours_document(therapist.hours),
        "channels": {each.kind.value: _channel_document(each) for each in therapist.channels} or None,
        "absences": [_closure_document(absence) for absence in therapist.absences] or None,
        "statements": _statements_document(therapist.statements, own_keys) or None,
    }
    return _present(parts)


def _channel_document(channel: Channel) -> dict[str, Any] | str:
    if channel.status is Status.NOT_OFFERED and not channel.rules:
        return NOT_OFFERED
    if channel.status is Status.NOT_RECORDED:
        return NOT_RECORDED
    return _present(
        {
            "status": None if channel.offered else NOT_OFFERED,
            "name": channel.name,
            "address": channel.address,
            "preferred": channel.preferred or None,
            "purposes": None if channel.purposes is None else list(channel.purposes),
            "rules": channel.rules,
            "confidentiality": channel.confidentiality,
            "reply": None if channel.reply is None else _reply_document(channel.reply),
        }
    )


def _reply_document(reply: ReplyTime) -> str:
    unit = reply.unit.value.replace("_", " ")
    spoken = f"{reply.value} {unit.removesuffix('s') if reply.value == 1 else unit}"
    return f"{spoken}, guaranteed" if reply.guaranteed else spoken


def _hours_document(hours: tuple[OpeningHours, ...] | None) -> dict[str, str] | str:
    if hours is None:
        return NOT_RECORDED
    return {
        name: ", ".join(_stretch_document(each) for each in hours if each.weekday == weekday) or CLOSED
        for weekday, name in enumerate(WEEKDAYS)
    }


def _stretch_document(stretch: OpeningHours) -> str:
    closes = "24:00" if stretch.closes == time(0) else f"{stretch.closes:%H:%M}"
    return f"{stretch.opens:%H:%M}-{closes}"


def _closure_document(closure: Closure) -> dict[str, Any]:
    one_day = closure.first_day == closure.last_day
    cover = _present({"name": closure.cover_name, "contact": closure.cover_contact})
    return _present(
        {
            "days": closure.first_day if one_day else f"{closure.first_day} to {closure.last_day}",
            "from": closure.closed_from and f"{closure.closed_from:%H:%M}",
            "until": closure.closed_until and f"{closure.closed_until:%H:%M}",
            "reason": closure.reason,
            "cover": cover or None,
        }
    )


def _statements_document(statements: Iterable[Statement], keys: Iterable[str]) -> dict[str, str]:
    by_key = {statement.key: statement for statement in statements}
    words = {Status.NOT_OFFERED: NOT_OFFERED, Status.NOT_RECORDED: NOT_RECORDED}
    statements_or_gaps = [by_key.get(key, Statement(key)) for key in keys]
    return {each.key: words.get(each.status) or each.text or NOT_RECORDED for each in statements_or_gaps}


# --- file -> record -----------------------------------------------------------------------------------------


class _Node:
    """A value of the file with its line and name, and the list that its faults go to.

    Every reader gives a harmless value after a fault, so that one reading finds all faults.
    """

    def __init__(self, value: Any, line: int, name: str, problems: list[Problem]) -> None:
        self.value = value  # a mapping or list of ruamel.yaml, which knows its lines, or a scalar
        self.line = line
        self.name = name
        self._problems = problems

    def fault(self, message: str) -> None:
        self._problems.append(Problem(self.line, f"{self.name}: {message}"))

    @property
    def recorded(self) -> bool:
        return self.value is not None and self.value != NOT_RECORDED

    def children(self, known: Iterable[str] | None = None) -> dict[str, _Node]:
        """The entries of a mapping; a fault for each that is not known."""
        if not self.recorded:
            return {}
        if not isinstance(self.value, CommentedMap):
            self.fault("must be a list of 'name: value' lines")
            return {}
        found = {}
        allowed = None if known is None else tuple(known)
        for key, value in self.value.items():
            node = _Node(value, self.value.lc.key(key)[0] + 1, str(key), self._problems)
            if allowed is not None and key not in allowed:
                node.fault(f"is not known here; write one of: {', '.join(allowed)}")
            else:
                found[str(key)] = node
        return found

    def items(self) -> list[_Node]:
        if not self.recorded:
            return []
        if not isinstance(self.value, CommentedSeq):
            self.fault("must be a list; begin each line with '- '")
            return []
        lines = self.value.lc
        return [
            _Node(value, lines.item(index)[0] + 1, self.name, self._problems)
            for index, value in enumerate(self.value)
        ]

    def text(self, longest: int = LONGEST_TEXT) -> str:
        if not isinstance(self.value, (str, int, float)) or isinstance(self.value, bool):
            self.fault("must be words" if self.value is not None else "is empty")
            return ""
        words = " ".join(str(self.value).split())
        if not words:
            self.fault("is empty")
        if len(words) > longest:
            self.fault(f"has {len(words)} characters; {longest} is the most")
        if set("{}\\") & set(words):
            self.fault("must not contain { } or \\")
        return words

    def yes_or_no(self) -> bool:
        if isinstance(self.value, bool):
            return self.value
        if self.value not in ("yes", "no"):
            self.fault("write yes or no")
        return bool(self.value == "yes")

    def day(self) -> date | None:
        day = _as_date(str(self.value))
        if day is None:
            self.fault("write a day as 2026-12-24")
        return day

    def clock(self) -> time | None:
        match = _CLOCK.fullmatch(str(self.value))
        if not match:
            self.fault("write a time as 09:00")
            return None
        return self.time_of(match[1], match[2])

    def time_of(self, hour: str, minute: str) -> time | None:
        if (hour, minute) == ("24", "00"):
            return time(0)
        try:
            return time(int(hour), int(minute))
        except ValueError:
            self.fault(f"{hour}:{minute} is not a time of day")
            return None


class _Entries:
    """The entries of one mapping, read by name; what is absent or "not recorded" is None."""

    def __init__(self, node: _Node, known: Iterable[str]) -> None:
        self._node = node
        self._children = node.children(known)

    def __getitem__(self, name: str) -> _Node:
        """The entry, or an empty one that stands on the line of the mapping."""
        return self._children.get(name) or _Node(None, self._node.line, name, self._node._problems)

    def read(self, name: str, reader: Callable[[_Node], Value]) -> Value | None:
        node = self._children.get(name)
        return reader(node) if node and node.recorded else None

    def text(self, name: str) -> str | None:
        return self.read(name, lambda node: node.text())

    def demand(self, name: str) -> str:
        """Text that the record cannot do without."""
        if not self[name].recorded:
            self._node.fault(f"'{name}' is missing")
            return ""
        return self[name].text()


def _practice(root: _Node) -> PracticeRecord:
    parts = _Entries(
        root, ("practice", "policy", "hours", "channels", "closures", "statements", "therapists")
    )
    practice = _Entries(
        parts["practice"],
        ("name", "country", "region", "timezone", "emergency_number", "closed_on_public_holidays"),
    )
    policy = _Entries(parts["policy"], ("version", "effective_from", "review_by"))
    country = practice.demand("country") and _country(practice["country"])
    record = PracticeRecord(
        name=practice.demand("name"),
        country=country,
        region=practice.read("region", lambda node: _region(node, country)),
        timezone=practice.demand("timezone") and _timezone(practice["timezone"]),
        emergency_number=practice.demand("emergency_number"),
        closed_on_public_holidays=practice.read("closed_on_public_holidays", _Node.yes_or_no),
        policy_version=policy.text("version"),
        effective_from=policy.read("effective_from", _Node.day),
        review_by=policy.read("review_by", _Node.day),
        hours=parts.read("hours", _hours),
        channels=_channels(parts["channels"], country),
        closures=_closures(parts["closures"]),
        statements=_statements(parts["statements"]),
        therapists=tuple(_therapist(node, country) for node in parts["therapists"].children().values()),
    )
    _check_phone(parts["channels"], record)
    return record


def _check_phone(channels: _Node, record: PracticeRecord) -> None:
    phone = record.policy_for(None).channels[ChannelKind.PHONE]
    if not (phone.offered and phone.address):
        channels.fault(
            "the practice needs a phone with an address: it is where every unanswered question goes"
        )


def _country(node: _Node) -> str:
    code = node.text().upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        node.fault("write the country as its two letters, such as US")
        return ""
    return code


def _region(node: _Node, country: str) -> str:
    region = node.text().upper()
    regions = holidays.list_supported_countries().get(country)
    if regions and region not in regions:
        node.fault(f"is not a region of {country}; write one of: {', '.join(regions)}")
    return region


def _timezone(node: _Node) -> str:
    name = node.text()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        node.fault("is not a time zone; write one such as America/New_York")
    return name


def _therapist(node: _Node, country: str) -> Therapist:
    if not _KEY.fullmatch(node.name):
        node.fault("a therapist's key has small letters, digits and hyphens, such as maya-okafor")
    parts = _Entries(
        node, ("name", "role", "pronouns", "aliases", "hours", "channels", "absences", "statements")
    )
    return Therapist(
        id=node.name,
        name=parts.demand("name"),
        role=parts.text("role"),
        pronouns=parts.text("pronouns"),
        aliases=tuple(alias.text() for alias in parts["aliases"].items()),
        hours=parts.read("hours", _hours),
        channels=_channels(parts["channels"], country),
        absences=_closures(parts["absences"]),
        statements=_statements(parts["statements"]),
    )


def _channels(node: _Node, country: str) -> tuple[Channel, ...]:
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


def _channel(node: _Node, kind: ChannelKind, country: str) -> Channel:
    if node.value == NOT_OFFERED:
        return Channel(kind, Status.NOT_OFFERED)
    if isinstance(node.value, str):
        node.fault(f"write '{NOT_OFFERED}', '{NOT_RECORDED}', or its address, purposes, rules ... below it")
        return Channel(kind)
    parts = _Entries(
        node, ("status", "name", "address", "preferred", "purposes", "rules", "confidentiality", "reply")
    )
    status = parts.read("status", _status) or Status.OFFERED
    return Channel(
        kind=kind,
        status=status,
        name=parts.text("name"),
        address=parts.read("address", lambda address: _address(address, kind, country)),
        preferred=parts.read("preferred", _Node.yes_or_no) or False,
        purposes=parts.read("purposes", _purposes),
        rules=parts.text("rules"),
        confidentiality=parts.text("confidentiality"),
        reply=parts.read("reply", _reply),
    )


def _status(node: _Node) -> Status:
    if node.value not in ("offered", NOT_OFFERED):
        node.fault(f"write 'offered' or '{NOT_OFFERED}'")
    return Status.NOT_OFFERED if node.value == NOT_OFFERED else Status.OFFERED


def _address(node: _Node, kind: ChannelKind, country: str) -> str:
    address = node.text(longest=300)
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


def _purposes(node: _Node) -> tuple[str, ...]:
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


def _reply(node: _Node) -> ReplyTime | None:
    match = _REPLY.fullmatch(node.text())
    if not match or match[1] == "0":
        node.fault("write it as '24 hours', '2 business days' or '1 business day, guaranteed'")
        return None
    return ReplyTime(int(match[1]), ReplyUnit(match[2].replace(" ", "_") + "s"), match[3] == "guaranteed")


def _hours(node: _Node) -> tuple[OpeningHours, ...]:
    days = node.children(WEEKDAYS)
    if all(day.value == CLOSED for day in days.values()):
        node.fault(f"no day has hours; write '{NOT_RECORDED}' if there are none to tell")
    return tuple(
        stretch
        for weekday, name in enumerate(WEEKDAYS)
        if name in days and days[name].value != CLOSED
        for stretch in _stretches(days[name], weekday)
    )


def _stretches(node: _Node, weekday: int) -> list[OpeningHours]:
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


def _closures(node: _Node) -> tuple[Closure, ...]:
    return tuple(closure for item in node.items() if (closure := _closure(item)))


def _closure(node: _Node) -> Closure | None:
    parts = _Entries(node, ("days", "from", "until", "reason", "cover"))
    match = _DAYS.fullmatch(str(parts["days"].value))
    first = _as_date(match[1]) if match else None
    last = _as_date(match[2] or match[1]) if match else None
    if first is None or last is None:
        parts["days"].fault("write the days as 2026-12-24, or 2026-12-24 to 2027-01-01")
        return None
    if last < first:
        parts["days"].fault("ends before it begins")
    starts, ends = parts.read("from", _Node.clock), parts.read("until", _Node.clock)
    if starts and ends and ends <= starts:
        parts["until"].fault("is before 'from'")
    cover = _Entries(parts["cover"], ("name", "contact"))
    return Closure(first, last, starts, ends, parts.text("reason"), cover.text("name"), cover.text("contact"))


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _statements(node: _Node) -> tuple[Statement, ...]:
    children = node.children(STATEMENT_KEYS)
    return tuple(
        Statement(key, Status.NOT_OFFERED)
        if children[key].value == NOT_OFFERED
        else Statement(key, Status.OFFERED, children[key].text())
        for key in STATEMENT_KEYS
        if key in children and children[key].recorded
    )
