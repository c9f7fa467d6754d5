"""The published crisis protocol as a page, made from the rules, helplines and practice of this very process."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from bot.crisis.protocol import load_wording, render_protocol
from bot.practice.store import NoRecordError
from bot.website.chat.services import Services
from bot.website.policy_card import POLICY, environment

blueprint = Blueprint("protocol_page", __name__)


@blueprint.get("/protocol")
def protocol() -> Response:
    services: Services = current_app.extensions["between_sessions"]
    words = load_wording()
    try:
        record = services.live.current()
        name, country = record.name, record.country
    except (SQLAlchemyError, NoRecordError):
        # The rules and the international directories hold whatever cannot be read.
        name, country = words["practice_unknown"], None
    told = render_protocol(services.gate.patterns, services.contacts.lines(), name, country)
    html = environment().get_template("protocol.html").render(protocol=told)
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response
