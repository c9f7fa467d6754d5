"""The assistant's other words, for therapists: the crisis reply, encouragement, and the sentences around the facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.releases.archives import MODELS
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed, signed_in
from bot.website.console.telling import tell_colleagues
from bot.website.console.word_editing import Said, alone, editor, in_words, known
from bot.website.console.words import words
from bot.words import history, proposals
from bot.words.checks import Remark, stopping
from bot.words.editing import Editor
from bot.words.files import ChangedMeanwhileError
from bot.words.live import live_since
from bot.words.safety import wording_needs_two
from bot.words.topic_file import clean
from bot.words.wording_file import (
    EDITABLE,
    PUBLISHED,
    SUBJECT,
    UnknownWordingError,
    WordingFile,
    check_wording,
    read_wording,
    source_of,
    wording_of,
)

blueprint = Blueprint("wording", __name__)
HOME = "staff.wording.page"
SHOWN = 30


@dataclass(frozen=True)
class ChangedText:
    """A text that a version changed, old and new words together."""

    label: str
    pieces: tuple[history.Piece, ...]


@dataclass(frozen=True)
class Waiting:
    """A change that waits for a second person; `fits` is False if the words were changed since."""

    proposal: proposals.Proposal
    label: str
    pieces: tuple[history.Piece, ...]
    fits: bool


@blueprint.get("/wording")
@allowed(Role.THERAPIST)
def page() -> str:
    with editor() as mine:
        waiting = [_waiting(mine, each) for each in proposals.proposals(mine.session) if each.name in EDITABLE]
    return render_template(
        "wording/list.html",
        names=EDITABLE,
        published=PUBLISHED,
        titles=words("wording")["files"],
        waiting=waiting,
        me=signed_in().account.id,
    )


@blueprint.post("/wording/proposals/agree")
@allowed(Role.THERAPIST)
def agree() -> Response:
    """The second person agrees: what was proposed is live."""
    with editor() as mine:
        proposal = _posted(mine)
        if proposal is None:
            return _to_list("proposal_moved", "error")
        if proposal.account_id == mine.account_id:
            return _to_list("own_proposal", "error")
        found = _read(mine, proposal.name)
        remarks = check_wording(proposal.name, proposal.key, _text(found, proposal.key), proposal.text, known())
        if stopping(remarks) or not proposal.fits(_text(found, proposal.key)):
            return _to_list("proposal_moved", "error")
        author = replace(mine, account_id=proposal.account_id, name=proposal.by)
        author.save_text(proposal.name, proposal.key, proposal.text, found.token)
        subject, details = f"{proposal.name}: {proposal.key}", {"asked_by": proposal.by}
        audit.record(mine.session, mine.name, "wording.agree", subject, details)
        proposals.settle(mine.session, proposal)
    return _to_list("saved", "success")


@blueprint.post("/wording/proposals/drop")
@allowed(Role.THERAPIST)
def drop() -> Response:
    """A proposal is not wanted, or taken back."""
    with editor() as mine:
        proposal = _posted(mine)
        if proposal is None:
            return _to_list("proposal_moved", "error")
        subject, details = f"{proposal.name}: {proposal.key}", {"asked_by": proposal.by}
        audit.record(mine.session, mine.name, "wording.refuse", subject, details)
        proposals.settle(mine.session, proposal)
    return _to_list("proposal_dropped", "success")


@blueprint.get("/wording/<name>")
@allowed(Role.THERAPIST)
def file(name: str) -> str:
    with editor() as mine:
        found = _read(mine, name)
        changed = name in PUBLISHED and history.is_changed(
            mine.session, SUBJECT + name, source_of(mine.files, name), mine.at, live_since(MODELS)
        )
    return render_template(
        "wording/file.html", file=found, titles=words("wording")["files"], published=name in PUBLISHED, changed=changed
    )


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
    before = _text(found, key)
    remarks = check_wording(name, key, before, typed, known())
    if wording_needs_two(name, before, clean(typed)):
        remarks.append(Remark("second_person", {}, False))
    return render_template("wording/checked.html", remarks=in_words(remarks))


@blueprint.post("/wording/<name>/<key>")
@allowed(Role.THERAPIST)
def save(name: str, key: str) -> Response | tuple[str, int]:
    typed, based_on = request.form.get("text", ""), request.form.get("based_on", "")
    with editor() as mine:
        found = _read(mine, name)
    before = _text(found, key)
    remarks = in_words(check_wording(name, key, before, typed, known()))
    # Another text of the same file may have been saved in between; only this one matters here.
    if based_on != found.token and request.form.get("before", "").split() != before.split():
        return _edit(found, key, typed, remarks, theirs=before), 409
    if any(each.stops for each in remarks):
        return _edit(found, key, typed, remarks), 422
    if name not in PUBLISHED and wording_needs_two(name, before, clean(typed)):
        if not alone():
            with editor() as mine:
                proposals.propose(mine.session, mine.account_id, name, key, clean(typed), before, mine.at)
                label = next(each.label for each in found.texts if each.key == key)
                changes = [{"what": label, "before": before, "after": clean(typed)}]
                audit.record(mine.session, mine.name, "wording.propose", f"{name}: {key}", {"changes": changes})
                tell_colleagues(mine.session, "proposal", mine.name, HOME)
            return _to_list("proposed", "success")
        if request.form.get("sure") != clean(typed):
            return _edit(
                found, key, typed, [*remarks, Said(words("wording")["read_aloud"], False)], sure=clean(typed)
            ), 422
    try:
        with editor() as mine:
            mine.save_text(name, key, typed, found.token)
    except ChangedMeanwhileError:
        with editor() as mine:
            found = _read(mine, name)
        return _edit(found, key, typed, theirs=_text(found, key)), 409
    flash(words("wording")["saved_to_publish" if name in PUBLISHED else "saved"], "success")
    return redirect(url_for(".file", name=name))


@blueprint.get("/wording/<name>/versions")
@allowed(Role.THERAPIST)
def versions(name: str) -> str:
    with editor() as mine:
        found = _read(mine, name)
        kept = mine.versions(SUBJECT + name, SHOWN + 1)
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
            mine.restore_texts(name, number, request.form.get("based_on", ""))
    except history.UnknownVersionError:
        abort(404)
    except ChangedMeanwhileError:
        flash(words("topics")["changed_meanwhile"], "error")
        return redirect(url_for(".versions", name=name))
    flash(words("topics")["restored"], "success")
    return redirect(url_for(".file", name=name))


def _waiting(mine: Editor, proposal: proposals.Proposal) -> Waiting:
    found = _read(mine, proposal.name)
    before = _text(found, proposal.key)
    label = next(each.label for each in found.texts if each.key == proposal.key)
    return Waiting(proposal, label, history.compare(before, proposal.text), proposal.fits(before))


def _posted(mine: Editor) -> proposals.Proposal | None:
    """The proposal that a form is about, as it was shown."""
    form = request.form
    found = proposals.find(mine.session, form.get("account", 0, type=int), form.get("name", ""), form.get("key", ""))
    return found if found and found.token == form.get("token") else None


def _to_list(key: str, category: str) -> Response:
    flash(words("wording")[key], category)
    return redirect(url_for(".page"))


def _edit(
    found: WordingFile, key: str, typed: str, remarks: list[Said] | None = None, theirs: str = "", sure: str = ""
) -> str:
    return render_template(
        "wording/edit.html",
        file=found,
        key=key,
        label=next(each.label for each in found.texts if each.key == key),
        text=typed.strip("\n"),
        before=found.text(key).strip("\n"),
        remarks=remarks or [],
        hint=words("wording")["hints"].get(f"{found.name}.{key}", ""),
        theirs=theirs,
        sure=sure,
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
        ChangedText(each.label, history.compare(old.get(each.key, ""), each.text))
        for each in after.texts
        if old.get(each.key) != each.text
    ]
