"""When will they answer? The reply to a message, as the practice's policy lets a client expect it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.practice.calendar import Calendar
from bot.practice.record import Channel, ChannelKind, Closure, ContactPolicy


@dataclass(frozen=True)
class ExpectedReply:
    """What to expect of a message.

    Attributes:
        channel: where it was written; its `reply` is None if nobody has recorded a reply time.
        written: when, in the practice's zone.
        due: by when to expect the answer; None without a reply time, or without hours to count it in.
        unsure_holiday: a public holiday in between of which the practice has not said whether it is open.
        absence: the therapist's absence that touches the time in between, with its cover.
    """

    channel: Channel
    written: datetime
    due: datetime | None
    unsure_holiday: str | None = None
    absence: Closure | None = None


def expected_reply(policy: ContactPolicy, kind: ChannelKind, written: datetime) -> ExpectedReply:
    """By when an answer to a message written at that (aware) moment is to be expected."""
    calendar = Calendar(policy)
    channel = policy.channels[kind]
    due = calendar.reply_due(written, channel.reply) if channel.reply else None
    written = calendar.local(written)
    return ExpectedReply(
        channel=channel,
        written=written,
        due=due,
        unsure_holiday=_unsure_holiday(policy, calendar, written, due) if due else None,
        absence=_absence(policy, written, due or written),
    )


def _unsure_holiday(
    policy: ContactPolicy, calendar: Calendar, written: datetime, due: datetime
) -> str | None:
    if policy.practice.closed_on_public_holidays is not None:
        return None
    days = (due.date() - written.date()).days
    names = (calendar.public_holiday(written.date() + timedelta(days=ahead)) for ahead in range(days + 1))
    return next(filter(None, names), None)


def _absence(policy: ContactPolicy, written: datetime, due: datetime) -> Closure | None:
    absences = policy.therapist.absences if policy.therapist else ()
    return next(
        (each for each in absences if each.first_day <= due.date() and each.last_day >= written.date()), None
    )
