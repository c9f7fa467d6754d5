"""Publishing: one button, its progress, the comparison, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import yaml
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.practice.wording import wording
from bot.publishing import archives, override, running_job
from bot.publishing.archives import CurrentModel
from bot.publishing.fingerprints import training_fingerprint, understanding_fingerprint
from bot.publishing.progress import REFUSED, State, read_state
from bot.publishing.request import ask as ask_for_it
from bot.publishing.request import read_request
from bot.publishing.score_plot import SHOWN, scores_svg
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.words import words

blueprint = Blueprint("publish", __name__)
HOME = "staff.publish.page"


@blueprint.get("/publish")
@allowed(Role.RECEPTION)
def page() -> str:
    live, state = archives.live_notes(), read_state()
    earlier = [each for each in archives.models_on_shelf() if live is None or each.model != live.model]
    candidate = state.candidate if state and state.outcome == REFUSED else ""
    return render_template(
        "publish/page.html",
        **_progress(state),
        live=live,
        changed=_changed(live),
        asked=read_request(live.model if live else ""),
        wish=override.read_override(candidate),
        refused=candidate,
        may_publish=signed_in().may(Role.THERAPIST),
        earlier=earlier,
        when=_when,
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
    shown = [each for each in archives.models_on_shelf() if live and each.model != live.model and each.scores]
    models = [(_name(each), each.scores) for each in ([live] if live and live.scores else []) + shown]
    return Response(scores_svg(models, wording("publishing")["measures"]), content_type="image/svg+xml")


@blueprint.post("/publish")
@allowed(Role.THERAPIST)
def start() -> AnyResponse:
    return _begin("publish.start")


@blueprint.post("/publish/back")
@allowed(Role.THERAPIST)
def go_back() -> AnyResponse:
    model = request.form.get("model", "")
    if model not in {each.model for each in archives.models_on_shelf()}:
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
        ask_for_it(signed_in().name, request.form["live"])
    return _to_page("asked")


@blueprint.post("/publish/override")
@allowed(Role.THERAPIST)
def want_override() -> AnyResponse:
    if not _is_refused():
        return _to_page("old_page", "error")
    try:
        with services().database.session() as database:
            reason = request.form.get("reason", "")
            audit.record(
                database, signed_in().name, "publish.override_ask", request.form["refused"], {"reason": reason}
            )
            override.ask(signed_in().name, reason)
    except override.OverrideError as error:
        return _refuse(error)
    return _to_page("override_asked")


@blueprint.post("/publish/agree")
@allowed(Role.THERAPIST)
def agree() -> AnyResponse:
    if not _is_refused():
        return _to_page("old_page", "error")
    try:
        with services().database.session() as database:
            wish = override.agree(signed_in().name)
            details = {"reason": wish.reason, "asked_by": wish.asked_by}
            audit.record(database, signed_in().name, "publish.override_agree", wish.candidate, details)
    except override.OverrideError as error:
        return _refuse(error)
    return _begin("publish.start")


def _begin(action: str, back_to: str = "") -> AnyResponse:
    if not _is_current():
        return _to_page("old_page", "error")
    with services().database.session() as database:
        audit.record(database, signed_in().name, action, back_to or "-")
    begun = running_job.start(signed_in().name, services().settings, back_to)
    return _to_page("begun") if begun else _to_page("runs_already", "error")


def _is_current() -> bool:
    """Whether the page that was used shows the model that is live: nobody publishes by an old page."""
    live = archives.live_notes()
    return request.form.get("live") == (live.model if live else "")


def _is_refused() -> bool:
    state = read_state()
    return state is not None and state.outcome == REFUSED and request.form.get("refused") == state.candidate


def _changed(live: CurrentModel | None) -> str:
    """What stands in the files and is not live: "", "words", "more", or "broken" if they cannot be read."""
    try:
        if live is None or live.fingerprint == training_fingerprint():
            return "" if live else "more"
        return "words" if live.understanding == understanding_fingerprint() else "more"
    except (OSError, yaml.YAMLError):
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
    return _when(model.published_at or model.trained_at).strftime("%b %-d, %H:%M")


def _when(moment: str) -> datetime:
    """Naive UTC, as the template's filter for times takes it."""
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _refuse(error: override.OverrideError) -> AnyResponse:
    flash(wording("publishing")["overrides"][error.key], "error")
    return redirect(url_for(HOME))


def _to_page(key: str, category: str = "message") -> AnyResponse:
    flash(words("publish")[key], category)
    return redirect(url_for(HOME))
