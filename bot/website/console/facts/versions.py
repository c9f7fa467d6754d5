"""Every version of the record: what it changed, and how to take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.practice.history import UndoConflictError, UnknownVersionError, changes_of, history, undo
from bot.practice.lined_yaml import PracticeFileError
from bot.staff.roles import Role
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.facts import tasks
from bot.website.console.facts.pages import blueprint, current_record, note
from bot.website.console.facts.permissions import may_edit, may_make
from bot.website.console.facts.plain_words import label
from bot.website.console.words import words as words_of

A_PAGE = 20
# More changed fields than this are counted rather than listed at first sight.
MANY = 8


@blueprint.get("/history")
@allowed(Role.RECEPTION)
def past() -> str:
    before = request.args.get("before", type=int)
    with services().database.session() as session:
        now = current_record(session)
        found = history(session, A_PAGE + 1, before)
    role = signed_in().role
    # The last of all has nothing before it, and so nothing that could be taken back.
    first = found[-1].number if len(found) <= A_PAGE else None
    versions = [
        {
            "version": each,
            "is_first": each.number == first,
            "described": now.describe(each.changes),
            "may": may_make(role, each.changes),
        }
        for each in found[:A_PAGE]
    ]
    older = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return render_template(
        "facts/history.html", versions=versions, older=older, many=MANY, newest=now.version, may=_may
    )


@blueprint.post("/history/<int:number>/undo")
@allowed(Role.RECEPTION)
def take_back(number: int) -> Response:
    said, field = words_of("facts")["said"], request.form.get("field") or None
    with services().database.session() as session:
        try:
            wanted = [each for each in changes_of(session, number) if field in (None, each.field)]
            if not may_make(signed_in().role, wanted):
                return _back(said["ask_therapist"], "error")
            version = undo(session, number, signed_in().name, field)
            note(session, said["undone"].format(number=number), version, changes_of(session, version), "facts.undo")
            return _back(said["taken_back"].format(number=number))
        except UnknownVersionError:
            return _back(said["no_version"], "error")
        except UndoConflictError as error:
            names = current_record(session).therapists
            fields = ", ".join(label(each, names) for each in error.fields)
            return _back(said["changed_again" if fields else "nothing_to_undo"].format(fields=fields), "error")
        except PracticeFileError as error:
            reasons = " ".join(tasks.plain_fault(each, with_name=True) for each in error.problems)
            return _back(said["not_usable"].format(reasons=reasons), "error")


def _may(field: str) -> bool:
    return may_edit(signed_in().role, tuple(field.split(".")))


def _back(message: str, category: str = "message") -> Response:
    flash(message, category)
    return redirect(url_for("staff.facts.past"))
