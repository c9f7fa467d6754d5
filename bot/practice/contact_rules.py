"""May I send this? What a client may use for what, now, by the practice's own policy.

The rules, in the order in which they are asked:

1. An emergency goes to the emergency number, and something urgent to the phone, whatever was asked about.
2. A friend request or the like is never sent; it is talked about in session.
3. A channel that the practice permits for the purpose is fine, if it can carry the thing and is read in time. What is
   over today (running late, being ill today) goes to what reaches somebody today.
4. Otherwise a channel that serves is named instead.
5. Where the practice has not said, that is the answer, with the phone to ask.
6. What no channel is permitted for is kept for the session.

Rule 1 follows guideline 004 ("texting may not be the most appropriate means of communication" in a crisis),
the others "specifying when texting is appropriate" there and "available communication channels" in guideline
002.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.practice.calendar import Calendar
from bot.practice.purposes import CLINICAL, SCHEDULING, Purpose
from bot.practice.record import Channel, ChannelKind, Closure, ContactPolicy, PracticeRecord, Status
from bot.practice.replies import ExpectedReply, answering_policy, expected_reply


class Verdict(str, Enum):
    YES = "yes"
    OTHER_CHANNEL = "other_channel"
    IN_SESSION = "in_session"
    CALL_NOW = "call_now"
    NOT_RECORDED = "not_recorded"


class Reason(str, Enum):
    """Why; for OTHER_CHANNEL it is what speaks against the channel that was asked about."""

    PERMITTED = "permitted"
    CHANNEL_NOT_USED = "channel_not_used"
    NOT_FOR_THIS = "not_for_this"
    CANNOT_CARRY = "cannot_carry"
    TOO_SLOW = "too_slow"
    BY_APPOINTMENT = "by_appointment"
    NO_CHANNEL = "no_channel"
    NOT_SAID = "not_said"
    SOCIAL = "social"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Decision:
    """The answer as data; `advice.advise` puts it into words.

    Attributes:
        asked: the channel the client asked about, if any.
        channel: the one to use, with its address, rules and confidentiality; None for none.
        others: further channels that serve, the best first.
        open_until: a call is answered now, until then.
        opens_at: calls are answered again from then on.
        unsure_holiday: today's public holiday, if the practice has not said whether calls are answered.
        meanwhile: where to leave a message while calls are not answered.
        reply: what to expect when the client writes now; None for a call.
        away: the therapist's absence that holds today, or before the answer is due, with its cover.
        too_late: the matter is over today, and nothing reaches anybody today.
    """

    verdict: Verdict
    reason: Reason
    purpose: Purpose
    asked: ChannelKind | None = None
    channel: Channel | None = None
    others: tuple[Channel, ...] = ()
    open_until: datetime | None = None
    opens_at: datetime | None = None
    unsure_holiday: str | None = None
    meanwhile: Channel | None = None
    reply: ExpectedReply | None = None
    away: Closure | None = None
    too_late: bool = False


SPOKEN = frozenset({ChannelKind.PHONE, ChannelKind.VOICEMAIL})
# What rings, or is looked at between two sessions.
HEARD = SPOKEN | {ChannelKind.TEXT}
# Things that somebody has to see.
TO_BE_SEEN = frozenset({Purpose.DOCUMENTS, Purpose.PHOTOS, Purpose.HOMEWORK})
# A channel that arrives after the matter is over.
TOO_SLOW_FOR_SCHEDULING = frozenset({ChannelKind.LETTER})
# In which order channels are offered instead of another, after the preferred one.
ORDER = (
    ChannelKind.PHONE,
    ChannelKind.TEXT,
    ChannelKind.PORTAL,
    ChannelKind.EMAIL,
    ChannelKind.VOICEMAIL,
    ChannelKind.LETTER,
)
KEPT_FOR_SESSION = frozenset({*CLINICAL, Purpose.PHOTOS})


def decide(
    policy: ContactPolicy, purpose: Purpose, asked: ChannelKind | None, now: datetime, today: bool = False
) -> Decision:
    """Whether the client may use a channel for a purpose at this moment, and what else to do.

    The one judge of contact: answers, checks, drafts, the policy card and the console's previews all ask it.

    Args:
        asked: None asks which channel to use.
        now: aware.
        today: the matter is over today, as running late always is.
    """
    today = today or purpose is Purpose.RUNNING_LATE
    if purpose is Purpose.EMERGENCY:
        return Decision(Verdict.CALL_NOW, Reason.EMERGENCY, purpose, asked)
    if purpose is Purpose.URGENT:
        phone = policy.channels[ChannelKind.PHONE]
        usable = policy.permits(phone.kind, purpose) is not Status.NOT_OFFERED and phone.offered
        return _at(now, policy, Verdict.CALL_NOW, Reason.URGENT, purpose, asked, (phone,) if usable else ())
    if purpose is Purpose.SOCIAL:
        return Decision(Verdict.IN_SESSION, Reason.SOCIAL, purpose, asked)
    serving, too_late = _serving(policy, purpose, now, today)
    reason = _objection(policy, asked, purpose, serving) if asked else None
    if reason is None and serving:
        best = tuple(sorted(serving, key=lambda channel: channel.kind is not asked))
        return _at(now, policy, Verdict.YES, Reason.PERMITTED, purpose, asked, best, too_late)
    if reason is Reason.NOT_SAID:
        return _at(now, policy, Verdict.NOT_RECORDED, reason, purpose, asked, serving, too_late)
    if serving:
        return _at(now, policy, Verdict.OTHER_CHANNEL, reason or Reason.PERMITTED, purpose, asked, serving, too_late)
    verdict, why = _nowhere(policy, purpose, reason)
    return _at(now, policy, verdict, why, purpose, asked, ())


def needs_therapist(
    record: PracticeRecord, purpose: Purpose, asked: ChannelKind | None, now: datetime, today: bool = False
) -> bool:
    """Whether the answer depends on the therapist, so that a client who named none has to be asked."""
    answers = set()
    for therapist in record.therapists:
        decision = decide(record.policy_for(therapist.id), purpose, asked, now, today)
        # Which channel a therapist prefers changes nothing about one that the client asked about.
        answers.add((decision.verdict, decision.channel and replace(decision.channel, preferred=False)))
    return len(answers) > 1


def ways_for(policy: ContactPolicy, purpose: Purpose) -> tuple[Channel, ...]:
    """The channels that are open for a purpose, whatever the time of day, the best first."""
    permitted = [
        channel
        for channel in policy.channels.values()
        if channel.kind in ORDER
        and policy.permits(channel.kind, purpose) is Status.OFFERED
        and not _cannot_carry(channel.kind, purpose)
    ]
    fast = [channel for channel in permitted if not _too_slow(channel.kind, purpose)]
    # Where the practice permits slow ways only, a slow way is better than none.
    return tuple(sorted(fast or permitted, key=lambda channel: (not channel.preferred, ORDER.index(channel.kind))))


def _serving(policy: ContactPolicy, purpose: Purpose, now: datetime, today: bool) -> tuple[tuple[Channel, ...], bool]:
    """The channels that may be used and do the job at this moment, the best first; whether all are too late."""
    ways = ways_for(policy, purpose)
    if not today:
        return ways, False
    in_time = [channel for channel in ways if _reaches_somebody_today(policy, channel, purpose, now)]
    is_open = Calendar(answering_policy(policy, ChannelKind.PHONE)).is_open(now)

    def rank(channel: Channel) -> tuple[bool, bool]:
        # What can be left at any hour comes before a phone that nobody answers, what is heard before what is opened.
        return (channel.kind is ChannelKind.PHONE) is not bool(is_open), channel.kind not in HEARD

    ranked = sorted(in_time or ways, key=rank)
    return tuple(ranked), not in_time


def _reaches_somebody_today(policy: ContactPolicy, channel: Channel, purpose: Purpose, now: datetime) -> bool:
    calendar = Calendar(answering_policy(policy, channel.kind))
    today = calendar.local(now).date()
    if channel.kind is ChannelKind.PHONE:
        opening = calendar.next_opening(now)
        return bool(calendar.is_open(now)) or (opening is not None and opening.date() == today) or not calendar.known
    if channel.kind is ChannelKind.LETTER:
        return False
    if purpose.value in (channel.purposes or ()):
        # The practice named it for this very thing.
        return True
    due = expected_reply(policy, channel.kind, now, purpose).due
    return due is not None and due <= calendar.end_of_day(today)


def _objection(
    policy: ContactPolicy, kind: ChannelKind, purpose: Purpose, serving: tuple[Channel, ...]
) -> Reason | None:
    """What speaks against the channel that was asked about; None for nothing."""
    asked = policy.channels[kind]
    if asked in serving:
        return None
    if asked.status is Status.NOT_OFFERED:
        return Reason.CHANNEL_NOT_USED
    if asked.kind is ChannelKind.VIDEO and asked.offered:
        return Reason.BY_APPOINTMENT
    if _cannot_carry(asked.kind, purpose):
        return Reason.CANNOT_CARRY
    if policy.permits(kind, purpose) is Status.NOT_RECORDED:
        return Reason.NOT_SAID
    if policy.permits(kind, purpose) is Status.NOT_OFFERED:
        return Reason.NOT_FOR_THIS
    return Reason.TOO_SLOW


def _nowhere(policy: ContactPolicy, purpose: Purpose, reason: Reason | None) -> tuple[Verdict, Reason]:
    """No channel is known to serve: the gap is admitted, or it waits for the session."""
    undecided = any(
        channel.offered
        and policy.permits(channel.kind, purpose) is Status.NOT_RECORDED
        and not _cannot_carry(channel.kind, purpose)
        for channel in policy.channels.values()
        if channel.kind in ORDER
    )
    if undecided:
        return Verdict.NOT_RECORDED, Reason.NOT_SAID
    if purpose not in KEPT_FOR_SESSION:
        return Verdict.NOT_RECORDED, Reason.NO_CHANNEL
    by_appointment = reason is Reason.BY_APPOINTMENT
    return Verdict.IN_SESSION, Reason.BY_APPOINTMENT if by_appointment else Reason.NO_CHANNEL


def _cannot_carry(kind: ChannelKind, purpose: Purpose) -> bool:
    return kind in SPOKEN and purpose in TO_BE_SEEN


def _too_slow(kind: ChannelKind, purpose: Purpose) -> bool:
    return purpose in SCHEDULING and kind in TOO_SLOW_FOR_SCHEDULING


def _at(
    now: datetime,
    policy: ContactPolicy,
    verdict: Verdict,
    reason: Reason,
    purpose: Purpose,
    asked: ChannelKind | None,
    channels: tuple[Channel, ...],
    too_late: bool = False,
) -> Decision:
    """The decision with what its channel means at this moment."""
    away = Calendar(policy).away(now)
    if not channels:
        return Decision(verdict, reason, purpose, asked, away=away)
    channel, *others = channels
    if channel.kind is not ChannelKind.PHONE:
        reply = expected_reply(policy, channel.kind, now, purpose)
        away = away or reply.absence
        found = Decision(verdict, reason, purpose, asked, channel, tuple(others), reply=reply, away=away)
        return replace(found, too_late=too_late)
    calendar = Calendar(answering_policy(policy, ChannelKind.PHONE))
    open_until = calendar.open_until(now)
    unsure = policy.practice.closed_on_public_holidays is None
    voicemail = policy.channels[ChannelKind.VOICEMAIL]
    usable = voicemail.offered and (
        policy.permits(voicemail.kind, purpose) is Status.OFFERED or purpose is Purpose.URGENT
    )
    return Decision(
        verdict,
        reason,
        purpose,
        asked,
        channel,
        tuple(others),
        open_until=open_until,
        opens_at=None if open_until else calendar.next_opening(now),
        unsure_holiday=calendar.public_holiday(calendar.local(now).date()) if unsure else None,
        meanwhile=voicemail if usable and not open_until else None,
        away=away,
        too_late=too_late,
    )
