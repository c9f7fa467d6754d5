"""Publishing: one button, its progress, the comparison, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.evaluation.score_plot import SHOWN, scores_svg
from bot.practice.wording import wording
from bot.publishing import override
from bot.releases import archives, running_job
from bot.releases.archives import CurrentModel
from bot.releases.fingerprints import training_fingerprint, understanding_fingerprint
from bot.releases.progress import ASKS, REFUSED, State, read_state
from bot.releases.request import ask as ask_for_it
from bot.releases.request import read_request
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console import times
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.telling import tell_colleagues
from bot.website.console.word_editing import alone, editor
from bot.website.console.words import words
from bot.words import going_live
from bot.words.editing import Editor
from bot.words.files import ChangedMeanwhileError, UnknownTopicError
from bot.words.going_live import Pending
from bot.words.history import UnknownVersionError
from bot.words.topic_file import QuestionError
from bot.words.wording_file import SUBJECT
from bot.yaml_reading import YamlError

blueprint = Blueprint("publish", __name__)
HOME = "staff.publish.page"


@blueprint.get("/publish")
@allowed(Role.RECEPTION)
def page() -> str:
    live, state = archives.live_notes(), read_state()
    earlier = [each for each in archives.registered_models() if live is None or each.model != live.model]
    candidate = state.candidate if state and state.outcome == REFUSED else ""
    with editor() as mine:
        changes, kept_back = _changes(mine), going_live.left_out(mine.session, mine.files)
        titles = going_live.titles(mine.files.topics())
    return render_template(
        "publish/page.html",
        **_progress(state),
        live=live,
        changed=_changed(live),
        asked=read_request(live.model if live else ""),
        override=override.read_override(candidate),
        refused=candidate,
        is_lapsed=bool(candidate) and not is_as_refused(),
        may_publish=signed_in().may(Role.THERAPIST),
        earlier=earlier,
        when=_when,
        changes=changes,
        seen=going_live.digest(changes),
        may_agree={each.subject: _may_agree(each) for each in changes},
        alone=alone(),
        kept_back=[each for each in kept_back if each.subject not in {change.subject for change in changes}],
        called=lambda subject: titles.get(subject) or words("wording")["files"][subject.removeprefix(SUBJECT)],
        address=_address,
        kinds=words("topics")["kinds"],
        parts=words("topics")["parts"],
        asks=state.candidate if state and state.outcome == ASKS else "",
        scores=_scores([each for each in (live, *earlier) if each and each.scores]),
    )


@blueprint.get("/publish/progress")
@allowed(Role.RECEPTION)
def progress() -> Response:
    """The part of the page that changes; once it is over, the whole page is to be loaded again."""
    state = read_state()
    if state is None or not state.running:
        return Response(headers={"HX-Refresh": "true"})
    return Response(render_template("publish/progress.html", **_progress(state)))


@blueprint.get("/publish/scores.svg")
@allowed(Role.RECEPTION)
def scores() -> Response:
    live = archives.live_notes()
    shown = [each for each in archives.registered_models() if live and each.model != live.model and each.scores]
    models = [(_name(each), each.scores) for each in ([live] if live and live.scores else []) + shown]
    return Response(scores_svg(models, wording("publishing")["measures"]), content_type="image/svg+xml")


@blueprint.post("/publish")
@allowed(Role.THERAPIST)
def start() -> AnyResponse:
    """Publish what somebody has seen: exactly these changes, each agreed to where it must be."""
    if not _is_current():
        return _to_page("old_page", "error")
    with editor() as mine:
        changes = _changes(mine)
    if request.values.get("seen") != going_live.digest(changes):
        return _to_page("not_seen", "error")
    if not all(each.is_agreed for each in changes):
        return _to_page("not_agreed", "error")
    confirmed = request.form.get("confirmed", "")
    return _begin("publish.confirm" if confirmed else "publish.start", confirmed=confirmed)


@blueprint.post("/publish/changes/agree")
@allowed(Role.THERAPIST)
def agree_to_change() -> AnyResponse:
    with editor() as mine:
        change = _posted_change(_changes(mine))
        if change is None:
            return _to_page("change_moved", "error")
        if not _may_agree(change):
            return _to_page("own_change", "error")
        going_live.agree(mine.session, mine.name, change, alone=mine.name in change.authors)
    return _to_page("agreed")


@blueprint.post("/publish/changes/leave-out")
@allowed(Role.THERAPIST)
def leave_out() -> AnyResponse:
    try:
        with editor() as mine:
            change = _posted_change(_changes(mine))
            if change is None:
                return _to_page("change_moved", "error")
            mine.leave_out(change.subject, change.live, change.token)
    except QuestionError as error:
        return _double(error)
    except ChangedMeanwhileError:
        return _to_page("change_moved", "error")
    return _to_page("left_out")


@blueprint.post("/publish/changes/bring-in")
@allowed(Role.RECEPTION)
def bring_in() -> AnyResponse:
    subject = request.form.get("subject", "")
    try:
        with editor() as mine:
            found = next(
                (each for each in going_live.left_out(mine.session, mine.files) if each.subject == subject), None
            )
            if found is None:
                return _to_page("change_moved", "error")
            mine.bring_in(subject, found.version.number, _token(mine, subject))
    except QuestionError as error:
        return _double(error)
    except (ChangedMeanwhileError, UnknownTopicError, UnknownVersionError):
        return _to_page("change_moved", "error")
    return _to_page("brought_in")


@blueprint.post("/publish/back")
@allowed(Role.THERAPIST)
def go_back() -> AnyResponse:
    model = request.form.get("model", "")
    if model not in {each.model for each in archives.registered_models()}:
        return _to_page("no_such_model", "error")
    return _begin("publish.back", model)


@blueprint.post("/publish/cancel")
@allowed(Role.THERAPIST)
def cancel() -> AnyResponse:
    state = read_state()
    # The page may be older than what runs now.
    if state is None or state.id != request.form.get("run") or not state.running:
        return _to_page("nothing_runs", "error")
    with services().database.session() as database:
        audit.record(database, signed_in().name, "publish.cancel", state.candidate or state.back_to or "-")
    running_job.cancel()
    return _to_page("cancelling")


@blueprint.post("/publish/ask")
@allowed(Role.RECEPTION)
def ask() -> AnyResponse:
    if not _is_current():
        return _to_page("old_page", "error")
    with services().database.session() as database:
        audit.record(database, signed_in().name, "publish.ask", request.form["live"] or "-")
        tell_colleagues(database, "publish_ask", signed_in().name, HOME)
        ask_for_it(signed_in().name, request.form["live"])
    return _to_page("asked")


@blueprint.post("/publish/override")
@allowed(Role.THERAPIST)
def want_override() -> AnyResponse:
    if not _is_refused():
        return _to_page("old_page", "error")
    if not is_as_refused():
        return _to_page("override_lapsed", "error")
    try:
        with services().database.session() as database:
            reason = request.form.get("reason", "")
            audit.record(
                database, signed_in().name, "publish.override_ask", request.form["refused"], {"reason": reason}
            )
            override.ask(signed_in().name, reason)
            tell_colleagues(database, "override_ask", signed_in().name, HOME)
    except override.OverrideError as error:
        return _refuse(error)
    return _to_page("override_asked")


@blueprint.post("/publish/agree")
@allowed(Role.THERAPIST)
def agree() -> AnyResponse:
    if not _is_refused():
        return _to_page("old_page", "error")
    if not is_as_refused():
        return _to_page("override_lapsed", "error")
    try:
        with services().database.session() as database:
            agreed = override.agree(signed_in().name)
            details = {"reason": agreed.reason, "asked_by": agreed.asked_by}
            audit.record(database, signed_in().name, "publish.override_agree", agreed.candidate, details)
    except override.OverrideError as error:
        return _refuse(error)
    return _begin("publish.start")


def _changes(mine: Editor) -> list[Pending]:
    if not _changed(archives.live_notes()):
        return []
    return going_live.pending(mine.session, mine.files, mine.at, archives.MODELS)


def _posted_change(changes: list[Pending]) -> Pending | None:
    """The change that a form is about, if it still is as it was shown."""
    subject, token = request.form.get("subject"), request.form.get("token")
    return next((each for each in changes if (each.subject, each.token) == (subject, token)), None)


def _token(mine: Editor, subject: str) -> str:
    return mine.versions(subject, 1)[0].token


def _may_agree(change: Pending) -> bool:
    """Whether who is signed in may be the second person; alone in the practice, one is both."""
    return signed_in().may(Role.THERAPIST) and (signed_in().name not in change.authors or alone())


def _address(subject: str) -> str:
    """Where a change can be looked at and edited."""
    if subject.startswith(SUBJECT):
        return url_for("staff.wording.file", name=subject.removeprefix(SUBJECT))
    group, _, name = subject.partition("/")
    return url_for("staff.topics.topic", group=group, name=name)


def _begin(action: str, back_to: str = "", confirmed: str = "") -> AnyResponse:
    if not _is_current():
        return _to_page("old_page", "error")
    with services().database.session() as database:
        audit.record(database, signed_in().name, action, back_to or "-")
    expected = "" if back_to else training_fingerprint()
    begun = running_job.start(signed_in().name, services().settings, back_to, expected, confirmed)
    return _to_page("begun") if begun else _to_page("runs_already", "error")


def _is_current() -> bool:
    """Whether the page that was used shows the model that is live: nobody publishes by an old page."""
    live = archives.live_notes()
    return request.form.get("live") == (live.model if live else "")


def _is_refused() -> bool:
    state = read_state()
    return state is not None and state.outcome == REFUSED and request.form.get("refused") == state.candidate


def is_as_refused() -> bool:
    """Whether the files still hold what was refused: asking and agreeing are about that, and about nothing newer."""
    try:
        return archives.is_rejected(training_fingerprint())
    except (OSError, YamlError):
        return False


def _changed(live: CurrentModel | None) -> str:
    """What stands in the files and is not live: "", "words", "more", or "broken" if they cannot be read."""
    try:
        if live is None or live.fingerprint == training_fingerprint():
            return "" if live else "more"
        return "words" if live.understanding == understanding_fingerprint() else "more"
    except (OSError, YamlError):
        return "broken"


def _progress(state: State | None) -> dict[str, Any]:
    said = wording("publishing")
    return {"state": state, "steps": said["steps"], "outcomes": said["outcomes"], "what": said["what"]}


def _scores(models: list[CurrentModel]) -> dict[str, Any]:
    """A table: names of the models, and a row for each measure."""
    labels = wording("publishing")["measures"]
    rows = [
        (labels[name], [f"{100 * each.scores.get(part, {}).get(name, 0):.1f} %" for each in models])
        for part, name in SHOWN
    ]
    return {"models": [_name(each) for each in models], "rows": rows}


def _name(model: CurrentModel) -> str:
    return times.at_practice(_when(model.published_at or model.trained_at)).strftime("%b %-d, %H:%M")


def _when(moment: str) -> datetime:
    """Naive UTC, as the template's filter for times takes it."""
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _double(error: QuestionError) -> AnyResponse:
    flash(words("topics")["question_errors"][error.reason].format(question=error.question), "error")
    return redirect(url_for(HOME))


def _refuse(error: override.OverrideError) -> AnyResponse:
    flash(wording("publishing")["overrides"][error.key], "error")
    return redirect(url_for(HOME))


def _to_page(key: str, category: str = "message") -> AnyResponse:
    flash(words("publish")[key], category)
    return redirect(url_for(HOME))
