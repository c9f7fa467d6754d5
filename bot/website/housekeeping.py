"""What the website process does by itself: deleting expired conversations, sending notices to staff."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import redaction
from bot.conversations.review import tidy_review_list
from bot.conversations.store import MOST_AT_ONCE, delete_expired
from bot.database.engine import wipe_freed_space
from bot.helplines.notices import deliver_waiting
from bot.staff.tries import forget_old
from bot.website.services import Services

log = logging.getLogger(__name__)

EVERY_SECONDS = 60


def start_housekeeping(services: Services) -> threading.Event:
    """Run the housekeeping in a thread of its own until the returned event is set."""
    stop = threading.Event()

    def keep_house() -> None:
        redaction.warm_up()
        while True:
            tidy(services)
            if stop.wait(EVERY_SECONDS):
                return

    threading.Thread(target=keep_house, name="housekeeping", daemon=True).start()
    return stop


def tidy(services: Services) -> None:
    """One round. A fault is logged, ends neither the other work nor the thread, and the next round tries again."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    for work in (_delete_expired, _send_notices):
        try:
            work(services, now)
        except SQLAlchemyError as error:
            log.error("housekeeping could not use the database (%s)", type(error).__name__)
        except Exception as error:
            # Of any kind: what clients wrote would otherwise be kept for ever. The error's words may hold a secret.
            log.error("housekeeping failed at %s (%s)", work.__name__.strip("_"), type(error).__name__)


def _delete_expired(services: Services, now: datetime) -> None:
    database = services.background_database
    hours, gone, found = services.retention.hours(), 0, MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with database.session() as session:
            found = delete_expired(session, now, hours)
        gone += found
    with database.session() as session:
        tidy_review_list(session, services.live.today(), hours)
        forget_old(session, now)
    if gone:
        log.info("%d expired conversations deleted", gone)
    # In every round, for what was deleted while another process was reading.
    wipe_freed_space(database.engine)


def _send_notices(services: Services, now: datetime) -> None:
    senders = [*services.notice_senders, *services.staff_senders]
    if senders:
        deliver_waiting(services.background_database, senders, now)
