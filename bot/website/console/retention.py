"""How long conversations are kept, for administrators."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.conversations.retention import LEAST_HOURS, RetentionError, set_hours, stored_hours
from bot.settings import MOST_HOURS
from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.words import words

blueprint = Blueprint("retention", __name__)
HOME = "staff.retention.page"


@blueprint.get("/retention")
@allowed(Role.ADMINISTRATOR)
def page() -> str:
    return _page()


@blueprint.post("/retention")
@allowed(Role.ADMINISTRATOR)
def save() -> str | Response | tuple[str, int]:
    typed = request.form.get("hours", "").strip()
    try:
        hours = int(typed)
        with services().database.session() as database:
            before = stored_hours(database) or services().settings.conversation_hours
            set_hours(database, hours)
            audit.record(database, signed_in().name, "retention.set", f"{hours} hours", {"from": before, "to": hours})
    except (RetentionError, ValueError):
        return _page(typed, words("retention")["wrong"].format(least=LEAST_HOURS, most=MOST_HOURS)), 422
    flash(words("retention")["saved"].format(hours=hours))
    return redirect(url_for("staff.retention.page"))


def _page(typed: str | None = None, error: str = "") -> str:
    with services().database.session() as database:
        hours = stored_hours(database) or services().settings.conversation_hours
    return render_template("retention/page.html", hours=hours, typed=hours if typed is None else typed, error=error)
