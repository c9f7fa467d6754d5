"""The whole record as one YAML file: out to keep or compare, in to replace it, with every fault named by its line."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from bot.practice.fields import Change, Fields, changes, fields_of
from bot.practice.lined_yaml import PracticeFileError, Problem
from bot.practice.practice_file import document, export_record, import_record
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError, SaveConflictError, current_version, load_record, save_record
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.facts.edit import View
from bot.website.console.facts.pages import RecordVersion, audited, blueprint
from bot.website.console.words import words as words_of


@blueprint.get("/file")
@allowed(Role.RECEPTION)
def file() -> str:
    return _page()


@blueprint.get("/practice.yml")
@allowed(Role.RECEPTION)
def export() -> Response:
    with services().database.session() as session:
        text = export_record(load_record(session))
    response = Response(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="practice.yml"'
    return response


@blueprint.post("/file")
@allowed(Role.THERAPIST)
def check_file() -> View:
    """What an import would change; the second press, with the version that was looked at, makes it so."""
    text, problem = _text()
    if problem:
        return _page(text, [Problem(0, problem)]), 422
    try:
        record = import_record(text)
    except PracticeFileError as error:
        return _page(text, error.problems), 422
    with services().database.session() as session:
        newest = current_version(session)
        before = _fields(session)
        would = changes(before, fields_of(document(record)))
        if would and request.form.get("based_on", type=int) == (newest or 0):
            try:
                version = save_record(session, record, signed_in().name, words_of("facts")["said"]["import"], newest)
            except SaveConflictError:
                return _page(text, would=would, record=record, newest=current_version(session) or 0), 409
            details = {"version": version, **audited(session, would)}
            audit.record(session, signed_in().name, "facts.import", record.name, details)
            flash(words_of("facts")["said"]["imported"].format(name=record.name, count=len(would)))
            return redirect(url_for("staff.facts.index"))
    return _page(text, would=would, record=record, newest=newest or 0)


def _text() -> tuple[str, str]:
    """The file's text, uploaded or pasted, and what is wrong with the upload."""
    said = words_of("facts")["said"]
    upload = request.files.get("file")
    if upload and upload.filename:
        try:
            return upload.read().decode("utf-8"), ""
        except UnicodeDecodeError:
            return "", said["not_text"]
    text = request.form.get("text", "").replace("\r\n", "\n")
    return text, "" if text.strip() else said["no_file"]


def _fields(session: Session) -> Fields:
    """The record's fields; none before the first import."""
    try:
        return fields_of(document(load_record(session)))
    except NoRecordError:
        return {}


def _page(
    text: str = "",
    problems: list[Problem] | None = None,
    would: tuple[Change, ...] | None = None,
    record: PracticeRecord | None = None,
    newest: int = 0,
) -> str:
    described = RecordVersion(document(record), newest).describe(would or ()) if record else []
    lines = text.splitlines()
    faults = [(each, lines[each.line - 1] if 0 < each.line <= len(lines) else "") for each in problems or []]
    return render_template(
        "facts/file.html",
        text=text,
        faults=faults,
        checked=record is not None,
        described=described,
        newest=newest,
        may=signed_in().may(Role.THERAPIST),
    )
