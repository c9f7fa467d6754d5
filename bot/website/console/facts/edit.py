"""The forms of the facts: read, try out, save."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.practice import spoken
from bot.practice.check import check
from bot.practice.editing import Outcome, changed
from bot.practice.history import load_document
from bot.practice.lined_yaml import PracticeFileError, as_date
from bot.practice.practice_file import record_of
from bot.practice.purposes import GROUPS, PERMITTABLE
from bot.practice.wording import Speaker, wording
from bot.staff.roles import Role
from bot.website.console.access import allowed, services
from bot.website.console.facts import tasks
from bot.website.console.facts.pages import (
    RecordVersion,
    based_on,
    blueprint,
    current_record,
    may,
    posted,
    save,
    title_of,
)
from bot.website.console.facts.parts import Document, MayEdit, Part, Path, Reply, Values, get
from bot.website.console.facts.plain_words import part_in_words
from bot.website.console.facts.previews import Answer, Previewer
from bot.website.console.words import words as words_of
from bot.weekdays import WEEKDAYS

View = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Typed:
    """A form that was sent.

    Attributes:
        base: the record as it stood when the form was made.
        values: what stands in the controls.
        edited: the record's document with it.
    """

    form: tasks.Form
    base: RecordVersion
    values: dict[str, list[str]]
    edited: Document


@blueprint.get("/")
@allowed(Role.RECEPTION)
def index() -> str:
    with services().database.session() as session:
        now = current_record(session)
    groups = [
        (group, title, [_card(task, now.document) for task in tasks.names() if _words(task)["group"] == group])
        for group, title in words_of("facts")["groups"].items()
    ]
    record = record_of(now.document)
    today = datetime.now(ZoneInfo(record.timezone)).date()
    return render_template(
        "facts/index.html",
        groups=groups,
        practice=record.name,
        contradictions=check(record, today).contradictions,
        contradictions_title=wording("record_check")["console"],
    )


@blueprint.get("/edit/<task>")
@blueprint.get("/edit/<task>/<therapist>")
@allowed(Role.RECEPTION)
def show(task: str, therapist: str | None = None) -> View:
    with services().database.session() as session:
        now = current_record(session)
    form = _form(task, now.document, therapist)
    if not form.parts:
        return _list_of_therapists(now)
    values = form.show(now.document)
    return _page(form, now, values, preview=_answers(form, now.document))


@blueprint.post("/edit/<task>")
@blueprint.post("/edit/<task>/<therapist>")
@allowed(Role.RECEPTION)
def change(task: str, therapist: str | None = None) -> View:
    with services().database.session() as session:
        now = current_record(session)
        typed = _typed(session, now, task, therapist)
        try:
            mine = changed(typed.base.document, typed.edited)
            if not mine:
                flash(words_of("facts")["said"]["nothing"])
                return _back(task, therapist)
            outcome = save(session, mine, typed.base.version, title_of(typed.form, now.therapists))
        except PracticeFileError as error:
            faults = typed.form.faults(error.problems, typed.values)
            return _page(typed.form, typed.base, typed.values, faults=faults), 422
        return _after_save(session, typed.form, outcome)


@blueprint.post("/answers/<task>")
@blueprint.post("/answers/<task>/<therapist>")
@allowed(Role.RECEPTION)
def try_out(task: str, therapist: str | None = None) -> View:
    """How the assistant would answer with what is typed; nothing is saved."""
    with services().database.session() as session:
        typed = _typed(session, current_record(session), task, therapist)
    faults: dict[str, str] = {}
    preview: list[Answer] | None = None
    try:
        preview = _answers(typed.form, typed.edited)
    except PracticeFileError as error:
        faults = typed.form.faults(error.problems, typed.values)
    if "HX-Request" in request.headers:
        return render_template("facts/answers.html", preview=preview, faults=faults, saved=False)
    return _page(typed.form, typed.base, typed.values, faults=faults, preview=preview, tried=True)


def _form(task: str, document: Document, therapist: str | None) -> tasks.Form:
    try:
        return tasks.form(task, document, therapist)
    except tasks.UnknownTaskError:
        abort(404)


def _typed(session: Session, now: RecordVersion, task: str, therapist: str | None) -> Typed:
    """What was typed, over the version that the form was made from."""
    version = based_on(now.version)
    base = now if version == now.version else RecordVersion(load_document(session, version), version)
    form = _form(task, base.document, therapist)
    values, edited = form.typed(base.document, posted(), may()), copy.deepcopy(base.document)
    form.write(edited, values, may())
    return Typed(form, base, values, edited)


def _answers(form: tasks.Form, document: Document) -> list[Answer]:
    settings = services().settings
    previewer = Previewer(services().word_files, datetime.now(timezone.utc), settings.conversation_hours)
    return previewer.answers(record_of(document), form.task, form.therapist)


def _after_save(session: Session, form: tasks.Form, outcome: Outcome) -> View:
    """The page after a save: what others did meanwhile, or which fields both changed."""
    after, said = current_record(session), words_of("facts")["said"]
    if not outcome.changes and outcome.meanwhile:
        session.rollback()
        if form.therapist and form.therapist not in tasks.therapists(outcome.document):
            abort(404)
        values = form.show(outcome.document)
        theirs = [(version, after.describe(version.changes)) for version in outcome.meanwhile]
        touched = {change.field for change in outcome.clashes}
        shown = RecordVersion(outcome.document, outcome.version)
        return _page(form, shown, values, theirs=theirs, touched=touched), 409
    for version in outcome.meanwhile:
        fields = ", ".join(each.label for each in after.describe(version.changes))
        flash(said["meanwhile"].format(name=version.author, fields=fields))
    flash(said["saved"])
    return _back(form.task, form.therapist)


def _back(task: str, therapist: str | None) -> Response:
    return redirect(url_for("staff.facts.show", task=task, therapist=therapist))


def _page(
    form: tasks.Form,
    now: RecordVersion,
    values: Values,
    faults: dict[str, str] | None = None,
    preview: list[Answer] | None = None,
    **more: Any,
) -> str:
    own = None if form.therapist is None else now.therapists[form.therapist]
    return render_template(
        "facts/form.html",
        form=form,
        title=title_of(form, now.therapists),
        about=form.words["own_about"] if own and "own_about" in form.words else form.words["about"],
        whom=own,
        version=now.version,
        values=values,
        faults=faults or {},
        preview=preview,
        may=may(),
        editable=_editable(form, may()),
        differing=_differing(form, now.document),
        **{"theirs": [], "touched": set(), "tried": False, **more},
        **macro_context(now),
    )


def macro_context(now: RecordVersion) -> dict[str, Any]:
    """What the macros that draw the parts work with."""
    speaker = Speaker(record_of(now.document).policy_for(None))

    def read_as(key: str, status: str) -> str:
        """What clients read where a statement is not offered or not recorded."""
        own, general = wording("facts")["facts"][key], wording("facts")
        return speaker.fill(own.get(status) or general[status], about=own.get("about", ""))

    def practice_has(part: Part) -> list[tuple[str, str]]:
        """The practice's own value, beside a therapist's."""
        path = part.path[2:] if part.own else part.path
        return part_in_words(now.document, (*path, "reply") if isinstance(part, Reply) else path, now.country)

    def day_in_words(typed: str) -> str:
        day = as_date(typed)
        return spoken.day(day, now.country) if day else typed

    return {
        "day_in_words": day_in_words,
        "facts_words": words_of("facts"),
        "weekdays": WEEKDAYS,
        "purposes": {
            "groups": [(name, _use(name)) for name in PERMITTABLE if name in GROUPS],
            "single": [(name, _use(name)) for name in PERMITTABLE if name not in GROUPS],
        },
        "timezones": sorted(available_timezones()),
        "read_as": read_as,
        "practice_has": practice_has,
    }


def _use(name: str) -> str:
    words = words_of("facts")["uses"].get(name) or wording("facts")["uses"][name]
    return f"{words[:1].upper()}{words[1:]}"


def _editable(form: tasks.Form, may_edit: MayEdit) -> str:
    """Whether the signed-in staff member may change "all" of a form, "some" of it, or "none"."""
    allowed = {may_edit(part.field(name)) for part in form.parts for name in part.show({})}
    return "all" if allowed == {True} else "some" if True in allowed else "none"


def _differing(form: tasks.Form, document: Document) -> list[tuple[str, str, bool]]:
    """Key and name of each therapist, and whether something is different; for the practice's own form."""
    if form.therapist or form.task in tasks.FOR_ALL:
        return []
    return [(key, name, _differs(form.task, document, key)) for key, name in tasks.therapists(document).items()]


def _differs(task: str, document: Document, therapist: str) -> bool:
    def own(part: Part) -> Path:
        return (*part.path, "reply") if isinstance(part, Reply) else part.path

    return any(get(document, own(part)) is not None for part in tasks.form(task, document, therapist).parts)


def _list_of_therapists(now: RecordVersion) -> str:
    own_pages = [task for task in tasks.names() if task not in tasks.FOR_ALL and task != "therapists"]
    therapists = [
        (key, name, [(task, _words(task)["title"]) for task in own_pages if _differs(task, now.document, key)])
        for key, name in now.therapists.items()
    ]
    return render_template("facts/therapists.html", therapists=therapists, may=may(), words=_words("therapists"))


def _words(task: str) -> dict[str, Any]:
    words: dict[str, Any] = words_of("facts")["tasks"][task]
    return words


def _card(task: str, document: Document) -> dict[str, Any]:
    """What the overview tells of a task: how it stands, and what nobody has recorded."""
    said, words = words_of("facts")["said"], _words(task)
    keys = words.get("statements", [])
    gaps = [words_of("facts")["statements"][key] for key in keys if get(document, ("statements", key)) is None]
    state = said["gaps"].format(labels=", ".join(gaps)) if gaps else ""
    if task in tasks.CHANNELS:
        channel = get(document, ("channels", task))
        in_use = isinstance(channel, dict) and channel.get("status") != "not offered"
        address = channel.get("address", "") if isinstance(channel, dict) else ""
        state = (
            said["in_use"].format(address=address).strip()
            if in_use
            else said["not_recorded" if channel is None else "not_used"]
        )
    if task == "hours" and get(document, ("hours",)) is None:
        state = said["not_recorded"]
    holds = ", ".join(words_of("facts")["statements"][key] for key in keys)
    return {
        "task": task,
        "title": words["title"],
        "holds": holds,
        "state": state,
        "gap": bool(gaps) or state == said["not_recorded"],
    }
