"""The published crisis protocol as a page, made from the rules, helplines and practice of this very process."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.helplines.events import counts_by_tier
from bot.helplines.protocol import InForce, render_protocol
from bot.practice.store import NoRecordError
from bot.releases.archives import live_notes
from bot.website.in_time import within
from bot.website.policy_card import POLICY, environment
from bot.website.services import services
from bot.wording import wording

log = logging.getLogger(__name__)
blueprint = Blueprint("protocol_page", __name__)


@blueprint.get("/protocol")
@within(deadlines.READ)
def protocol() -> Response:
    words = wording("crisis_protocol")
    try:
        record = services().live.current()
        name, country, phone = record.name, record.country, record.phone
    except (SQLAlchemyError, NoRecordError):
        # The rules and the international directories hold whatever cannot be read.
        name, country, phone = words["practice_unknown"], None, None
    patterns, lines = services().gate.patterns, services().contacts.lines()
    told = render_protocol(patterns, lines, name, country, in_force=_in_force(phone))
    html = environment().get_template("protocol.html").render(protocol=told)
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _in_force(phone: str | None) -> InForce:
    today, live = services().live.today(), live_notes()
    counts = None
    try:
        with services().database.session() as session:
            counts = counts_by_tier(session, today - timedelta(days=365), today)
    except SQLAlchemyError as error:
        log.error("the yearly counts cannot be read (%s)", type(error).__name__)
    measured = (live.scores or {}).get("crisis") if live else None
    return InForce(today, phone, services().settings.strict_place, measured, counts)
