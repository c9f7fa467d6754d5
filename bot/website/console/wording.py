"""The assistant's other words, for therapists: the crisis reply, encouragement, and the sentences around the facts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed
from bot.website.console.word_editing import Said, editor, in_words
from bot.website.console.words import words
from bot.words import history
from bot.words.editing import Editor
from bot.words.wording_file import (
    EDITABLE,
    SUBJECT,
    UnknownWordingError,
    WordingChangedError,
    WordingFile,
    check_wording,
    read_wording,
    replace_wording,
    set_wording,
    source_of,
    wording_of,
)

blueprint = Blueprint("wording", __name__)
HOME = "staff.wording.page"
SHOWN = 30


@dataclass(frozen=True)
class ChangedText:
    """A text that a version changed, old and new words together."""

    key: str
    pieces: tuple[history.Piece, ...]


@blueprint.get("/wording")
@allowed(Role.THERAPIST)
def page() -> str:
    return render_template("wording/list.html", names=EDITABLE, titles=words("wording")["files"])


@blueprint.get("/wording/<name>")
@allowed(Role.THERAPIST)
def file(name: str) -> str:
    with editor() as mine:
        found = _read(mine, name)
    return render_template("wording/file.html", file=found, titles=words("wording")["files"])


@blueprint.get("/wording/<name>/<key>")
@allowed(Role.THERAPIST)
def edit(name: str, key: str) -> str:
    with editor() as mine:
        found = _read(mine, name)
    return _edit(found, key, _text(found, key))


@blueprint.post("/wording/<name>/<key>/check")
@allowed(Role.THERAPIST)
def check(name: str, key: str) -> str:
    """What is wrong with the text that is being typed."""
    with editor() as mine:
        found = _read(mine, name)
    typed = request.form.get("text", "")
    remarks = in_words(check_wording(name, key, _text(found, key), typed))
    return render_template("wording/checked.html", remarks=remarks)


@blueprint.post("/wording/<name>/<key>")
@allowed(Role.THERAPIST)
def save(name: str, key: str) -> Response | tuple[str, int]:
    typed, based_on = request.form.get("text", ""), request.form.get("based_on", "")
    with editor() as mine:
        found = _read(mine, name)
    before = _text(found, key)
    remarks = in_words(check_wording(name, key, before, typed))
    # Another text of the same file may have been saved in between; only this one matters here.
    if based_on != found.token and request.form.get("before", "").split() != before.split():
        return _edit(found, key, typed, remarks, theirs=before), 409
    if remarks:
        return _edit(found, key, typed, remarks), 422
    try:
        with editor() as mine:
            _note_state(mine, name)
            set_wording(mine.files, name, key, typed, found.token)
            _note(mine, name, "wording", key)
    except WordingChangedError:
        with editor() as mine:
            found = _read(mine, name)
        return _edit(found, key, typed, theirs=_text(found, key)), 409
    flash(words("wording")["saved"], "success")
    return redirect(url_for(".file", name=name))


@blueprint.get("/wording/<name>/versions")
@allowed(Role.THERAPIST)
def versions(name: str) -> str:
    with editor() as mine:
        found = _read(mine, name)
        _note_state(mine, name)
        kept = history.versions(mine.session, SUBJECT + name, SHOWN + 1)
    steps = [
        (each, _changed(wording_of(name, before.source), wording_of(name, each.source)) if before else None)
        for each, before in zip(kept, [*kept[1:], None], strict=True)
    ]
    return render_template(
        "wording/versions.html",
        file=found,
        steps=steps[:SHOWN],
        titles=words("wording")["files"],
        kinds=words("topics")["kinds"],
    )


@blueprint.post("/wording/<name>/versions/<int:number>/restore")
@allowed(Role.THERAPIST)
def restore(name: str, number: int) -> Response:
    try:
        with editor() as mine:
            _read(mine, name)
            wanted = history.version(mine.session, SUBJECT + name, number)
            _note_state(mine, name)
            replace_wording(mine.files, name, wanted.source, request.form.get("based_on", ""))
            _note(mine, name, "restore", str(number))
    except history.UnknownVersionError:
        abort(404)
    except WordingChangedError:
        flash(words("topics")["changed_meanwhile"], "error")
        return redirect(url_for(".versions", name=name))
    flash(words("topics")["restored"], "success")
    return redirect(url_for(".file", name=name))


def _edit(found: WordingFile, key: str, typed: str, remarks: list[Said] | None = None, theirs: str = "") -> str:
    return render_template(
        "wording/edit.html",
        file=found,
        key=key,
        text=typed.strip("\n"),
        before=found.text(key).strip("\n"),
        remarks=remarks or [],
        hint=words("wording")["hints"].get(f"{found.name}.{key}", ""),
        theirs=theirs,
        titles=words("wording")["files"],
    )


def _read(mine: Editor, name: str) -> WordingFile:
    try:
        return read_wording(mine.files, name)
    except UnknownWordingError:
        abort(404)


def _text(found: WordingFile, key: str) -> str:
    try:
        return found.text(key)
    except UnknownWordingError:
        abort(404)


def _changed(before: WordingFile, after: WordingFile) -> list[ChangedText]:
    old = {each.key: each.text for each in before.texts}
    return [
        ChangedText(each.key, history.compare(old.get(each.key, ""), each.text))
        for each in after.texts
        if old.get(each.key) != each.text
    ]


def _note_state(mine: Editor, name: str) -> None:
    history.note_state(mine.session, SUBJECT + name, source_of(mine.files, name), mine.at)


def _note(mine: Editor, name: str, kind: str, key: str) -> None:
    made = history.note(mine.session, SUBJECT + name, source_of(mine.files, name), mine.name, kind, mine.at)
    audit.record(mine.session, mine.name, f"wording.{kind}", f"{name}: {key}", {"saved_as": made.number})
