"""One fact of the practice in whole sentences, for the placeholders of the answers.

Words come from data/wording/facts.yml, facts from the record. A fact that is not recorded is never guessed:
the sentence says so, and how to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.practice import spoken
from bot.practice.channel_facts import ChannelFacts
from bot.practice.contact_rules import ways_for
from bot.practice.record import HOW_TO, STATEMENT_KEYS, ChannelKind, PracticeRecord, Status
from bot.practice.time_facts import TimeFacts
from bot.practice.wording import wording


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
    return " ".join(tell(key, record, therapist_id, now))


def tell(key: str, record: PracticeRecord, therapist_id: str | None, now: datetime) -> list[str]:
    """As `describe`, in parts that can each stand alone."""
    if key in _BARE:
        return [_BARE[key](record)]
    if key not in FACT_KEYS:
        raise UnknownFactError(key)
    therapist = record.therapist(therapist_id)
    if therapist is None and len(record.therapists) == 1:
        therapist = record.therapists[0]
    if therapist is not None or not record.therapists or key in _OF_THE_PRACTICE:
        policy = record.policy_for(therapist.id if therapist else None)
        return _Teller(policy, key=key, now=now).sentences()
    return _by_therapist(key, record, now)


def _by_therapist(key: str, record: PracticeRecord, now: datetime) -> list[str]:
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
        return [*named, *common]
    # The practice's rule goes without a name before the therapists' exceptions to it.
    is_rule = key in _ALSO_OF_THE_PRACTICE or tuple(general) in groups
    rule = general if prefixed and is_rule else []
    exceptions = [text for own, text in prefixed if own != tuple(rule)]
    # What all share comes first, unless it explains what is not shared.
    leads = bool(said[0]) and said[0][0] in common
    return [*(common if leads else ()), *rule, *named, *exceptions, *(() if leads else common)]


class _Teller(ChannelFacts, TimeFacts):
    """Tells one fact of one policy, as it is at the moment `now`."""

    def sentences(self) -> list[str]:
        teller = _TELLERS.get(self.key, _Teller.own_words)
        return [sentence for sentence in teller(self) if sentence]

    def _how_to(self) -> list[str]:
        """Which way to take for something: the practice's words, unless they point to a way that is not open for it."""
        statement = self.policy.statement(self.key)
        ways = ways_for(self.policy, HOW_TO[self.key][0])
        open_ways = self.say("ways", ways=spoken.listing([self.way(each) for each in ways], "or")) if ways else ""
        if statement.status is Status.OFFERED and not self.policy.misleads(self.key):
            return [statement.text or ""]
        if statement.status is Status.NOT_OFFERED:
            return [self.say("not_offered"), open_ways]
        return [open_ways or self.gap()]


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
    "postal_address": lambda teller: teller._address(ChannelKind.LETTER),
    "portal": _Teller._portal,
    "telehealth_platform": _Teller._telehealth_platform,
    "cover": _Teller._cover,
    "policy_dates": _Teller._policy_dates,
    **{key: _Teller._how_to for key in HOW_TO},
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

# Values that stand inside a sentence.
BARE_KEYS = frozenset(_BARE)
FACT_KEYS = frozenset({*_TELLERS, *_BARE, *STATEMENT_KEYS})
