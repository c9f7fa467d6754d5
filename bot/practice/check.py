"""What in a record contradicts itself, and what is missing, in plain words with the field to mend it in.

The words stand in data/wording/record_check.yml. Nothing here decides what a client is told; that is the judge's
(contact_rules), which keeps to what both sides of a contradiction allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.practice import dates_check, lint_check, words_check
from bot.practice.channel_words import named_ways
from bot.practice.finding import Finding, found
from bot.practice.leftovers import leftovers
from bot.practice.purposes import Purpose
from bot.practice.record import (
    HOW_TO,
    STATEMENT_KEYS,
    Channel,
    ChannelKind,
    ContactPolicy,
    PracticeRecord,
    ReplyUnit,
    Status,
)
from bot.practice.wording import Speaker, wording

# Fields that no practice can answer with "not offered": rights of clients, and limits that hold without being written.
RIGHTS = (
    "records_request",
    "complaints_contact",
    "complaints_body",
    "licensing_body",
    "relay",
    "confidentiality_limits",
    "revocation_method",
    "reminder_opt_out",
)
NEEDED_FOR_VIDEO = ("telehealth_procedure", "dropped_call_plan", "backup_phone")
# Statements in which a way of contact may be named that clients do not use.
OF_OTHERS = frozenset(
    {
        "crisis_lines",
        "urgent_process",
        "reminders",
        "reminder_opt_out",
        "text_therapy",
        "email_encryption",
        "why_boundaries",
        "complaints_contact",
        "complaints_body",
        "third_party_policy",
        "consent_forms",
        "relay",
    }
)


@dataclass(frozen=True)
class Checked:
    """What was found: contradictions to be mended, and gaps that clients are told to ask about."""

    contradictions: tuple[Finding, ...]
    gaps: tuple[Finding, ...]


def check(record: PracticeRecord, today: date) -> Checked:
    """Look through a record.

    Args:
        today: local to the practice.
    """
    contradictions = [
        *leftovers(record),
        *_ways(record),
        *_uses(record),
        *_rights(record),
        *_left_over(record),
        *_names(record),
        *lint_check.findings(record),
        *words_check.contradictions(record),
        *dates_check.contradictions(record, today),
    ]
    return Checked(tuple(dict.fromkeys(contradictions)), tuple(dict.fromkeys(_gaps(record))))


def report(checked: Checked) -> str:
    """The findings as lines."""
    words = wording("record_check")
    lines = [words["found"], *(f"  {each}" for each in checked.contradictions)]
    if not checked.contradictions:
        lines = [words["clean"]]
    if checked.gaps:
        lines += [words["gaps"], *(f"  {each}" for each in checked.gaps)]
    return "\n".join(lines) + "\n"


def policies(record: PracticeRecord) -> list[ContactPolicy]:
    """Those that clients are told: one for each therapist, else the practice's."""
    return [record.policy_for(each.id) for each in record.therapists] or [record.policy_for(None)]


def who(policy: ContactPolicy) -> str:
    return policy.therapist.name if policy.therapist else str(wording("record_check")["the_practice"])


def _place_of(policy: ContactPolicy, key: str) -> str:
    """The field of a statement: the therapist's own, or the practice's."""
    own = policy.therapist and any(each.key == key for each in policy.therapist.statements)
    return f"therapists.{policy.therapist.id}.statements.{key}" if own and policy.therapist else f"statements.{key}"


def _ways(record: PracticeRecord) -> Iterator[Finding]:
    """Statements about ways, against the channels."""
    for policy in policies(record):
        for key, purposes in HOW_TO.items():
            yield from _how_to(policy, key, purposes[0])
    for policy, key, text in statements(record):
        if key not in OF_OTHERS and key not in HOW_TO:
            yield from _not_used(record, policy, key, text)


def _how_to(policy: ContactPolicy, key: str, purpose: Purpose) -> Iterator[Finding]:
    """Which way to take for something, by the statement and by the channels."""
    speaker, do = Speaker(policy), wording("contact_rules")["do"][purpose.value]
    ways = named_ways(policy.statement(key).text or "", _names_of(policy), voicemail=False)
    for kind, channel in policy.recorded.items():
        permitted, way = channel.permits(purpose), _bare(speaker.by(channel))
        if kind.value in ways.named and permitted is Status.NOT_OFFERED:
            yield found("way_not_open", _place_of(policy, key), who=who(policy), way=way, kind=kind.value)
        if permitted is Status.OFFERED and policy.permits(kind, purpose) is not Status.OFFERED:
            yield found("way_not_named", f"channels.{kind.value}.purposes", who=who(policy), way=way, do=do, key=key)


def _not_used(record: PracticeRecord, policy: ContactPolicy, key: str, text: str) -> Iterator[Finding]:
    """Ways that a statement names and nobody uses whom it is about."""
    whose = [policy] if policy.therapist else policies(record)
    for kind in sorted(named_ways(text, _names_of(policy), voicemail=False).named):
        if all(each.channels[ChannelKind(kind)].status is Status.NOT_OFFERED for each in whose):
            yield found("way_not_used", _place_of(policy, key), way=wording("facts")["channels"][kind]["plural"])


def _names_of(policy: ContactPolicy) -> list[tuple[str, str]]:
    return [(kind.value, channel.name) for kind, channel in policy.recorded.items() if channel.name]


def _bare(way: str) -> str:
    return way.removeprefix("by ").removeprefix("through ")


def statements(record: PracticeRecord) -> Iterator[tuple[ContactPolicy, str, str]]:
    """Every recorded statement, with the policy that it stands in."""
    practice = record.policy_for(None)
    yield from ((practice, each.key, each.text) for each in record.statements if each.text)
    for therapist in record.therapists:
        policy = record.policy_for(therapist.id)
        yield from ((policy, each.key, each.text) for each in therapist.statements if each.text)


def channels(record: PracticeRecord) -> Iterator[tuple[ContactPolicy, str, Channel]]:
    """Every channel as it is recorded, with its policy and field."""
    practice = record.policy_for(None)
    yield from ((practice, f"channels.{each.kind.value}", each) for each in record.channels)
    for therapist in record.therapists:
        policy, field = record.policy_for(therapist.id), f"therapists.{therapist.id}.channels"
        yield from ((policy, f"{field}.{each.kind.value}", each) for each in therapist.channels)


def _uses(record: PracticeRecord) -> Iterator[Finding]:
    words = wording("facts")["channels"]
    for policy, field, channel in channels(record):
        way = words[channel.kind.value]["plural"]
        slow = channel.kind not in (ChannelKind.PHONE, ChannelKind.VOICEMAIL)
        if channel.offered and slow and Purpose.URGENT.value in (channel.purposes or ()):
            yield found("urgent", f"{field}.purposes", way=way)
        if channel.preferred and channel.offered and policy.channels[channel.kind].purposes == ():
            yield found("preferred", f"{field}.preferred", who=who(policy), way=way)
        reply = channel.reply
        if reply and reply.unit is ReplyUnit.BUSINESS_HOURS and reply.value % 24 == 0:
            n = reply.value // 24
            yield found("business_hours", f"{field}.reply", n=reply.value, days=f"{n} business day{'s' * (n > 1)}")


def _rights(record: PracticeRecord) -> Iterator[Finding]:
    for statement in record.statements:
        if statement.key in RIGHTS and statement.status is Status.NOT_OFFERED:
            yield found("right", f"statements.{statement.key}")
    for therapist in record.therapists:
        for statement in therapist.statements:
            if statement.key in RIGHTS and statement.status is Status.NOT_OFFERED:
                yield found("right", f"therapists.{therapist.id}.statements.{statement.key}")


def _left_over(record: PracticeRecord) -> Iterator[Finding]:
    """Words about what the practice does not do."""
    if all(policy.channels[ChannelKind.VIDEO].status is Status.NOT_OFFERED for policy in policies(record)):
        for policy, key, _ in statements(record):
            if key in NEEDED_FOR_VIDEO:
                yield found("video", _place_of(policy, key))
    for policy in policies(record):
        if policy.statement("reminders").status is Status.NOT_OFFERED and policy.statement("reminder_opt_out").text:
            yield found("reminders", _place_of(policy, "reminder_opt_out"))


def _names(record: PracticeRecord) -> Iterator[Finding]:
    """Names that several therapists have, as clients say them."""
    said: dict[str, list[str]] = {}
    for therapist in record.therapists:
        for name in {therapist.name.casefold(), *(alias.casefold() for alias in therapist.aliases)}:
            said.setdefault(name, []).append(therapist.id)
    for name, ids in said.items():
        if len(ids) > 1:
            yield found("same_name", f"therapists.{ids[-1]}.aliases", name=name.title(), names=", ".join(ids))


def _gaps(record: PracticeRecord) -> Iterator[Finding]:
    words = wording("facts")
    for policy, field, channel in channels(record):
        way = words["channels"][channel.kind.value]["plural"]
        if not channel.offered or channel.kind is ChannelKind.VIDEO:
            continue
        policy_value = policy.channels[channel.kind]
        if policy_value.purposes is None:
            yield found("purposes", f"{field}.purposes", part="missing", way=way)
        if policy_value.reply is None and channel.kind not in (ChannelKind.PHONE, ChannelKind.SOCIAL_MEDIA):
            yield found("reply", f"{field}.reply", part="missing", way=way)
        if policy_value.address is None and channel.kind is not ChannelKind.VOICEMAIL:
            yield found("address", f"{field}.address", part="missing", way=way)
    if record.hours is None:
        yield found("hours", "hours", part="missing")
    if record.closed_on_public_holidays is None:
        yield found("holidays", "practice.closed_on_public_holidays", part="missing")
    for key in STATEMENT_KEYS:
        if all(policy.statement(key).status is Status.NOT_RECORDED for policy in policies(record)):
            yield Finding(f"statements.{key}", str(words["facts"][key]["about"]))
