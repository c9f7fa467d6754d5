"""Helplines: those due for a check, recording a check, the practice's own lines, correcting and switching lines off."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.helplines.lines import EVERYWHERE, WAYS, Line, LineError, check_line, check_number, check_sms_number
from bot.helplines.store import (
    MOST_AGE,
    confirm_line,
    correct_line,
    due_lines,
    load_lines,
    remove_line,
    restore_line,
    save_line,
)
from bot.helplines.wording_lint import lint_beside
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console import times
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.telling import tell_colleagues
from bot.website.console.word_editing import alone
from bot.website.console.words import words
from bot.words import proposals

blueprint = Blueprint("helplines", __name__)
HOME = "staff.helplines.page"

# The files under which a wish to switch a line off, or to correct it, waits for a second person (bot.words.proposals).
OFF, CORRECTION = "helpline_off", "helpline_correction"
# What staff correct in a shipped line.
CORRECTED = ("phone", "sms", "hours")
_FIELDS = ("name", "phone", "sms", "url", "hours", "note")


@blueprint.get("/helplines")
@allowed(Role.RECEPTION)
def page() -> str:
    return _page()


@blueprint.post("/helplines/<key>/checked")
@allowed(Role.RECEPTION)
def checked(key: str) -> Response:
    """Record that a person has called or opened the line."""
    line, ways = _line(key), [way for way in request.form.getlist("way") if way in WAYS]
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return _back(words("helplines")["day_wrong"], "error", key)
    if day > times.today():
        return _back(words("helplines")["day_future"], "error", key)
    staff = signed_in()
    with services().database.session() as database:
        confirm_line(database, key, day, staff.name, ways)
        audit.record(database, staff.name, "helpline.check", line.name, {"day": day.isoformat(), "ways": ways})
    return _back(words("helplines")["checked"].format(name=line.name))


@blueprint.post("/helplines/<key>/off")
@allowed(Role.THERAPIST)
def switch_off(key: str) -> Response:
    """Show the line to nobody any more, once a second person agrees; one of the practice's own is removed at once."""
    line, staff = _line(key), signed_in()
    if line.category.startswith("emergency"):
        return _back(words("helplines")["emergency_stays"], "error", key)
    with services().database.session() as database:
        asked = [each for each in proposals.proposals(database) if (each.name, each.key) == (OFF, key)]
        others = [each for each in asked if each.account_id != staff.account.id]
        if not (line.local or others or alone()):
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            proposals.propose(database, staff.account.id, OFF, key, OFF, "", now)
            audit.record(database, staff.name, "helpline.ask_off", line.name)
            tell_colleagues(database, "helpline_off", staff.name, HOME)
            return _back(words("helplines")["off_waits"].format(name=line.name), key=key)
        remove_line(database, key)
        by = {"asked_by": others[0].by} if others else {}
        audit.record(database, staff.name, "helpline.remove" if line.local else "helpline.off", line.name, by)
        for each in asked:
            proposals.settle(database, each)
    return _back(words("helplines")["removed" if line.local else "off"].format(name=line.name))


@blueprint.post("/helplines/<key>/keep")
@allowed(Role.THERAPIST)
def keep(key: str) -> Response:
    """Nobody wants it off, or corrected, any more."""
    line, staff = _line(key), signed_in()
    with services().database.session() as database:
        for each in proposals.proposals(database):
            if each.name in (OFF, CORRECTION) and each.key == key:
                proposals.settle(database, each)
        audit.record(database, staff.name, "helpline.keep", line.name)
    return _back(words("helplines")["kept"].format(name=line.name), key=key)


@blueprint.post("/helplines/<key>/correct")
@allowed(Role.THERAPIST)
def correct(key: str) -> Response:
    """Write another number or other hours into a line, once a second person agrees; no update undoes that."""
    line, staff = _line(key), signed_in()
    typed = {name: " ".join(request.form.get(name, "").split()) or None for name in CORRECTED}
    fault = _correction_fault(line, typed)
    if fault:
        return _back(fault, "error", key)
    text, now_text = _as_text(typed), _as_text({name: getattr(line, name) for name in CORRECTED})
    if text == now_text:
        return _back(words("helplines")["correction_same"], "error", key)
    with services().database.session() as database:
        asked = [each for each in proposals.proposals(database) if (each.name, each.key) == (CORRECTION, key)]
        agreed = [
            each for each in asked if each.account_id != staff.account.id and each.text == text and each.fits(now_text)
        ]
        if not (line.local or agreed or alone()):
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            proposals.propose(database, staff.account.id, CORRECTION, key, text, now_text, now)
            audit.record(database, staff.name, "helpline.ask_correct", line.name, {"changes": _changes(line, typed)})
            tell_colleagues(database, "helpline_correction", staff.name, HOME)
            return _back(words("helplines")["correction_waits"].format(name=line.name), key=key)
        correct_line(database, key, typed, times.today(), staff.name)
        by = {"asked_by": agreed[0].by} if agreed else {}
        audit.record(database, staff.name, "helpline.correct", line.name, {"changes": _changes(line, typed), **by})
        for each in asked:
            proposals.settle(database, each)
    return _back(words("helplines")["corrected"].format(name=line.name), key=key)


def _correction_fault(line: Line, typed: dict[str, str | None]) -> str:
    """What is wrong with a correction; "" if nothing is. What could be called or texted, still must be."""
    said = words("helplines")
    needs_phone, needs_number = line.category.startswith("emergency") and line.phone, line.phone or line.sms
    if not typed["hours"] or (needs_phone and not typed["phone"]):
        return str(said["correction_empty"])
    if not (typed["phone"] or typed["sms"] or (line.url and not needs_number)):
        return str(said["correction_empty"])
    try:
        check_line(replace(line, **typed))  # type: ignore[arg-type]
    except LineError as error:
        return _reason(error)
    return _unsafe(typed["hours"])


def _changes(line: Line, typed: dict[str, str | None]) -> list[dict[str, str]]:
    return [
        {"what": name, "before": getattr(line, name) or "", "after": value or ""}
        for name, value in typed.items()
        if getattr(line, name) != value
    ]


def _as_text(values: dict[str, Any]) -> str:
    return json.dumps({name: values[name] or None for name in CORRECTED}, ensure_ascii=False)


def _reason(error: LineError) -> str:
    return str(error).partition(": ")[2] or str(error)


def _unsafe(text: str) -> str:
    """What no words for clients in danger may say; "" if it says nothing of the kind."""
    return "; ".join(problem.message for problem in lint_beside(text))


@blueprint.post("/helplines/<key>/on")
@allowed(Role.THERAPIST)
def switch_on(key: str) -> Response:
    line, staff = _line(key), signed_in()
    with services().database.session() as database:
        restore_line(database, key)
        audit.record(database, staff.name, "helpline.on", line.name)
    return _back(words("helplines")["on"].format(name=line.name))


@blueprint.post("/helplines")
@allowed(Role.THERAPIST)
def add() -> str | Response | tuple[str, int]:
    """Add a line of the practice's own area."""
    typed = {name: " ".join(request.form.get(name, "").split()) for name in _FIELDS}
    faults = _faults(typed)
    if faults:
        return _page(typed, faults), 422
    staff = signed_in()
    try:
        line = _local_line(typed)
        with services().database.session() as database:
            save_line(database, line)
            audit.record(database, staff.name, "helpline.add", line.name, {k: v for k, v in typed.items() if v})
    except LineError as error:
        # A number that is known to be wrong; the reason stands in the directory.
        return _page(typed, {"phone": _reason(error)}), 422
    return _back(words("helplines")["added"].format(name=line.name))


def _page(typed: dict[str, str] | None = None, faults: dict[str, str] | None = None) -> str:
    own = services().live.current().country
    country = request.args.get("country", own)
    with services().database.session() as database:
        lines = load_lines(database, active_only=False)
        waiting = proposals.proposals(database)
    asked_off = {each.key: each.by for each in waiting if each.name == OFF}
    me, corrections = signed_in().account.id, [each for each in waiting if each.name == CORRECTION]
    countries = sorted({line.country for line in lines} - {EVERYWHERE})
    country = country if country in countries else own
    shown = [line for line in lines if line.country in (country, EVERYWHERE)]
    due = due_lines(shown, times.today())
    reasons = {item.line.key: item.reason for item in due}
    return render_template(
        "helplines/page.html",
        country=country,
        country_choices=[(each, each) for each in countries],
        own=own,
        due=[item.line for item in due],
        reasons=reasons,
        others=[line for line in shown if line.active and line.key not in reasons],
        off=[line for line in shown if not line.active and line.withdrawn_on is None],
        ended=[line for line in shown if line.withdrawn_on is not None],
        asked_off=asked_off,
        corrections=[
            {"key": each.key, "by": each.by, "mine": each.account_id == me, "values": json.loads(each.text)}
            for each in corrections
        ],
        today=times.today(),
        age=MOST_AGE.days,
        ways=words("helplines")["ways"],
        typed=typed or dict.fromkeys(_FIELDS, ""),
        faults=faults or {},
    )


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong with a line that was typed, by field."""
    said, country = words("helplines"), services().live.current().country
    is_wrong = {
        "name_missing": ("name", not typed["name"]),
        "name_taken": ("name", _key(typed["name"]) in _keys()),
        "hours_missing": ("hours", not typed["hours"]),
        "way_missing": ("phone", not (typed["phone"] or typed["sms"] or typed["url"])),
        "url_wrong": ("url", not re.fullmatch(r"(https://\S+\.\S+)?", typed["url"])),
    }
    faults = {field: said[words_] for words_, (field, wrong) in is_wrong.items() if wrong}
    for field, check in (("phone", check_number), ("sms", check_sms_number)):
        try:
            if typed[field]:
                check(typed[field], country)
        except LineError:
            faults[field] = said["number_wrong"]
    unsafe = {field: _unsafe(typed[field]) for field in ("name", "hours", "note") if field not in faults}
    return {**faults, **{field: said_ for field, said_ in unsafe.items() if said_}}


def _local_line(typed: dict[str, str]) -> Line:
    record = services().live.current()
    values: dict[str, Any] = {key: value or None for key, value in typed.items()}
    return Line(
        **{**values, "hours": typed["hours"]},
        key=_key(typed["name"]),
        country=record.country,
        category="local",
        checked_on=times.today(),
        checked_by=signed_in().name,
        confidence="high",
        local=True,
    )


def _key(name: str) -> str:
    return "local_" + (re.sub(r"\W+", "_", name.lower()).strip("_")[:60] or "line")


def _keys() -> set[str]:
    with services().database.session() as database:
        return {line.key for line in load_lines(database, active_only=False)}


def _line(key: str) -> Line:
    with services().database.session() as database:
        for line in load_lines(database, active_only=False):
            if line.key == key:
                return line
    abort(404)


def _back(message: str, category: str = "message", key: str = "") -> Response:
    flash(message, category)
    return redirect(url_for("staff.helplines.page", country=request.form.get("country"), _anchor=key or None))
