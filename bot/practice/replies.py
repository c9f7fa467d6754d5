"""When will they answer? The reply to a message, as the practice's policy lets a client expect it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.practice.calendar import Calendar
from bot.practice.purposes import ADMIN, Purpose
from bot.practice.record import Channel, ChannelKind, Closure, ContactPolicy, ReplyTime, ReplyUnit

BY_THE_CLOCK = frozenset({ReplyUnit.HOURS, ReplyUnit.DAYS})


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


def expected_reply(
    policy: ContactPolicy, kind: ChannelKind, written: datetime, purpose: Purpose | None = None
) -> ExpectedReply:
    """By when an answer to a message written at that (aware) moment is to be expected.

    Args:
        purpose: what it was about; the office answers what is practical while a therapist is away, and nothing else.
    """
    calendar = Calendar(replying_policy(policy, kind, purpose))
    channel = policy.channels[kind]
    due = _due(calendar, written, channel.reply) if channel.reply else None
    written = calendar.local(written)
    return ExpectedReply(
        channel=channel,
        written=written,
        due=due,
        unsure_holiday=_unsure_holiday(policy, calendar, channel.reply, written, due),
        absence=_absence(policy, written, due or written),
    )


def _due(calendar: Calendar, written: datetime, reply: ReplyTime) -> datetime | None:
    """By when; nobody who is away answers, even where the time is counted by the clock."""
    due = calendar.reply_due(written, reply)
    while due is not None and reply.unit in BY_THE_CLOCK and (away := calendar.away(due)):
        if away.closed_from or away.closed_until:
            break
        due = calendar.reply_due(calendar.end_of_day(away.last_day), reply)
    return due


def answering_policy(policy: ContactPolicy, kind: ChannelKind) -> ContactPolicy:
    """The policy whose hours and absences count for who picks up or opens a channel.

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


def replying_policy(policy: ContactPolicy, kind: ChannelKind, purpose: Purpose | None) -> ContactPolicy:
    """The policy whose hours and absences count for an answer.

    The office opens what comes to it, but an answer of the therapist waits until the therapist is back.
    """
    answering = answering_policy(policy, kind)
    if answering.therapist or policy.therapist is None or purpose in ADMIN:
        return answering
    return replace(answering, therapist=policy.therapist, closures=(*answering.closures, *policy.therapist.absences))


def _unsure_holiday(
    policy: ContactPolicy,
    calendar: Calendar,
    reply: ReplyTime | None,
    written: datetime,
    due: datetime | None,
) -> str | None:
    if (
        due is None
        or reply is None
        or reply.unit in BY_THE_CLOCK
        or policy.practice.closed_on_public_holidays is not None
    ):
        return None
    days = (due.date() - written.date()).days
    names = (calendar.public_holiday(written.date() + timedelta(days=ahead)) for ahead in range(days + 1))
    return next(filter(None, names), None)


def _absence(policy: ContactPolicy, written: datetime, due: datetime) -> Closure | None:
    absences = policy.therapist.absences if policy.therapist else ()
    return next((each for each in absences if each.first_day <= due.date() and each.last_day >= written.date()), None)
