"""When will they answer? The reply to a message, as the practice's policy lets a client expect it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.practice.calendar import Calendar
from bot.practice.record import Channel, ChannelKind, Closure, ContactPolicy, ReplyTime, ReplyUnit


@dataclass(frozen=True)
class ExpectedReply:
    """What to expect of a message.

    Attributes:
        channel: where it was written; its `reply` is None if nobody has recorded a reply time.
        written: when, in the practice's zone.
        due: by when to expect the answer; None without a reply time, or without hours to count it in.
        unsure_holiday: a public holiday in between that was counted as closed, though the practice has not
            said so.
        absence: the therapist's absence that touches the time in between, with its cover.
    """

    channel: Channel
    written: datetime
    due: datetime | None
    unsure_holiday: str | None = None
    absence: Closure | None = None


def expected_reply(policy: ContactPolicy, kind: ChannelKind, written: datetime) -> ExpectedReply:
    """By when an answer to a message written at that (aware) moment is to be expected."""
    calendar = Calendar(answering_policy(policy, kind))
    channel = policy.channels[kind]
    due = calendar.reply_due(written, channel.reply) if channel.reply else None
    written = calendar.local(written)
    return ExpectedReply(
        channel=channel,
        written=written,
        due=due,
        unsure_holiday=_unsure_holiday(policy, calendar, channel.reply, written, due),
        absence=_absence(policy, written, due or written),
    )


def answering_policy(policy: ContactPolicy, kind: ChannelKind) -> ContactPolicy:
    """The policy whose hours and absences count on a channel.

    Behind the practice's own number or address sits the office, which is there while a therapist is away. A
    channel of the therapist's own, a portal, and everything in a solo practice, is the therapist's.
    """
    office = policy.practice.policy_for(None)
    channel, shared = policy.channels[kind], office.channels[kind]
    by_office = (
        kind is not ChannelKind.PORTAL
        and len(policy.practice.therapists) > 1
        and (channel.address, channel.reply) == (shared.address, shared.reply)
    )
    return office if by_office else policy


def _unsure_holiday(
    policy: ContactPolicy,
    calendar: Calendar,
    reply: ReplyTime | None,
    written: datetime,
    due: datetime | None,
) -> str | None:
    by_the_clock = reply is None or reply.unit in (ReplyUnit.HOURS, ReplyUnit.DAYS)
    if due is None or by_the_clock or policy.practice.closed_on_public_holidays is not None:
        return None
    days = (due.date() - written.date()).days
    names = (calendar.public_holiday(written.date() + timedelta(days=ahead)) for ahead in range(days + 1))
    return next(filter(None, names), None)


def _absence(policy: ContactPolicy, written: datetime, due: datetime) -> Closure | None:
    absences = policy.therapist.absences if policy.therapist else ()
    return next((each for each in absences if each.first_day <= due.date() and each.last_day >= written.date()), None)
