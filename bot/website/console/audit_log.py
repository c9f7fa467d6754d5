"""The audit log to read, by person, kind and day, or to save as a file; and whether it is whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console import times
from bot.website.console.access import allowed, services
from bot.website.console.words import words

blueprint = Blueprint("audit_log", __name__)
HOME = "staff.audit_log.page"

_A_PAGE = 50
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@blueprint.get("/audit-log")
@allowed(Role.THERAPIST)
def page() -> str:
    before = request.args.get("before", type=int)
    with services().database.session() as database:
        entries = audit.entries(database, _A_PAGE + 1, before, _wanted())
        verdict, actors = audit.verify(database), audit.actors(database)
    return render_template(
        "audit_log/page.html",
        entries=entries[:_A_PAGE],
        older=entries[_A_PAGE - 1].position if len(entries) > _A_PAGE else None,
        verdict=verdict,
        in_words=in_words,
        details=details_in_words,
        changes=changes_of,
        actors=[(each, each) for each in actors],
        kinds=words("audit_log")["kinds"],
        chosen=_chosen(),
        zone=times.zone().key,
    )


@blueprint.get("/audit-log.csv")
@allowed(Role.THERAPIST)
def export() -> Response:
    """All entries that the page would show, the newest first."""
    with services().database.session() as database:
        entries = audit.entries(database, wanted=_wanted())
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(words("audit_log")["columns"])
    for each in entries:
        rows.writerow(_safe(cell) for cell in _cells(each))
    name = f"changes-{times.today().isoformat()}.csv"
    # With the mark by which spreadsheets know UTF-8.
    content = text.getvalue().encode("utf-8-sig")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def in_words(entry: audit.Entry) -> str:
    """What an entry says after the name of who did it."""
    template = words("audit_log")["actions"].get(entry.action, entry.action.replace("{", "{{") + ": {subject}")
    said: str = template.format(subject=words("audit_log")["no_subject"] if entry.subject == "-" else entry.subject)
    return said


def details_in_words(entry: audit.Entry) -> list[tuple[str, str]]:
    """What else an entry holds, but for texts that changed and what only the machine reads."""
    said = words("audit_log")
    return [
        (said["details"].get(name, name), _plain(said["values"].get(value, value) if isinstance(value, str) else value))
        for name, value in entry.details.items()
        if name not in ("changes", *said["hidden"]) and value not in ("", [], None)
    ]


def changes_of(entry: audit.Entry) -> list[tuple[str, str, str]]:
    """Texts that changed: what, before, after."""
    said, found = words("audit_log")["texts"] | words("topics")["parts"], entry.details.get("changes")
    if not isinstance(found, list):
        return []
    return [(said.get(each["what"], each["what"]), each["before"], each["after"]) for each in found]


def _cells(entry: audit.Entry) -> Iterator[str]:
    moment, said = times.at_practice(entry.at), words("audit_log")
    yield str(entry.position)
    yield moment.strftime("%Y-%m-%d %H:%M:%S %z")
    yield entry.actor
    yield said["kinds"].get(entry.kind, entry.kind)
    yield in_words(entry)
    yield "\n".join(f"{name}: {value}" for name, value in details_in_words(entry))
    texts = changes_of(entry)
    yield "\n\n".join(f"{what}: {before}" for what, before, _ in texts if before)
    yield "\n\n".join(f"{what}: {after}" for what, _, after in texts if after)


def _safe(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _chosen() -> dict[str, str]:
    """What the entries are filtered by, as it stands in the address; a day that is none counts as left out."""
    given = {name: request.args.get(name, "") for name in ("person", "kind", "since", "until")}
    return {name: value if name in ("person", "kind") or _day(value) else "" for name, value in given.items()}


def _wanted() -> audit.Wanted:
    chosen = _chosen()
    since, until = _day(chosen["since"]), _day(chosen["until"])
    return audit.Wanted(
        chosen["person"],
        chosen["kind"],
        times.begin_of(since) if since else None,
        times.begin_of(until + timedelta(days=1)) if until else None,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None


def _plain(value: Any) -> str:
    """A value of an entry as people read it."""
    if isinstance(value, bool):
        return words("audit_log")["yes" if value else "no"]  # type: ignore[no-any-return]
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(each) for each in value)
    return str(value)
