"""Therapists who come and go."""

from __future__ import annotations

import copy
import re
import unicodedata

from flask import abort, flash, redirect, render_template, url_for

from bot.practice.editing import changed
from bot.practice.fields import changes, fields_of
from bot.practice.lined_yaml import PracticeFileError
from bot.staff.roles import Role
from bot.website.console.access import allowed, services
from bot.website.console.facts import tasks
from bot.website.console.facts.edit import View, macro_context
from bot.website.console.facts.pages import RecordVersion, based_on, blueprint, current_record, may, posted, save
from bot.website.console.facts.parts import Values
from bot.website.console.words import words as words_of


@blueprint.get("/add-therapist")
@allowed(Role.THERAPIST)
def new_therapist() -> str:
    with services().database.session() as session:
        return _page(current_record(session), tasks.new_therapist().show({}))


@blueprint.post("/add-therapist")
@allowed(Role.THERAPIST)
def add_therapist() -> View:
    form = tasks.new_therapist()
    with services().database.session() as session:
        now = current_record(session)
        edited, values = copy.deepcopy(now.document), posted()
        form.write(edited, values, may())
        # Without anything typed there is nobody; the record's own check asks for a name.
        about = edited["therapists"].setdefault(tasks.NEW_THERAPIST, {})
        try:
            changed(now.document, edited)
        except PracticeFileError as error:
            return _page(now, values, form.faults(error.problems, values)), 422
        key = _key(about["name"], edited["therapists"])
        edited["therapists"][key] = edited["therapists"].pop(tasks.NEW_THERAPIST)
        said = words_of("facts")["said"]
        save(session, changed(now.document, edited), now.version, said["therapist_new"].format(name=about["name"]))
    flash(said["therapist_added"].format(name=about["name"]))
    return redirect(url_for("staff.facts.show", task="therapists"))


@blueprint.post("/remove-therapist/<therapist>")
@allowed(Role.THERAPIST)
def remove_therapist(therapist: str) -> View:
    with services().database.session() as session:
        now = current_record(session)
        if therapist not in now.therapists:
            abort(404)
        edited = copy.deepcopy(now.document)
        del edited["therapists"][therapist]
        gone = changes(fields_of(now.document), fields_of(edited))
        said = words_of("facts")["said"]
        name = now.therapists[therapist]
        outcome = save(session, gone, based_on(now.version), said["therapist_gone"].format(name=name))
    if outcome.clashes:
        flash(said["therapist_clash"].format(name=name), "error")
    else:
        flash(said["therapist_removed"].format(name=name))
    return redirect(url_for("staff.facts.show", task="therapists"))


def _page(now: RecordVersion, values: Values, faults: dict[str, str] | None = None) -> str:
    form = tasks.new_therapist()
    return render_template(
        "facts/add_therapist.html", form=form, values=values, faults=faults or {}, may=may(), **macro_context(now)
    )


def _key(name: str, taken: dict[str, object]) -> str:
    """A key for a name, such as "maya-okafor", that nobody has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"^(dr|mr|mrs|ms|prof)\b\.?", "", plain)
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:50].strip("-") or "therapist"
    number = 2
    chosen = key
    while chosen in taken:
        chosen, number = f"{key}-{number}", number + 1
    return chosen
