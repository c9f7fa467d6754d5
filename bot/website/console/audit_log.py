"""The audit log to read: who changed what, when, and whether the log is whole."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from bot.staff import audit
from bot.staff.roles import Role
from bot.website.console.access import allowed, services
from bot.website.console.words import words

blueprint = Blueprint("audit_log", __name__)
HOME = "staff.audit_log.page"

_A_PAGE = 50


@blueprint.get("/audit-log")
@allowed(Role.THERAPIST)
def page() -> str:
    before = request.args.get("before", type=int)
    with services().database.session() as database:
        entries = audit.entries(database, _A_PAGE + 1, before)
        verdict = audit.verify(database)
    return render_template(
        "audit_log/page.html",
        entries=entries[:_A_PAGE],
        older=entries[_A_PAGE - 1].position if len(entries) > _A_PAGE else None,
        verdict=verdict,
        in_words=in_words,
    )


def in_words(entry: audit.Entry) -> str:
    """What an entry says after the name of who did it."""
    template = words("audit_log")["actions"].get(entry.action, entry.action.replace("{", "{{") + ": {subject}")
    said: str = template.format(subject=entry.subject)
    return said
