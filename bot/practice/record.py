"""The contact policy of one practice, as plain data.

Every value belongs to the practice, or to one therapist whose value then goes before the practice's.
"Not offered" (the practice says no) and "not recorded" (nobody has said) are different answers for a client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import Enum

from bot.practice.channel_words import NamedWays, named_ways
from bot.practice.purposes import Purpose, expand, without


class Status(str, Enum):
    OFFERED = "offered"
    NOT_OFFERED = "not_offered"
    NOT_RECORDED = "not_recorded"


class ChannelKind(str, Enum):
    """The ways of being in contact; every policy has a channel of each kind."""

    PHONE = "phone"
    VOICEMAIL = "voicemail"
    TEXT = "text"
    EMAIL = "email"
    PORTAL = "portal"
    VIDEO = "video"
    LETTER = "letter"
    SOCIAL_MEDIA = "social_media"


class ReplyUnit(str, Enum):
    """Business hours are hours in which the practice is open; a business day is a day with such hours."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"


# Every field of a contact policy that is words rather than times, numbers or channels.
STATEMENT_KEYS = (
    "after_hours_handling",
    "urgent_process",
    "crisis_lines",
    "cover",
    "absence_notice",
    "between_session_support",
    "booking_method",
    "cancellation_window",
    "cancel_channel",
    "late_cancel_fee",
    "late_grace",
    "no_show_fee",
    "reminders",
    "reminder_opt_out",
    "contact_fees",
    "email_encryption",
    "telehealth_procedure",
    "client_location",
    "backup_phone",
    "dropped_call_plan",
    "text_therapy",
    "message_readers",
    "record_policy",
    "records_request",
    "recording_policy",
    "consent_forms",
    "revocation_method",
    "confidentiality_limits",
    "minors_policy",
    "age_of_consent",
    "third_party_policy",
    "couples_policy",
    "why_boundaries",
    "social_media_policy",
    "search_engine_policy",
    "reviews_policy",
    "gift_policy",
    "public_encounter_policy",
    "post_therapy_policy",
    "litigation_policy",
    "complaints_contact",
    "complaints_body",
    "licensing_body",
    "jurisdiction",
    "languages",
    "relay",
    "accessibility",
    "policy_changes",
)


# Statements that say which way to take for something. A way is open for it only where the channel permits it and the
# statement, if it names any, names it: a fee may hang on it, and what both say is sure.
HOW_TO: dict[str, tuple[Purpose, ...]] = {
    "booking_method": (Purpose.BOOKING,),
    "cancel_channel": (Purpose.CANCEL, Purpose.RESCHEDULE),
    "records_request": (Purpose.RECORDS,),
    "revocation_method": (Purpose.CONSENT,),
}


@dataclass(frozen=True)
class ReplyTime:
    """How soon an answer is to be expected; `guaranteed` says whether the practice promises it."""

    value: int
    unit: ReplyUnit
    guaranteed: bool = False


@dataclass(frozen=True)
class Channel:
    """One way of being in contact.

    A None is a value that nobody has recorded; a therapist's None takes the practice's value.

    Attributes:
        name: the service's own name, such as the portal's.
        address: telephone number, e-mail address, web address or postal address.
        purposes: names of what it may be used for (see `purposes.PERMITTABLE`); empty means for nothing.
        rules: how it is to be used, in the practice's words.
        confidentiality: how private it is, in the practice's words.
    """

    kind: ChannelKind
    status: Status = Status.NOT_RECORDED
    name: str | None = None
    address: str | None = None
    preferred: bool = False
    purposes: tuple[str, ...] | None = None
    rules: str | None = None
    confidentiality: str | None = None
    reply: ReplyTime | None = None

    @property
    def offered(self) -> bool:
        return self.status is Status.OFFERED

    def permits(self, purpose: Purpose) -> Status:
        """Whether the practice permits the purpose here, forbids it, or has not said."""
        if self.status is not Status.OFFERED:
            return self.status
        if self.purposes is None:
            return Status.NOT_RECORDED
        return Status.OFFERED if purpose in expand(self.purposes) else Status.NOT_OFFERED


@dataclass(frozen=True)
class OpeningHours:
    """One stretch of a weekday (Monday is 0), local time. `closes` at 00:00 is midnight at the day's end."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Closure:
    """Days on which the practice is closed or a therapist away.

    Attributes:
        first_day, last_day: both included.
        closed_from, closed_until: for a part of each day only; None is the day's start or end.
        cover_name, cover_contact: who stands in, and how to reach that person.
    """

    first_day: date
    last_day: date
    closed_from: time | None = None
    closed_until: time | None = None
    reason: str | None = None
    cover_name: str | None = None
    cover_contact: str | None = None


@dataclass(frozen=True)
class Statement:
    """One field of the policy in the practice's own words."""

    key: str
    status: Status = Status.NOT_RECORDED
    text: str | None = None


@dataclass(frozen=True)
class Opening:
    """Open on one day, local to the practice, from and until; until midnight is time(0)."""

    day: date
    opens: time
    closes: time
    reason: str | None = None


@dataclass(frozen=True)
class Therapist:
    """A therapist, with the values that differ from the practice's.

    Attributes:
        id: short key that stays the same when the name changes.
        pronouns: such as "she/her".
        aliases: what clients also say for the name.
        hours: None where the practice's hours hold.
    """

    id: str
    name: str
    role: str | None = None
    pronouns: str | None = None
    aliases: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    hours: tuple[OpeningHours, ...] | None = None
    absences: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class PracticeRecord:
    """All that a practice has said about being in contact.

    Attributes:
        country, region: ISO 3166 codes; they decide the public holidays and the crisis lines.
        timezone: name in the tz database; all hours of the record are local to it.
        hours: None where nobody has recorded them.
        closed_on_public_holidays: None where nobody has said.
        open_on_holidays: names of public holidays that are not kept, whatever holds of the others.
        openings: open on a day, beside the week's hours and in spite of closures and holidays.
        effective_from, review_by, policy_version: of the written policy.
    """

    name: str
    country: str
    timezone: str
    emergency_number: str
    region: str | None = None
    closed_on_public_holidays: bool | None = None
    open_on_holidays: tuple[str, ...] = ()
    policy_version: str | None = None
    effective_from: date | None = None
    review_by: date | None = None
    channels: tuple[Channel, ...] = ()
    hours: tuple[OpeningHours, ...] | None = None
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    statements: tuple[Statement, ...] = ()
    therapists: tuple[Therapist, ...] = ()

    @property
    def phone(self) -> str:
        """The practice's own number, which an import demands; empty if a record was made without one."""
        return next((c.address for c in self.channels if c.kind is ChannelKind.PHONE and c.address), "")

    def therapist(self, therapist_id: str | None) -> Therapist | None:
        return next((each for each in self.therapists if each.id == therapist_id), None)

    def policy_for(self, therapist_id: str | None) -> ContactPolicy:
        """The policy with one therapist: the therapist's values, else the practice's.

        Without a therapist, or with one who is no longer in the record, it is the practice's policy.
        """
        therapist = self.therapist(therapist_id)
        own = therapist or Therapist(id="", name="")
        channels = _merged_channels(own.channels, self.channels)
        statements = {each.key: each for each in (*self.statements, *own.statements)}
        return ContactPolicy(
            practice=self,
            therapist=therapist,
            channels=_as_the_statements_say(channels, statements),
            hours=self.hours if own.hours is None else own.hours,
            closures=(*self.closures, *own.absences),
            # Whoever has hours of their own is not there because the office is.
            openings=(*(self.openings if own.hours is None else ()), *own.openings),
            statements=statements,
            recorded=channels,
        )


@dataclass(frozen=True)
class ContactPolicy:
    """What holds with one therapist, or in the practice as a whole (therapist is None).

    Attributes:
        channels: with the purposes that no statement closes.
        recorded: with the purposes that are recorded.
    """

    practice: PracticeRecord
    therapist: Therapist | None
    channels: Mapping[ChannelKind, Channel]
    hours: tuple[OpeningHours, ...] | None
    closures: tuple[Closure, ...]
    openings: tuple[Opening, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    recorded: Mapping[ChannelKind, Channel] = field(default_factory=dict)

    @property
    def offered(self) -> tuple[Channel, ...]:
        """The channels in use, the preferred one first."""
        offered = [channel for channel in self.channels.values() if channel.offered]
        return tuple(sorted(offered, key=lambda channel: not channel.preferred))

    @property
    def preferred(self) -> Channel | None:
        return next((channel for channel in self.offered if channel.preferred), None)

    def statement(self, key: str) -> Statement:
        return self.statements.get(key) or Statement(key)

    def permits(self, kind: ChannelKind, purpose: Purpose) -> Status:
        """Whether a channel is open for a purpose, by what is recorded of the channel and by what a statement says."""
        recorded = self.channels[kind].permits(purpose)
        for key, purposes in HOW_TO.items():
            if purpose in purposes and recorded is not Status.NOT_OFFERED:
                ways = _named(self.statement(key), self.channels)
                if ways.closes(kind.value):
                    return Status.NOT_OFFERED
                if kind.value in ways.named and self.channels[kind].offered:
                    return Status.OFFERED
        return recorded

    def misleads(self, key: str) -> bool:
        """Whether a statement points to a way that is not open for what it is about."""
        purpose = HOW_TO[key][0]
        ways = named_ways(self.statement(key).text or "", _own_names(self.channels), voicemail=False)
        return any(self.permits(ChannelKind(kind), purpose) is not Status.OFFERED for kind in ways.named)


def _as_the_statements_say(
    channels: dict[ChannelKind, Channel], statements: Mapping[str, Statement]
) -> dict[ChannelKind, Channel]:
    """The channels without the purposes for which a statement names other ways."""
    closed: dict[ChannelKind, list[Purpose]] = {}
    for key, purposes in HOW_TO.items():
        ways = _named(statements.get(key) or Statement(key), channels)
        for kind in ChannelKind:
            if ways.closes(kind.value):
                closed.setdefault(kind, []).extend(purposes)
    return {
        kind: channel
        if channel.purposes is None or kind not in closed
        else replace(channel, purposes=without(channel.purposes, closed[kind]))
        for kind, channel in channels.items()
    }


def _named(statement: Statement, channels: Mapping[ChannelKind, Channel]) -> NamedWays:
    return named_ways(statement.text or "", _own_names(channels))


def _own_names(channels: Mapping[ChannelKind, Channel]) -> list[tuple[str, str]]:
    return [(kind.value, channel.name) for kind, channel in channels.items() if channel.name]


def _merged_channels(own: tuple[Channel, ...], default: tuple[Channel, ...]) -> dict[ChannelKind, Channel]:
    own_by_kind = {channel.kind: channel for channel in own}
    default_by_kind = {channel.kind: channel for channel in default}
    own_preference = any(channel.preferred for channel in own)
    merged = {}
    for kind in ChannelKind:
        fallback = default_by_kind.get(kind, Channel(kind))
        if own_preference:
            fallback = replace(fallback, preferred=False)
        merged[kind] = _merged(own_by_kind.get(kind), fallback)
    return merged


def _merged(own: Channel | None, default: Channel) -> Channel:
    if own is None:
        return default
    if not (own.offered and default.offered):
        return own
    return replace(
        own,
        name=own.name or default.name,
        address=own.address or default.address,
        preferred=own.preferred or default.preferred,
        purposes=default.purposes if own.purposes is None else own.purposes,
        rules=own.rules or default.rules,
        confidentiality=own.confidentiality or default.confidentiality,
        reply=own.reply or default.reply,
    )
