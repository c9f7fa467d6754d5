"""The practice record as one YAML file that a person can read and edit.

`export_record` writes what `import_record` reads. What nobody has said stands in the file as "not recorded",
so that the gaps can be seen and filled; what the practice does not do stands as "not offered".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from io import StringIO
from typing import Any, TypeVar

from ruamel.yaml import YAML

from bot.practice.file_reading import CLOSED, NOT_OFFERED, read_practice
from bot.practice.lined_yaml import NOT_RECORDED, Node, PracticeFileError, Problem, load, node_of
from bot.practice.lint_check import slips
from bot.practice.record import (
    STATEMENT_KEYS,
    Channel,
    ChannelKind,
    Closure,
    Opening,
    OpeningHours,
    PracticeRecord,
    ReplyTime,
    Statement,
    Status,
    Therapist,
)
from bot.weekdays import WEEKDAYS
from bot.yaml_reading import read_yaml

Value = TypeVar("Value")


def import_record(text: str) -> PracticeRecord:
    """Read a record.

    Raises:
        PracticeFileError: with all faults of the file.
    """
    problems: list[Problem] = []
    root = load(text, problems)
    record = _checked(root, problems)
    for field, slip in slips(record):
        if slip.stops:
            _at(root, field).fault(str(slip))
    if problems:
        raise PracticeFileError(problems)
    return record


def _at(node: Node, field: str) -> Node:
    """The node of a field, or the nearest around it."""
    for key in field.split("."):
        if not isinstance(node.value, dict) or key not in node.value:
            break
        node = node.value[key]
    return node


def record_of(content: dict[str, Any]) -> PracticeRecord:
    """The record of a document; the inverse of `document`.

    Raises:
        PracticeFileError: with the path of each fault; there are no lines.
    """
    problems: list[Problem] = []
    return _checked(node_of(content, problems), problems)


def _checked(root: Node, problems: list[Problem]) -> PracticeRecord:
    record = read_practice(root)
    if problems:
        raise PracticeFileError(problems)
    return record


def export_record(record: PracticeRecord) -> str:
    """The record as the text of a practice file."""
    return _as_text(document(record))


def read_document(text: str) -> dict[str, Any]:
    """The document of an exported file, unchecked: for comparing versions, older forms included."""
    content: dict[str, Any] = read_yaml(text)
    return content


def _as_text(content: dict[str, Any]) -> str:
    yaml: Any = YAML(typ="rt")
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()


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
            **({"open_on_holidays": list(record.open_on_holidays)} if record.open_on_holidays else {}),
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
        **({"openings": [_opening_document(each) for each in record.openings]} if record.openings else {}),
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
        "openings": [_opening_document(each) for each in therapist.openings] or None,
        "statements": _statements_document(therapist.statements, own_keys) or None,
    }
    return _present(parts)


def _channel_document(channel: Channel) -> dict[str, Any] | str:
    if channel.status is Status.NOT_OFFERED and not channel.rules:
        return NOT_OFFERED
    if channel.status is Status.NOT_RECORDED:
        return NOT_RECORDED
    details = _present(
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
    # Offered, and nothing more is known: without a word the channel would be lost among the fields.
    return details or {"status": Status.OFFERED.value}


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


def _opening_document(opening: Opening) -> dict[str, Any]:
    until = "24:00" if opening.closes == time(0) else f"{opening.closes:%H:%M}"
    return _present({"day": opening.day, "from": f"{opening.opens:%H:%M}", "until": until, "reason": opening.reason})


def _statements_document(statements: Iterable[Statement], keys: Iterable[str]) -> dict[str, str]:
    by_key = {statement.key: statement for statement in statements}
    words = {Status.NOT_OFFERED: NOT_OFFERED, Status.NOT_RECORDED: NOT_RECORDED}
    statements_or_gaps = [by_key.get(key, Statement(key)) for key in keys]
    return {each.key: words.get(each.status) or each.text or NOT_RECORDED for each in statements_or_gaps}
