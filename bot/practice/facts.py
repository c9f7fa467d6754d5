"""One fact of the practice in whole sentences, for the placeholders of the answers.

Words come from data/wording/facts.yml, facts from the record. A fact that is not recorded is never guessed:
the sentence says so, and how to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.practice import spoken
from bot.practice.calendar import Calendar
from bot.practice.practice_file import WEEKDAYS
from bot.practice.record import (
    STATEMENT_KEYS,
    Channel,
    ChannelKind,
    Closure,
    OpeningHours,
    PracticeRecord,
    ReplyTime,
    Status,
)
from bot.practice.replies import expected_reply
from bot.practice.wording import Speaker, reply_time, uses, wording

# How far ahead closures and absences are worth telling, in days.
DAYS_AHEAD = 60
# What a client misses if nobody has said whether it is used; nobody asks whether letters are.
EXPECTED_CHANNELS = (ChannelKind.PHONE, ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL)
# Open without a break for longer than this is open at all hours.
ALWAYS = timedelta(days=7)
# Where a client waits for an answer to something sent.
ANSWERED_CHANNELS = (*EXPECTED_CHANNELS, ChannelKind.VOICEMAIL)
# Where something can be left or sent at any hour.
WRITTEN_CHANNELS = (ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL, ChannelKind.VOICEMAIL)


class UnknownFactError(KeyError):
    """There is no fact of this name; an answer has a placeholder that nothing can fill."""


def describe(key: str, record: PracticeRecord, therapist_id: str | None, now: datetime) -> str:
    """The fact in whole sentences; the bare value for practice_name, practice_phone and emergency_number.

    Without a therapist, each rule that differs from therapist to therapist is given by name.

    Args:
        key: one of `FACT_KEYS`.
        therapist_id: None, or one who has left, stands for no therapist in particular.
        now: aware; the moment of answering.

    Raises:
        UnknownFactError: no such fact.
    """
    if key in _BARE:
        return _BARE[key](record)
    if key not in FACT_KEYS:
        raise UnknownFactError(key)
    therapist = record.therapist(therapist_id)
    if therapist is None and len(record.therapists) == 1:
        therapist = record.therapists[0]
    if therapist is not None or not record.therapists or key in _OF_THE_PRACTICE:
        policy = record.policy_for(therapist.id if therapist else None)
        return " ".join(_Teller(policy, key=key, now=now).sentences())
    return _by_therapist(key, record, now)


def _by_therapist(key: str, record: PracticeRecord, now: datetime) -> str:
    """What holds with every therapist, the practice's rule, and whatever is different, by name."""
    neutral = wording("facts")["your_therapist"]
    tellers = [_Teller(record.policy_for(each.id), neutral, key=key, now=now) for each in record.therapists]
    said = [teller.sentences() for teller in tellers]
    common = [sentence for sentence in said[0] if all(sentence in other for other in said)]
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, sentences in enumerate(said):
        groups.setdefault(tuple(each for each in sentences if each not in common), []).append(index)
    groups.pop((), None)
    named, prefixed = [], []
    for own, members in groups.items():
        names = spoken.listing([record.therapists[index].name for index in members])
        sentences = replace(tellers[members[0]], whom=names).sentences()
        text = " ".join(each for each, plain in zip(sentences, said[members[0]], strict=True) if plain in own)
        if text != " ".join(own):
            named.append(text)
        else:
            prefixed.append((own, wording("facts")["for_therapist"].format(whom=names, text=text)))
    general = _Teller(record.policy_for(None), neutral, key=key, now=now).sentences()
    general = [sentence for sentence in general if sentence not in common]
    if named and not prefixed and said[0][0] not in common:
        return " ".join([*named, *common])
    # The practice's rule goes without a name before the therapists' exceptions to it.
    is_rule = key in _ALSO_OF_THE_PRACTICE or tuple(general) in groups
    rule = general if prefixed and is_rule else []
    exceptions = [text for own, text in prefixed if own != tuple(rule)]
    return " ".join([*common, *rule, *named, *exceptions])


@dataclass(frozen=True, kw_only=True)
class _Teller(Speaker):
    """Tells one fact of one policy, as it is at the moment `now`."""

    key: str
    now: datetime

    def sentences(self) -> list[str]:
        tell = _TELLERS.get(self.key, _Teller._statement)
        return [sentence for sentence in tell(self) if sentence]

    # --- words ---

    def say(self, name: str, /, **values: str) -> str:
        """A sentence of this fact's wording."""
        words = wording("facts")["facts"][self.key]
        return self.fill(words.get(name) or wording("facts")[name], **values)

    def gap(self) -> str:
        """The sentence for what nobody has recorded."""
        return self.say("not_recorded", about=wording("facts")["facts"][self.key].get("about", ""))

    # --- channels ---

    def _channels(self) -> list[str]:
        offered = [each for each in self.policy.offered if each.kind is not ChannelKind.VOICEMAIL]
        refused = [each for each in self._of_status(Status.NOT_OFFERED) if each.kind in EXPECTED_CHANNELS]
        unknown = [each for each in self._of_status(Status.NOT_RECORDED) if each.kind in EXPECTED_CHANNELS]
        ways = spoken.listing([self.way(each) for each in offered])
        return [
            self.say("offered", ways=ways) if offered else "",
            self.say("not_offered", plurals=self.plurals(refused)) if refused else "",
            self.say("unknown", plurals=self.plurals(unknown)) if unknown else "",
        ]

    def _of_status(self, status: Status) -> list[Channel]:
        return [channel for channel in self.policy.channels.values() if channel.status is status]

    def _permitted_uses(self) -> list[str]:
        by_uses: dict[tuple[str, ...] | None, list[Channel]] = {}
        for channel in self.policy.offered:
            if channel.kind is ChannelKind.VIDEO and channel.purposes is None:
                continue  # video is for sessions, said or not
            by_uses.setdefault(channel.purposes, []).append(channel)
        if not by_uses or list(by_uses) == [None]:
            return [self.gap()]
        unknown = by_uses.pop(None, [])
        sentences = [
            self.say("offered", plurals=self.plurals(channels), uses=uses(names or ()))
            for names, channels in by_uses.items()
        ]
        return [*sentences, self.say("unknown", plurals=self.plurals(unknown)) if unknown else ""]

    def _phone(self) -> list[str]:
        phone, voicemail = (self.policy.channels[k] for k in (ChannelKind.PHONE, ChannelKind.VOICEMAIL))
        if not (phone.offered and phone.address):
            return [self.say("not_offered") if phone.status is Status.NOT_OFFERED else self.gap()]
        sentences = [self.say("offered", address=phone.address), phone.rules or ""]
        if voicemail.offered:
            same = voicemail.address in (None, phone.address)
            sentences.append(self.say("voicemail" if same else "other_voicemail", address=voicemail.address or ""))
            sentences.append(voicemail.rules or "")
        return sentences

    def _preferred_channel(self) -> list[str]:
        preferred = self.policy.preferred
        return [self.say("offered", way=self.way(preferred)) if preferred else self.gap()]

    def _allowed(self, kind: ChannelKind) -> list[str]:
        channel, preferred = self.policy.channels[kind], self.policy.preferred
        if channel.status is Status.NOT_RECORDED:
            return [self.gap()]
        if not channel.offered:
            instead = self.say("instead", way=self.way(preferred)) if preferred else ""
            return [self.say("not_offered"), channel.rules or "", instead]
        number = self.say("number", address=channel.address) if channel.address else ""
        purposes = self.say("uses", uses=uses(channel.purposes)) if channel.purposes else ""
        return [
            self.say("offered", number=number),
            purposes,
            channel.rules or "",
            channel.confidentiality or "",
        ]

    def _address(self, kind: ChannelKind) -> list[str]:
        channel = self.policy.channels[kind]
        if channel.status is Status.NOT_OFFERED:
            return [self.say("not_offered")]
        return [self.say("offered", address=channel.address) if channel.address else self.gap()]

    def _portal(self) -> list[str]:
        channel = self.policy.channels[ChannelKind.PORTAL]
        if not channel.offered:
            return [self.say("not_offered") if channel.status is Status.NOT_OFFERED else self.gap()]
        offered = self.say("offered", way=self.way(channel))
        return [offered, channel.rules or "", channel.confidentiality or ""]

    def _telehealth_platform(self) -> list[str]:
        channel = self.policy.channels[ChannelKind.VIDEO]
        if not channel.offered:
            return [self.say("not_offered") if channel.status is Status.NOT_OFFERED else self.gap()]
        platform = self.say("offered", name=channel.name) if channel.name else self.say("unnamed")
        return [platform, channel.rules or "", channel.confidentiality or ""]

    def _response_times(self) -> list[str]:
        by_reply: dict[ReplyTime, list[Channel]] = {}
        unknown = []
        for channel in self.policy.offered:
            if channel.kind in ANSWERED_CHANNELS and channel.reply:
                by_reply.setdefault(channel.reply, []).append(channel)
            elif channel.kind in ANSWERED_CHANNELS and channel.kind is not ChannelKind.PHONE:
                # A call is answered or it is not: without a time to call back, nothing is missing.
                unknown.append(channel)
        if not by_reply:
            return [self.gap()]
        return [
            *(
                self.say(
                    "guaranteed" if reply.guaranteed else "usual",
                    plurals=self.plurals(channels),
                    time=reply_time(reply),
                )
                for reply, channels in by_reply.items()
            ),
            "" if all(reply.guaranteed for reply in by_reply) else self.say("promise"),
            self.say("unknown", plurals=self.plurals(unknown)) if unknown else "",
        ]

    def _reply(self, kind: ChannelKind) -> list[str]:
        """How soon one channel is answered; nothing where it is not in use."""
        channel = self.policy.channels[kind]
        if not channel.offered:
            return []
        words, plurals = wording("facts")["facts"]["response_times"], self.plurals([channel])
        if channel.reply is None:
            return [self.fill(words["unknown"], plurals=plurals)]
        template = words["guaranteed" if channel.reply.guaranteed else "usual"]
        return [self.fill(template, plurals=plurals, time=reply_time(channel.reply))]

    def _reply_if_written_now(self) -> list[str]:
        """By when an answer to a message of this moment is to be expected, channels with the same answer together."""
        by_due: dict[tuple[datetime, bool], list[Channel]] = {}
        for channel in self.policy.offered:
            if channel.kind in WRITTEN_CHANNELS and channel.reply:
                due = expected_reply(self.policy, channel.kind, self.now).due
                if due is not None:
                    by_due.setdefault((due, channel.reply.guaranteed), []).append(channel)
        return [
            self.say(
                "guaranteed" if guaranteed else "usual",
                ways=" or ".join(self.by(channel) for channel in channels),
                due=spoken.deadline(due, self.now, self.country),
            )
            for (due, guaranteed), channels in sorted(by_due.items(), key=lambda item: item[0][0])
        ]

    # --- times ---

    def _office_hours(self) -> list[str]:
        if self.policy.hours is None:
            return [self.gap()]
        spans = _week(self.policy.hours, self.country)
        hours = "; ".join(f"{days} {times}" for days, times in spans if times)
        closed = next((days for days, times in spans if not times), "")
        return [
            self.say("offered", hours=hours),
            self.say("closed", days=closed) if closed else "",
        ]

    def _open_now(self) -> list[str]:
        calendar = Calendar(self.policy)
        if not calendar.known:
            return [self.gap()]
        therapist = "therapist_" if self.policy.therapist and len(self.policy.practice.therapists) > 1 else ""
        until = calendar.open_until(self.now)
        holiday = calendar.public_holiday(calendar.local(self.now).date())
        if holiday and self.policy.practice.closed_on_public_holidays is None:
            return [self.say("holiday", holiday=holiday)]
        if until and until - self.now > ALWAYS:
            return [self.say("always")]
        if until:
            return [self.say(f"{therapist}open", until=spoken.clock(until, self.country))]
        opening = calendar.next_opening(self.now)
        if opening is None:
            return [self.say(f"{therapist}closed_long")]
        return [self.say(f"{therapist}closed", opening=spoken.moment(opening, self.now, self.country))]

    def _timezone(self) -> list[str]:
        city = self.policy.practice.timezone.rpartition("/")[2].replace("_", " ")
        return [self.say("offered", city=city)]

    def _holidays(self) -> list[str]:
        calendar = Calendar(self.policy)
        today = calendar.local(self.now).date()
        closed = self.policy.practice.closed_on_public_holidays
        coming = calendar.next_public_holiday(today)
        sentences = [self.gap() if closed is None else self.say("closed" if closed else "open")]
        if coming and closed:
            sentences.append(self.say("next", holiday=coming[1], day=spoken.day(coming[0], self.country)))
        # The practice's own closures, without the therapist's absences.
        closures = Calendar(self.policy.practice.policy_for(None)).closures_from(today, DAYS_AHEAD)
        if closures:
            days = spoken.listing([spoken_days(each, self.country) for each in closures])
            sentences.append(self.say("also_closed" if closed else "closures", days=days))
        return sentences

    def _cover(self) -> list[str]:
        calendar = Calendar(self.policy)
        today = calendar.local(self.now).date()
        absences = self.policy.therapist.absences if self.policy.therapist else ()
        sentences = []
        for absence in calendar.closures_from(today, DAYS_AHEAD):
            if absence in absences:
                sentences.append(self.say("away", days=spoken_days(absence, self.country)))
                sentences.append(self._stand_in(absence))
        if sentences and self.policy.statement("cover").status is Status.NOT_RECORDED:
            return sentences
        return [*sentences, *self._statement()]

    def _stand_in(self, absence: Closure) -> str:
        if not absence.cover_name:
            return ""
        contact = self.say("contact", contact=absence.cover_contact) if absence.cover_contact else ""
        return self.say("stand_in", cover=absence.cover_name, contact=contact)

    def _policy_dates(self) -> list[str]:
        practice = self.policy.practice
        if practice.effective_from is None:
            return [self.gap()]
        version = self.say("version", version=practice.policy_version) if practice.policy_version else ""
        since = spoken.day_and_year(practice.effective_from, self.country)
        sentences = [self.say("effective", day=since, version=version)]
        if practice.review_by:
            overdue = practice.review_by < Calendar(self.policy).local(self.now).date()
            review_by = spoken.day_and_year(practice.review_by, self.country)
            sentences.append(self.say("overdue" if overdue else "review", day=review_by))
        return sentences

    # --- the practice's own words ---

    def _statement(self) -> list[str]:
        statement = self.policy.statement(self.key)
        if statement.status is Status.OFFERED:
            return [statement.text or ""]
        return [self.gap() if statement.status is Status.NOT_RECORDED else self.say("not_offered")]


_TELLERS: dict[str, Callable[[_Teller], list[str]]] = {
    "channels": _Teller._channels,
    "permitted_uses": _Teller._permitted_uses,
    "phone": _Teller._phone,
    "preferred_channel": _Teller._preferred_channel,
    "office_hours": _Teller._office_hours,
    "open_now": _Teller._open_now,
    "timezone": _Teller._timezone,
    "holidays": _Teller._holidays,
    "response_times": _Teller._response_times,
    "reply_if_written_now": _Teller._reply_if_written_now,
    "text_reply": lambda teller: teller._reply(ChannelKind.TEXT),
    "email_reply": lambda teller: teller._reply(ChannelKind.EMAIL),
    "portal_reply": lambda teller: teller._reply(ChannelKind.PORTAL),
    "text_allowed": lambda teller: teller._allowed(ChannelKind.TEXT),
    "text_number": lambda teller: teller._address(ChannelKind.TEXT),
    "email_allowed": lambda teller: teller._allowed(ChannelKind.EMAIL),
    "email_address": lambda teller: teller._address(ChannelKind.EMAIL),
    "portal": _Teller._portal,
    "telehealth_platform": _Teller._telehealth_platform,
    "cover": _Teller._cover,
    "policy_dates": _Teller._policy_dates,
}
_BARE: dict[str, Callable[[PracticeRecord], str]] = {
    "practice_name": lambda record: record.name,
    "practice_phone": lambda record: record.phone,
    "emergency_number": lambda record: record.emergency_number,
}
# Asked without a therapist, these are about the practice as a whole.
_OF_THE_PRACTICE = frozenset({"open_now", "timezone", "holidays", "policy_dates"})
# Here the practice's own value is told even where every therapist has another.
_ALSO_OF_THE_PRACTICE = frozenset({"office_hours"})

FACT_KEYS = frozenset({*_TELLERS, *_BARE, *STATEMENT_KEYS})


def _week(hours: tuple[OpeningHours, ...], country: str) -> list[tuple[str, str]]:
    """Days and their times: ("Monday to Thursday", "9:00 am to 5:00 pm"); without times for closed days."""
    by_times: dict[str, list[int]] = {}
    for weekday in range(7):
        stretches = [
            f"{spoken.clock(each.opens, country)} to {spoken.clock(each.closes, country)}"
            for each in hours
            if each.weekday == weekday
        ]
        by_times.setdefault(spoken.listing(stretches), []).append(weekday)
    return [(_weekdays(weekdays), times) for times, weekdays in by_times.items()]


def _weekdays(weekdays: list[int]) -> str:
    """Such as "Monday to Wednesday and Friday"."""
    spans = []
    for _, run in groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0]):
        names = [WEEKDAYS[weekday].capitalize() for _, weekday in run]
        spans.extend([f"{names[0]} to {names[-1]}"] if len(names) > 2 else names)
    return spoken.listing(spans)


def spoken_days(closure: Closure, country: str) -> str:
    first, last = spoken.day(closure.first_day, country), spoken.day(closure.last_day, country)
    days = f"on {first}" if first == last else f"from {first} to {last}"
    if closure.closed_from:
        days += f" from {spoken.clock(closure.closed_from, country)}"
    if closure.closed_until:
        days += f" until {spoken.clock(closure.closed_until, country)}"
    return f"{days} ({closure.reason})" if closure.reason else days
