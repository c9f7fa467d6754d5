"""Telling colleagues by mail that something waits for them, where that is set. On their overview they see it anyway."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy.orm import Session

from bot.helplines.notices import Notice, queue_notice
from bot.website.console.access import now, services
from bot.website.console.words import words


def tell_colleagues(session: Session, what: str, name: str, page: str) -> None:
    """Queue a mail, in the transaction of what it tells of.

    Args:
        what: its words in data/wording/console/telling.yml.
        name: of who did it.
        page: endpoint of the page where it waits. The mail holds no more than that: mails are read by others too.
    """
    ways = [sender.way for sender in services().staff_senders]
    said = words("telling")
    address = request.url_root.rstrip("/") + url_for(page)
    subject = said[what].format(name=name)
    queue_notice(session, ways, Notice(subject[:200], said["body"].format(what=subject, address=address)), now())
