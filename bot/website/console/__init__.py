"""The staff console: pages under /staff for the people who keep the assistant's words and facts up to date."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory
from jinja2 import StrictUndefined

from bot.website.console import (
    access,
    accounts,
    audit_log,
    embed,
    errors,
    facts,
    helplines,
    overview,
    own_account,
    publish,
    questions,
    retention,
    review,
    search,
    set_up,
    sign_in,
    topic_parts,
    topics,
    try_question,
    word_history,
    wording,
)
from bot.website.console.layout import offer_menu

# One module a subject, in the order of the menu. Each has a `blueprint`; one with a page in the menu has its endpoint
# as HOME, and its label in data/wording/console/layout.yml. Whoever may not open the page does not see it there.
SUBJECTS = (
    overview,
    set_up,
    topics,
    try_question,
    search,
    topic_parts,
    questions,
    word_history,
    review,
    wording,
    facts,
    helplines,
    embed,
    publish,
    accounts,
    retention,
    audit_log,
    own_account,
    sign_in,
)


def register(app: Flask) -> None:
    """Add the console to the application.

    Raises:
        access.MissingRuleError: a page has no rule that says who may open it.
    """
    console = Blueprint("staff", __name__, url_prefix="/staff", template_folder="templates")
    console.add_url_rule("/static/<path:filename>", "static", _static)
    for subject in SUBJECTS:
        console.register_blueprint(subject.blueprint)
    access.protect(console)
    errors.register(console)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    access.prepare(app)
    offer_menu(console, SUBJECTS)
    app.register_blueprint(console)
    access.require_rules(app)


@access.public
def _static(filename: str) -> Response:
    return send_from_directory(Path(__file__).parent / "static", filename)
