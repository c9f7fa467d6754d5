"""May I send this? What a client may use for what, now, by the practice's own policy.

The rules, in the order in which they are asked:

1. An emergency goes to the emergency number, and something urgent to the phone, whatever was asked about.
2. A friend request or the like is never sent; it is talked about in session.
3. A channel that the practice permits for the purpose is fine, if it can carry the thing and is read in time.
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
        away: the therapist's absence that holds today, with its cover.
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


SPOKEN = frozenset({ChannelKind.PHONE, ChannelKind.VOICEMAIL})
# Things that somebody has to see.
TO_BE_SEEN = frozenset({Purpose.DOCUMENTS, Purpose.PHOTOS, Purpose.HOMEWORK})
# Channels that are read, or arrive, after the matter is over.
TOO_SLOW_FOR_LATENESS = frozenset({ChannelKind.EMAIL, ChannelKind.PORTAL, ChannelKind.LETTER})
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


def decide(policy: ContactPolicy, purpose: Purpose, asked: ChannelKind | None, now: datetime) -> Decision:
    """Whether the client may use a channel for a purpose at this moment, and what else to do.

    Args:
        asked: None asks which channel to use.
        now: aware.
    """
    if purpose is Purpose.EMERGENCY:
        return Decision(Verdict.CALL_NOW, Reason.EMERGENCY, purpose, asked)
    if purpose is Purpose.URGENT:
        phone = policy.channels[ChannelKind.PHONE]
        usable = phone.permits(purpose) is not Status.NOT_OFFERED and phone.offered
        return _at(now, policy, Verdict.CALL_NOW, Reason.URGENT, purpose, asked, (phone,) if usable else ())
    if purpose is Purpose.SOCIAL:
        return Decision(Verdict.IN_SESSION, Reason.SOCIAL, purpose, asked)
    serving = _serving(policy, purpose, now)
    reason = _objection(policy.channels[asked], purpose, serving) if asked else None
    if reason is None and serving:
        best = tuple(sorted(serving, key=lambda channel: channel.kind is not asked))
        return _at(now, policy, Verdict.YES, Reason.PERMITTED, purpose, asked, best)
    if reason is Reason.NOT_SAID:
        return _at(now, policy, Verdict.NOT_RECORDED, reason, purpose, asked, serving)
    if serving:
        return _at(now, policy, Verdict.OTHER_CHANNEL, reason or Reason.PERMITTED, purpose, asked, serving)
    verdict, why = _nowhere(policy, purpose, reason)
    return _at(now, policy, verdict, why, purpose, asked, ())


def needs_therapist(record: PracticeRecord, purpose: Purpose, asked: ChannelKind | None, now: datetime) -> bool:
    """Whether the answer depends on the therapist, so that a client who named none has to be asked."""
    answers = set()
    for therapist in record.therapists:
        decision = decide(record.policy_for(therapist.id), purpose, asked, now)
        # Which channel a therapist prefers changes nothing about one that the client asked about.
        answers.add((decision.verdict, decision.channel and replace(decision.channel, preferred=False)))
    return len(answers) > 1


def _serving(policy: ContactPolicy, purpose: Purpose, now: datetime) -> tuple[Channel, ...]:
    """The channels that may be used and do the job, the best first."""
    permitted = [
        channel
        for channel in policy.channels.values()
        if channel.kind in ORDER
        and channel.permits(purpose) is Status.OFFERED
        and not _cannot_carry(channel.kind, purpose)
    ]
    in_time = [channel for channel in permitted if not _too_slow(channel.kind, purpose)]
    phone_hours = Calendar(answering_policy(policy, ChannelKind.PHONE))
    unanswered = purpose is Purpose.RUNNING_LATE and not phone_hours.is_open(now)
    # Where the practice permits slow ways only, a slow way is better than none.
    return tuple(
        sorted(
            in_time or permitted,
            key=lambda channel: (
                unanswered and channel.kind is ChannelKind.PHONE,
                not channel.preferred,
                ORDER.index(channel.kind),
            ),
        )
    )


def _objection(asked: Channel, purpose: Purpose, serving: tuple[Channel, ...]) -> Reason | None:
    """What speaks against the channel that was asked about; None for nothing."""
    if asked in serving:
        return None
    if asked.status is Status.NOT_OFFERED:
        return Reason.CHANNEL_NOT_USED
    if asked.kind is ChannelKind.VIDEO and asked.offered:
        return Reason.BY_APPOINTMENT
    if _cannot_carry(asked.kind, purpose):
        return Reason.CANNOT_CARRY
    if asked.permits(purpose) is Status.NOT_RECORDED:
        return Reason.NOT_SAID
    if asked.permits(purpose) is Status.NOT_OFFERED:
        return Reason.NOT_FOR_THIS
    return Reason.TOO_SLOW


def _nowhere(policy: ContactPolicy, purpose: Purpose, reason: Reason | None) -> tuple[Verdict, Reason]:
    """No channel is known to serve: the gap is admitted, or it waits for the session."""
    undecided = any(
        channel.offered and channel.purposes is None and not _cannot_carry(channel.kind, purpose)
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
    if purpose is Purpose.RUNNING_LATE:
        return kind in TOO_SLOW_FOR_LATENESS
    return purpose in SCHEDULING and kind in TOO_SLOW_FOR_SCHEDULING


def _at(
    now: datetime,
    policy: ContactPolicy,
    verdict: Verdict,
    reason: Reason,
    purpose: Purpose,
    asked: ChannelKind | None,
    channels: tuple[Channel, ...],
) -> Decision:
    """The decision with what its channel means at this moment."""
    away = Calendar(policy).away(now)
    if not channels:
        return Decision(verdict, reason, purpose, asked, away=away)
    channel, *others = channels
    if channel.kind is not ChannelKind.PHONE:
        reply = expected_reply(policy, channel.kind, now)
        return Decision(verdict, reason, purpose, asked, channel, tuple(others), reply=reply, away=away)
    calendar = Calendar(answering_policy(policy, ChannelKind.PHONE))
    open_until = calendar.open_until(now)
    unsure = policy.practice.closed_on_public_holidays is None
    voicemail = policy.channels[ChannelKind.VOICEMAIL]
    usable = voicemail.offered and (voicemail.permits(purpose) is Status.OFFERED or purpose is Purpose.URGENT)
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
    )
