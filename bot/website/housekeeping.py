"""What the website process does by itself: deleting expired conversations, sending notices to staff."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import redaction
from bot.conversations.review import tidy_review_list
from bot.conversations.store import delete_expired
from bot.crisis.notices import deliver_waiting
from bot.database.engine import wipe_freed_space
from bot.website.chat.services import Services

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
    """One round. A fault is logged, and the next round tries again."""
    try:
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        database = services.patient_database
        with database.session() as session:
            gone = delete_expired(session, now, services.retention.hours())
            tidy_review_list(session, now.date())
        if gone:
            log.info("%d expired conversations deleted", gone)
        # In every round, for what was deleted while another process was reading.
        wipe_freed_space(database.engine)
        if services.notice_senders:
            deliver_waiting(database, services.notice_senders, now)
    except SQLAlchemyError as error:
        log.error("housekeeping could not use the database (%s)", type(error).__name__)
