"""The parts of a facts form: each shows a piece of the record's document, and writes what was typed back into it.

What is typed is checked by the record's own reader (`bot.practice.practice_file.record_of`), never here. Writing an
untouched part back changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.practice.file_reading import CLOSED, NOT_OFFERED
from bot.practice.lined_yaml import NOT_RECORDED
from bot.practice.purposes import PERMITTABLE
from bot.weekdays import WEEKDAYS

Path = tuple[str, ...]
Document = dict[str, Any]
# What stands in the controls of a form, by the controls' names.
Values = Mapping[str, list[str]]
MayEdit = Callable[[Path], bool]

OFFERED = "offered"
# Chosen where the practice does not do it, in the words of a control.
REFUSED = "not_offered"
# Empty rows for further closures, so that adding works without JavaScript.
SPARE_ROWS = 2
# Stretches of opening hours on one day, at least.
STRETCHES = 2


def get(document: Document, path: Path) -> Any:
    """The value at a path; None where there is none, or where nobody has recorded it."""
    part: Any = document
    for key in path:
        part = part.get(key) if isinstance(part, dict) else None
    return None if part == NOT_RECORDED else part


def put(document: Document, path: Path, value: Any) -> None:
    """Set the value at a path; what is missing on the way is made."""
    *parents, last = path
    for key in parents:
        if not isinstance(document.get(key), dict):
            document[key] = {}
        document = document[key]
    document[last] = value


def drop(document: Document, path: Path) -> None:
    """Take out what stands at a path, so that nobody has recorded it."""
    *parents, last = path
    part = get(document, tuple(parents))
    if isinstance(part, dict):
        part.pop(last, None)


def first(values: Values, name: str) -> str:
    """What was typed into one control; "" for nothing."""
    return (values.get(name) or [""])[0].strip()


@dataclass(frozen=True)
class Part:
    """A piece of the document at `path`; `own` belongs to a therapist, whose gaps the practice's values fill."""

    path: Path
    label: str
    hint: str = ""
    own: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def kind(self) -> str:
        """Which macro of the templates draws it."""
        return type(self).__name__

    def show(self, document: Document) -> dict[str, list[str]]:
        """What stands in the part's controls, by their names, for a document."""
        raise NotImplementedError

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        """Put what was typed into the document, except what `may` forbids."""
        raise NotImplementedError

    def field(self, control: str) -> Path:
        """The path of what a control changes, for whether it may be changed."""
        return self.path

    def control(self, path: Path, values: Values) -> str | None:
        """Name of the control that a fault at this path belongs to; None for a fault of another part."""
        return self.name if path[: len(self.path)] == self.path else None


@dataclass(frozen=True)
class Text(Part):
    """A line of words, a day or a code."""

    input: str = "text"
    suggestions: str = ""

    def show(self, document: Document) -> dict[str, list[str]]:
        value = get(document, self.path)
        return {self.name: ["" if value is None else str(value)]}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if may(self.path):
            _put_or_drop(document, self.path, first(values, self.name))


@dataclass(frozen=True)
class Lines(Part):
    """A list of words, one a line."""

    def show(self, document: Document) -> dict[str, list[str]]:
        return {self.name: ["\n".join(get(document, self.path) or [])]}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if may(self.path):
            lines = [line.strip() for line in first(values, self.name).splitlines()]
            _put_or_drop(document, self.path, [line for line in lines if line])


_OPENING = re.compile(r"(\S+)\s+(\d{1,2}:\d\d)\s*[-\u2013]\s*(\d{1,2}:\d\d)\s*(.*)")


@dataclass(frozen=True)
class Openings(Lines):
    """Days on which it is open for once, one a line: "2026-12-05 10:00-14:00 open day"."""

    def show(self, document: Document) -> dict[str, list[str]]:
        openings = get(document, self.path) or []
        lines = [f"{each['day']} {each['from']}-{each['until']} {each.get('reason', '')}".strip() for each in openings]
        return {self.name: ["\n".join(lines)]}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if may(self.path):
            lines = [line.strip() for line in first(values, self.name).splitlines()]
            _put_or_drop(document, self.path, [_opening(line) for line in lines if line])


def _opening(line: str) -> Document:
    """What stands in a line; what cannot be read goes on as the day, and the record's reader says what to write."""
    match = _OPENING.fullmatch(line)
    if match is None:
        return {"day": line}
    day, opens, closes, reason = match.groups()
    return {"day": day, "from": opens, "until": closes, **({"reason": reason} if reason else {})}


@dataclass(frozen=True)
class YesOrNo(Part):
    """Yes, no, or nobody has said."""

    def show(self, document: Document) -> dict[str, list[str]]:
        return {self.name: [{True: "yes", False: "no"}.get(get(document, self.path), "")]}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if may(self.path):
            answer = first(values, self.name)
            _put_or_drop(document, self.path, {"yes": True, "no": False}.get(answer, answer))


@dataclass(frozen=True)
class Hours(Part):
    """Opening hours of a week, or that there are none to tell."""

    def show(self, document: Document) -> dict[str, list[str]]:
        week = get(document, self.path)
        shown = {f"{self.name}.known": ["" if week is None else "yes"]}
        for day in WEEKDAYS:
            stretches = _stretches(week.get(day, CLOSED) if week else CLOSED)
            for index in range(max(STRETCHES, len(stretches))):
                opens, closes = stretches[index] if index < len(stretches) else ("", "")
                shown[f"{self.name}.{day}.{index}.opens"] = [opens]
                shown[f"{self.name}.{day}.{index}.closes"] = [closes.replace("24:00", "00:00")]
        return shown

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if not may(self.path):
            return
        if not first(values, f"{self.name}.known"):
            drop(document, self.path)
        else:
            put(document, self.path, {day: self._day(values, day) for day in WEEKDAYS})

    def _day(self, values: Values, day: str) -> str:
        typed = [
            (first(values, f"{self.name}.{day}.{index}.opens"), first(values, f"{self.name}.{day}.{index}.closes"))
            for index in self.stretches(values, day)
        ]
        return ", ".join(f"{opens}-{closes}" for opens, closes in typed if opens or closes) or CLOSED

    def stretches(self, values: Values, day: str) -> list[int]:
        """Which rows of times the form has for a day."""
        return _numbers(values, rf"{re.escape(self.name)}\.{day}\.(\d+)\.opens")

    def control(self, path: Path, values: Values) -> str | None:
        if path[: len(self.path)] != self.path:
            return None
        day = path[len(self.path) :]
        return f"{self.name}.{day[0]}" if day else f"{self.name}.known"


@dataclass(frozen=True)
class Closures(Part):
    """Days on which the practice is closed, or a therapist away with somebody to cover."""

    cover: bool = False

    def show(self, document: Document) -> dict[str, list[str]]:
        shown = {}
        closures = get(document, self.path) or []
        for index in range(len(closures) + SPARE_ROWS):
            closure = closures[index] if index < len(closures) else {}
            begins, _, ends = str(closure.get("days", "")).partition(" to ")
            row = {
                "first": begins,
                "last": ends,
                "from": closure.get("from", ""),
                "until": closure.get("until", ""),
                "reason": closure.get("reason", ""),
                "cover_name": closure.get("cover", {}).get("name", ""),
                "cover_contact": closure.get("cover", {}).get("contact", ""),
            }
            shown.update({f"{self.name}.{index}.{key}": [value] for key, value in row.items()})
        return shown

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if may(self.path):
            _put_or_drop(document, self.path, [self._closure(values, row) for row in self._used(values)])

    def rows(self, values: Values) -> list[int]:
        """Numbers of the rows that the form has."""
        return _numbers(values, rf"{re.escape(self.name)}\.(\d+)\.first")

    def _typed(self, values: Values, row: int) -> dict[str, str]:
        keys = ("first", "last", "from", "until", "reason", "cover_name", "cover_contact")
        return {key: first(values, f"{self.name}.{row}.{key}") for key in keys}

    def _used(self, values: Values) -> list[int]:
        """The rows with something in them that are not to go."""
        return [
            row
            for row in self.rows(values)
            if any(self._typed(values, row).values()) and not first(values, f"{self.name}.{row}.remove")
        ]

    def _closure(self, values: Values, row: int) -> Document:
        typed = self._typed(values, row)
        begins, ends = typed["first"], typed["last"]
        cover = {"name": typed["cover_name"], "contact": typed["cover_contact"]}
        closure: Document = {"days": begins if ends in ("", begins) else f"{begins} to {ends}"}
        closure.update({key: typed[key] for key in ("from", "until", "reason") if typed[key]})
        cover = {key: value for key, value in cover.items() if value}
        return {**closure, "cover": cover} if cover else closure

    def control(self, path: Path, values: Values) -> str | None:
        if path[: len(self.path)] != self.path:
            return None
        below, used = path[len(self.path) :], self._used(values)
        if not below or int(below[0]) >= len(used):
            return f"{self.name}.{(self.rows(values) or [0])[0]}.first"
        part = ".".join(below[1:]).replace("cover.", "cover_")
        return f"{self.name}.{used[int(below[0])]}.{'first' if part in ('', 'days') else part}"


@dataclass(frozen=True)
class Statement(Part):
    """One field of the policy in the practice's words, that it does not do it, or that nobody has said."""

    key: str = ""

    def show(self, document: Document) -> dict[str, list[str]]:
        said = get(document, self.path)
        status = "" if said is None else REFUSED if said == NOT_OFFERED else OFFERED
        return {f"{self.name}.status": [status], f"{self.name}.text": [said if status == OFFERED else ""]}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        if not may(self.path):
            return
        text, status = first(values, f"{self.name}.text"), first(values, f"{self.name}.status")
        if text and status == first(self.show(document), f"{self.name}.status"):
            # Words were typed where there were none, and the choice above them was passed over.
            status = OFFERED
        if status:
            put(document, self.path, NOT_OFFERED if status == REFUSED else text)
        else:
            drop(document, self.path)

    def control(self, path: Path, values: Values) -> str | None:
        return f"{self.name}.text" if path == self.path else None


@dataclass(frozen=True)
class Reply(Part):
    """How soon one channel is answered; `path` is the channel's."""

    def field(self, control: str) -> Path:
        return (*self.path, "reply")

    def show(self, document: Document) -> dict[str, list[str]]:
        channel = get(document, self.path)
        return _shown_reply(self.name, get(channel, ("reply",)) if isinstance(channel, dict) else None)

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        path = (*self.path, "reply")
        if not may(path):
            return
        typed = _typed_reply(self.name, values)
        if typed:
            if not isinstance(get(document, self.path), dict):
                # A therapist's own time on a channel that is the practice's.
                put(document, self.path, {"status": OFFERED})
            put(document, path, typed)
        else:
            drop(document, path)

    def control(self, path: Path, values: Values) -> str | None:
        return f"{self.name}.reply_value" if path == (*self.path, "reply") else None


@dataclass(frozen=True)
class Channel(Part):
    """One way of being in contact: in use with its details, not in use, or nobody has said.

    Attributes:
        details: which of the details the form asks for; what a channel has besides stays as it is.
    """

    details: tuple[str, ...] = ("address", "preferred", "purposes", "rules", "confidentiality", "reply")

    def field(self, control: str) -> Path:
        detail = control[len(self.name) + 1 :]
        detail = (
            "reply"
            if detail.startswith("reply_")
            else {"purposes_said": "purposes", "note": "rules"}.get(detail, detail)
        )
        return (*self.path, detail)

    def show(self, document: Document) -> dict[str, list[str]]:
        value = get(document, self.path)
        channel = value if isinstance(value, dict) else {}
        refused = NOT_OFFERED in (value, channel.get("status"))
        details = {} if refused else channel
        purposes = details.get("purposes")
        shown = {
            "status": ["" if value is None else REFUSED if refused else OFFERED],
            "note": [channel.get("rules", "") if refused else ""],
            "purposes_said": ["" if purposes is None else "yes"],
            "purposes": list(purposes or []),
            "preferred": ["yes"] if details.get("preferred") else [],
            **{key: [details.get(key, "")] for key in ("name", "address", "rules", "confidentiality")},
        }
        named = {f"{self.name}.{key}": typed for key, typed in shown.items()}
        return {**named, **_shown_reply(self.name, details.get("reply"))}

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        before = first(self.show(document), f"{self.name}.status")
        status = first(values, f"{self.name}.status") if may((*self.path, "status")) else before
        if status == OFFERED:
            self._write_details(document, values, may)
        elif status == REFUSED:
            self._refuse(document, values, may)
        else:
            drop(document, self.path)

    def _refuse(self, document: Document, values: Values, may: MayEdit) -> None:
        value, path = get(document, self.path), (*self.path, "rules")
        if not may(path):
            return
        # What a switched-off channel still has in the record stays; the details of one that is switched off now go.
        kept = value if isinstance(value, dict) and value.get("status") == NOT_OFFERED else {}
        note = first(values, f"{self.name}.note")
        details = {key: each for key, each in kept.items() if key not in ("status", "rules")}
        if note or details:
            put(document, self.path, {"status": NOT_OFFERED, **details, **({"rules": note} if note else {})})
        else:
            put(document, self.path, NOT_OFFERED)

    def _write_details(self, document: Document, values: Values, may: MayEdit) -> None:
        value = get(document, self.path)
        channel = dict(value) if isinstance(value, dict) and value.get("status") != NOT_OFFERED else {}
        for key in self.details:
            if may((*self.path, key)):
                typed = self._typed(key, channel, values)
                if typed:
                    channel[key] = typed
                else:
                    channel.pop(key, None)
        # A key of the mapping, so that a list without entries is found fault with rather than forgotten.
        if "purposes" in self.details and may((*self.path, "purposes")):
            self._write_purposes(channel, values)
        put(document, self.path, {"status": OFFERED, **{k: v for k, v in channel.items() if k != "status"}})
        if channel.get("preferred") and not (isinstance(value, dict) and value.get("preferred")):
            self._prefer_no_other(document)

    def _typed(self, key: str, channel: Document, values: Values) -> Any:
        if key == "reply":
            return _typed_reply(self.name, values)
        if key == "preferred":
            return bool(first(values, f"{self.name}.preferred"))
        return channel.get(key) if key == "purposes" else first(values, f"{self.name}.{key}")

    def _write_purposes(self, channel: Document, values: Values) -> None:
        if not first(values, f"{self.name}.purposes_said"):
            channel.pop("purposes", None)
            return
        chosen = values.get(f"{self.name}.purposes") or []
        if set(chosen) != set(channel.get("purposes", [])) or not chosen:
            channel["purposes"] = [name for name in PERMITTABLE if name in chosen]

    def _prefer_no_other(self, document: Document) -> None:
        siblings = get(document, self.path[:-1])
        for kind, other in siblings.items():
            if kind != self.path[-1] and isinstance(other, dict):
                other.pop("preferred", None)

    def control(self, path: Path, values: Values) -> str | None:
        if path[: len(self.path)] != self.path:
            return None
        below = path[len(self.path) :][:1]
        detail = {"reply": "reply_value"}.get(below[0], below[0]) if below else "status"
        if detail == "rules" and first(values, f"{self.name}.status") == REFUSED:
            detail = "note"
        return f"{self.name}.{detail}"


def _put_or_drop(document: Document, path: Path, value: Any) -> None:
    if value in ("", []):
        drop(document, path)
    else:
        put(document, path, value)


def _numbers(values: Values, pattern: str) -> list[int]:
    return sorted(int(match[1]) for name in values if (match := re.fullmatch(pattern, name)))


def _stretches(day: str) -> list[tuple[str, str]]:
    if day == CLOSED:
        return []
    pairs = (stretch.partition("-") for stretch in day.split(", "))
    return [(opens, closes) for opens, _, closes in pairs]


def _shown_reply(name: str, reply: str | None) -> dict[str, list[str]]:
    number, _, unit = (reply or "").partition(", ")[0].partition(" ")
    unit = unit if not unit or unit.endswith("s") else f"{unit}s"
    return {
        f"{name}.reply_value": [number],
        f"{name}.reply_unit": [unit],
        f"{name}.reply_guaranteed": ["yes"] if (reply or "").endswith(", guaranteed") else [],
    }


def _typed_reply(name: str, values: Values) -> str:
    number, unit = first(values, f"{name}.reply_value"), first(values, f"{name}.reply_unit")
    promise = ", guaranteed" if first(values, f"{name}.reply_guaranteed") else ""
    return f"{number} {unit or 'business days'}{promise}" if number else ""
