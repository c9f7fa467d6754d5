"""Count the day's answers and routed crises, and queue notices of these to staff. No text, no sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversations.counts import count_answer
from bot.danger.finding import Finding
from bot.dialogue.contacts_first import Place, place_of
from bot.helplines.events import record_event
from bot.helplines.notices import compose, queue_notice
from bot.practice.live import LiveRecord
from bot.practice.store import NoRecordError
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.keep import reviewable
from bot.website.words import words


@dataclass(frozen=True)
class Count:
    """
    Attributes:
        notice_ways: how staff are told that contacts were shown; empty for not at all.
    """

    live: LiveRecord
    notice_ways: Sequence[str] = ()

    def __call__(self, context: MessageContext, session: Session) -> None:
        today = self.live.today()
        if context.routed:
            record_event(session, context.routed, today)
            self._queue_notice(session, context.routed, today)
        if not context.is_private:
            count_answer(session, today, context.messages, context.answered_by, reviewable(context))

    def _queue_notice(self, session: Session, routed: Finding, today: date) -> None:
        if self.notice_ways and place_of(routed) is Place.TAKE_OVER:
            notice = compose(routed, today.isoformat(), self._practice_name())
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            queue_notice(session, self.notice_ways, notice, now)

    def _practice_name(self) -> str:
        try:
            return self.live.current().name
        except (SQLAlchemyError, NoRecordError):
            return str(words()["practice_unknown"]["name"])
