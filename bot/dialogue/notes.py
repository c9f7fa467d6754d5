"""Texts for the client to take along: the prepared note, and drafts of short messages. They are never sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.dialogue.checking import known_channel
from bot.dialogue.forms import NOTE_SLOTS, SKIPPED
from bot.dialogue.sending_answers import is_over_today
from bot.practice.advice import answer_to, in_short
from bot.practice.contact_rules import SPOKEN, Decision, Verdict, decide
from bot.practice.purposes import Purpose
from bot.practice.record import Channel, PracticeRecord
from bot.practice.wording import Speaker, wording

Note = dict[str, str]


def prepared_note(slots: Mapping[str, str | None]) -> Note:
    """The note for the session: the opening sentence, then the client's answers word for word."""
    words = wording("preparing")
    said = {name: (slots.get(name) or SKIPPED).strip() for name in NOTE_SLOTS}
    opening = said["how_to_begin"] if said["how_to_begin"] != SKIPPED else words["opening"]
    lines = [
        template.replace("{said}", said[name]) for name, template in words["answers"].items() if said[name] != SKIPPED
    ]
    return {"title": words["title"], "text": "\n\n".join([opening, *lines])}


def draft_wanted(named: Mapping[str, str], text: str) -> str | None:
    """Which draft a client asks for: one of the names in data/wording/drafts.yml, or None if that was not said."""
    words = wording("drafts")
    if named.get("draft") in words["messages"]:
        return named["draft"]
    for pattern, name in words["words"]:
        if re.search(pattern, text, re.IGNORECASE):
            return str(name)
    return words["purposes"].get(named.get("purpose", ""))


def draft(name: str, said: Mapping[str, str], therapist: str | None) -> Note:
    """The draft, filled with what the client said.

    Args:
        said: entities of the client's message: when, late_by, channel.
        therapist: name, if the client named one.
    """
    words = wording("drafts")
    values = dict(words["unknown"])
    values.update({key: said[key] for key in ("when", "late_by") if key in said})
    if said.get("channel") in words["channels"]:
        values["channel"] = words["channels"][said["channel"]]
    if "when" in said:
        values["of_when"] = words["of_when"].format(when=said["when"])
    greeting = words["greeting_therapist"].format(therapist=therapist) if therapist else words["greeting"]
    text = "\n\n".join([greeting, words["messages"][name].format(**values), words["closing"]])
    return {"title": words["title"], "text": text}


def draft_buttons(names: Iterable[str]) -> list[dict[str, str]]:
    """Buttons that offer drafts under an answer."""
    words = wording("drafts")
    return [{"title": words["buttons"][name], "payload": f'/draft_message{{"draft": "{name}"}}'} for name in names]


def where_to_send(
    name: str,
    record: PracticeRecord,
    therapist_id: str | None,
    now: datetime,
    said: Mapping[str, str] | None = None,
    text: str = "",
) -> str:
    """The sentence that says how a draft may be sent; empty if the practice has named no way.

    Args:
        said: entities of the client's message; a channel that is named is asked about, unless the draft is about it.
        text: the client's words, which may tell that it is about today.
    """
    words, purpose = wording("drafts"), Purpose(wording("drafts")["sent_for"][name])
    asked = None if name in words["about_channels"] else known_channel((said or {}).get("channel"))
    today = is_over_today(purpose, text, record, now)
    known = record.therapist(therapist_id)
    policies = [record.policy_for(each.id) for each in ([known] if known else record.therapists)]
    policies = policies or [record.policy_for(None)]
    decisions = [decide(policy, purpose, asked, now, today) for policy in policies]
    if asked and len({in_short(each, policies[0]) for each in decisions}) > 1:
        return answer_to(record, None, purpose, asked, now, today)
    if asked and decisions[0].verdict is not Verdict.YES:
        return in_short(decisions[0], policies[0])
    by_hand = name == "running_late" or today
    ways = [each for each in _open_with_all(decisions) if by_hand or each.kind not in SPOKEN]
    speaker = Speaker(policies[0])
    return speaker.fill(words["where_to_send"], way=speaker.way(ways[0])) if ways else ""


def _open_with_all(decisions: Sequence[Decision]) -> list[Channel]:
    """The channels that are open in every decision, the best first."""
    open_ways = [[each for each in (decision.channel, *decision.others) if each] for decision in decisions]
    others = [{(each.kind, each.address) for each in ways} for ways in open_ways[1:]]
    return [each for each in open_ways[0] if all((each.kind, each.address) in other for other in others)]
