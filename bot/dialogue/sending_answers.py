"""Answers that are worked out from the contact policy: may I send this, and when will they answer?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dialogue.checking import known_channel, known_purpose
from bot.language.days import about_today
from bot.language.moments import Sent
from bot.practice.advice import answer_to, tell_reply
from bot.practice.channel_facts import WRITTEN_CHANNELS
from bot.practice.filling import fill
from bot.practice.purposes import SCHEDULING, Purpose
from bot.practice.record import ChannelKind, ContactPolicy, PracticeRecord
from bot.practice.replies import expected_reply
from bot.practice.wording import Speaker, wording

# Where nobody can be called back, a call has no answer to wait for.
WAITING_CHANNELS = (*WRITTEN_CHANNELS, ChannelKind.PHONE)


def may_i_send(
    record: PracticeRecord,
    therapist_id: str | None,
    purpose: str | None,
    channel: str | None,
    now: datetime,
    text: str = "",
) -> str:
    """Whether the client may send that, by that channel; what messages are for if it was not said what about.

    Args:
        text: the client's words, which may tell that it is about today.
    """
    about = known_purpose(purpose)
    if about is None:
        return fill(wording("sending")["no_purpose"], record, therapist_id, now)
    return answer_to(record, therapist_id, about, known_channel(channel), now, is_over_today(about, text, record, now))


def is_over_today(purpose: Purpose, text: str, record: PracticeRecord, now: datetime) -> bool:
    """Whether an appointment of today is meant, so that only what reaches somebody today is of use."""
    return purpose in SCHEDULING and about_today(text, now.astimezone(ZoneInfo(record.timezone)).date())


def reply_to(record: PracticeRecord, therapist_id: str | None, sent: Sent, channel: str | None, now: datetime) -> str:
    """By when a message that was sent is answered, for its channel or for each that may have been used."""
    policy = record.policy_for(therapist_id)
    asked = known_channel(channel)
    if asked in WAITING_CHANNELS and policy.channels[asked].offered:
        told = [tell_reply(expected_reply(policy, asked, sent.at), policy, now, sent.is_exact)]
    else:
        told = _by_channel(policy, sent, now)
    guessed = "" if sent.is_exact or not told else wording("sending")["time_guessed"]
    return " ".join(filter(None, [*told, guessed]))


def _by_channel(policy: ContactPolicy, sent: Sent, now: datetime) -> list[str]:
    speaker, words = Speaker(policy), wording("sending")
    by_answer: dict[str, list[str]] = {}
    for channel in policy.offered:
        if channel.kind in WRITTEN_CHANNELS and channel.reply:
            answer = tell_reply(expected_reply(policy, channel.kind, sent.at), policy, now, sent.is_exact)
            by_answer.setdefault(answer, []).append(speaker.by(channel))
    if len(by_answer) == 1:
        return list(by_answer)
    return [words["if_sent"].format(way=" or ".join(ways), answer=answer) for answer, ways in by_answer.items()]
