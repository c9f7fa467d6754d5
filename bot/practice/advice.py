"""Decisions and expected replies in words, from data/wording/contact_rules.yml."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.practice import spoken
from bot.practice.contact_rules import SPOKEN, Decision, Reason, Verdict, decide
from bot.practice.purposes import Purpose
from bot.practice.record import Channel, ChannelKind, Closure, ContactPolicy, PracticeRecord, Status
from bot.practice.replies import ExpectedReply
from bot.practice.telling import spoken_days
from bot.practice.wording import Speaker, reply_time, uses, wording

# The practice's own words that belong to a purpose; said if they are recorded.
RELATED_STATEMENTS: dict[Purpose, tuple[str, ...]] = {
    Purpose.BOOKING: ("booking_method",),
    Purpose.RESCHEDULE: ("cancellation_window", "late_cancel_fee"),
    Purpose.CANCEL: ("cancellation_window", "late_cancel_fee"),
    Purpose.RUNNING_LATE: ("late_grace",),
    Purpose.REMINDERS: ("reminder_opt_out",),
    Purpose.RECORDS: ("records_request",),
    Purpose.CONSENT: ("revocation_method",),
    Purpose.HOMEWORK: ("between_session_support",),
    Purpose.FEELINGS: ("between_session_support",),
    Purpose.CONCERN: ("complaints_contact",),
    Purpose.SOCIAL: ("social_media_policy",),
    Purpose.URGENT: ("urgent_process", "crisis_lines"),
    Purpose.EMERGENCY: ("crisis_lines",),
}


def advise(decision: Decision, policy: ContactPolicy, now: datetime) -> str:
    """The decision in short sentences: the answer and why, when to expect what, how private, and safety."""
    voice = _Voice(policy)
    paragraphs = [
        voice.verdict(decision),
        [*voice.times(decision, now), *voice.absence(decision.away)],
        [*voice.privacy(decision), *voice.statements(decision.purpose)],
        voice.safety(decision),
    ]
    return "\n\n".join(" ".join(filter(None, part)) for part in paragraphs if any(part))


def answer_to(
    record: PracticeRecord,
    therapist_id: str | None,
    purpose: Purpose,
    asked: ChannelKind | None,
    now: datetime,
    today: bool = False,
) -> str:
    """`advise` for a therapist; for a client who named none, what holds with everybody, or with whom which.

    Args:
        today: the matter is over today.
    """
    policy = record.policy_for(therapist_id)
    general = decide(policy, purpose, asked, now, today)
    if policy.therapist is None and not _holds_for_all(record, general, now, today):
        return _by_therapist(record, purpose, asked, now, today)
    return advise(general, policy, now)


def _holds_for_all(record: PracticeRecord, general: Decision, now: datetime, today: bool) -> bool:
    kind = general.asked or (general.channel.kind if general.channel else None)
    for therapist in record.therapists:
        own = decide(record.policy_for(therapist.id), general.purpose, kind, now, today)
        if own.verdict is not general.verdict or _address(own) != _address(general):
            return False
    return True


def _address(decision: Decision) -> tuple[ChannelKind, str | None] | None:
    return (decision.channel.kind, decision.channel.address) if decision.channel else None


def _by_therapist(
    record: PracticeRecord, purpose: Purpose, asked: ChannelKind | None, now: datetime, today: bool
) -> str:
    """With whom what is open, those with the same answer together."""
    answers: dict[Decision, list[str]] = {}
    for therapist in record.therapists:
        decision = decide(record.policy_for(therapist.id), purpose, asked, now, today)
        answers.setdefault(_bare(decision), []).append(therapist.id)
    told = []
    for decision, ids in answers.items():
        names = spoken.listing([therapist.name for therapist in record.therapists if therapist.id in ids])
        voice = _Voice(record.policy_for(ids[0]), whom=names)
        told.append(voice.say("with", answer=voice.in_short(decision)))
    return "\n\n".join([*told, *_Voice(record.policy_for(None)).safety(decision)])


def _bare(decision: Decision) -> Decision:
    """The decision without what only the therapist's calendar and taste make different."""
    channel = decision.channel and replace(decision.channel, preferred=False, rules=None, confidentiality=None)
    return Decision(decision.verdict, decision.reason, decision.purpose, decision.asked, channel)


def in_short(decision: Decision, policy: ContactPolicy) -> str:
    """The decision in one or two sentences, without times, privacy and safety."""
    return _Voice(policy).in_short(decision)


def tell_reply(reply: ExpectedReply, policy: ContactPolicy, now: datetime, is_exact: bool = True) -> str:
    """When an answer to a message that was written, or will be, is to be expected.

    Args:
        is_exact: the time of day of `reply.written` was said; otherwise it is not told.
    """
    voice = _Voice(policy)
    return " ".join(filter(None, [*voice.wrote(reply, now, is_exact), *voice.absence(reply.absence)]))


class _Voice(Speaker):
    def say(self, *path: str, **values: str) -> str:
        template: Any = wording("contact_rules")
        for name in path:
            template = template[name]
        return self.fill(template, **values)

    def verdict(self, decision: Decision) -> list[str]:
        do = wording("contact_rules")["do"][decision.purpose.value]
        way = self.way(decision.channel) if decision.channel else ""
        if decision.verdict is Verdict.YES:
            rules = decision.channel.rules if decision.channel else ""
            said = self.say("yes" if decision.asked else "best", do=do, way=way)
            return [said, rules or "", *self._others(decision)]
        if decision.verdict is Verdict.OTHER_CHANNEL:
            rules = decision.channel.rules if decision.channel else ""
            return [self._against(decision, "other_channel", do=do, way=way), rules or ""]
        if decision.verdict is Verdict.IN_SESSION:
            return [self._asked_about(decision), self.say("in_session", decision.reason.value)]
        if decision.verdict is Verdict.CALL_NOW:
            return self._call_now(decision)
        return self._not_recorded(decision, do, way)

    def in_short(self, decision: Decision) -> str:
        """The verdict without the channel's rules."""
        channel = decision.channel and replace(decision.channel, rules=None)
        return " ".join(filter(None, self.verdict(replace(decision, channel=channel, others=()))))

    def _others(self, decision: Decision) -> list[str]:
        if decision.asked or not decision.others:
            return []
        return [self.say("others", ways=spoken.listing([self.by(other) for other in decision.others]))]

    def _against(self, decision: Decision, part: str, **values: str) -> str:
        asked = self.policy.channels[decision.asked] if decision.asked else None
        plurals = self.plurals([asked]) if asked else ""
        by = self.by(asked) if asked else ""
        purposes = uses(asked.purposes or ()) if asked else ""
        reason = decision.reason.value
        if decision.reason is Reason.NOT_FOR_THIS and not purposes:
            reason = "for_something_else"
        return self.say(part, reason, plurals=plurals, by=by, uses=purposes, **values)

    def _asked_about(self, decision: Decision) -> str:
        if decision.asked is None or decision.reason is not Reason.NO_CHANNEL:
            return ""
        return self.say("in_session_asked", plurals=self.plurals([self.policy.channels[decision.asked]]))

    def _call_now(self, decision: Decision) -> list[str]:
        if decision.reason is Reason.EMERGENCY:
            return [self.say("call_now", "emergency")]
        urgent = "urgent" if decision.channel else "urgent_no_phone"
        return [self.say("call_now", "danger"), self.say("call_now", urgent)]

    def _not_recorded(self, decision: Decision, do: str, way: str) -> list[str]:
        if decision.reason is Reason.NO_CHANNEL:
            return [self.say("not_recorded", "no_channel", do=do)]
        if decision.asked is None:
            return [self.say("not_recorded", "not_said_anywhere", do=do)]
        sure = self.say("not_recorded", "sure", do=do, way=way) if way else ""
        return [self._against(decision, "not_recorded", do=do), sure]

    def times(self, decision: Decision, now: datetime) -> list[str]:
        if decision.reply and decision.too_late:
            return [self.say("reply", "not_today")]
        if decision.reply:
            return self._if_written_now(decision.reply, now)
        if decision.channel is None:
            return []
        if decision.unsure_holiday:
            return [self.say("phone", "holiday", holiday=decision.unsure_holiday), self._meanwhile(decision)]
        if decision.open_until:
            return [self.say("phone", "open", until=spoken.clock(decision.open_until, self.country))]
        if decision.opens_at is None:
            return [self.say("phone", "unknown")]
        opening = spoken.moment(decision.opens_at, now, self.country)
        return [self.say("phone", "opens", opening=opening), self._meanwhile(decision)]

    def _meanwhile(self, decision: Decision) -> str:
        voicemail = decision.meanwhile
        if voicemail is None or decision.channel is None:
            return ""
        if voicemail.address in (None, decision.channel.address):
            return self.say("phone", "meanwhile")
        return self.say("phone", "meanwhile_at", address=voicemail.address)

    def _if_written_now(self, reply: ExpectedReply, now: datetime) -> list[str]:
        if reply.due is None:
            return [self._no_due(reply.channel)]
        due = spoken.deadline(reply.due, now, self.country)
        return [self._promise("reply", reply, due=due), self._holiday(reply), self.say("reply", "passed")]

    def wrote(self, reply: ExpectedReply, now: datetime, is_exact: bool = True) -> list[str]:
        if reply.due is None:
            return [self._no_due(reply.channel), self.say("wrote", "ask")]
        due = spoken.deadline(reply.due, now, self.country)
        written = spoken.moment(reply.written, now, self.country)
        if not is_exact:
            day = written.partition(" at ")[0]
            written = day if day in ("yesterday", "today", "tomorrow") else f"on {day}"
        if reply.written > now:
            promise = self._promise("will", reply, written=written, due=due, by=self.by(reply.channel))
            return [promise, self._holiday(reply)]
        wrote = wording("contact_rules")["called" if reply.channel.kind in SPOKEN else "wrote_it"]
        if reply.due < now:
            return [self.say("wrote", "over", wrote=wrote, written=written, due=due)]
        promise = self._promise("wrote", reply, wrote=wrote, written=written, due=due)
        return [promise, self._holiday(reply), self.say("reply", "passed")]

    def _promise(self, part: str, reply: ExpectedReply, **values: str) -> str:
        guaranteed = reply.channel.reply is not None and reply.channel.reply.guaranteed
        return self.say(part, "guaranteed" if guaranteed else "usual", **values)

    def _no_due(self, channel: Channel) -> str:
        plurals = self.plurals([channel])
        if channel.reply is None:
            return self.say("reply", "unknown", plurals=plurals)
        return self.say("reply", "no_hours", plurals=plurals, time=reply_time(channel.reply))

    def _holiday(self, reply: ExpectedReply) -> str:
        return self.say("reply", "holiday", holiday=reply.unsure_holiday) if reply.unsure_holiday else ""

    def absence(self, away: Closure | None) -> list[str]:
        if away is None:
            return []
        said = [self.say("away", days=spoken_days(away, self.country))]
        if away.cover_name:
            contact = self.say("contact", contact=away.cover_contact) if away.cover_contact else ""
            said.append(self.say("cover", cover=away.cover_name, contact=contact))
        return said

    def privacy(self, decision: Decision) -> list[str]:
        # Whoever has to call now is not held up by a note on privacy.
        if decision.channel is None or decision.verdict is Verdict.CALL_NOW:
            return []
        return [decision.channel.confidentiality or ""]

    def statements(self, purpose: Purpose) -> list[str]:
        related = [self.policy.statement(key) for key in RELATED_STATEMENTS.get(purpose, ())]
        return [each.text or "" for each in related if each.status is Status.OFFERED]

    def safety(self, decision: Decision) -> list[str]:
        return [] if decision.verdict is Verdict.CALL_NOW else [self.say("safety")]
