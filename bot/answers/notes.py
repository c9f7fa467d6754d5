"""Texts for the client to take along: the prepared note, and drafts of short messages. They are never sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.conversations.forms import ANY, NOTE_SLOTS, SKIPPED
from bot.practice.contact_rules import decide
from bot.practice.purposes import Purpose
from bot.practice.record import ChannelKind, PracticeRecord
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


def draft_buttons(topic: str) -> list[dict[str, str]]:
    """Buttons that offer drafts under the answer to a topic."""
    words = wording("drafts")
    return [
        {"title": words["buttons"][name], "payload": f'/draft_message{{"draft": "{name}"}}'}
        for name in words["topics"].get(topic, [])
    ]


def where_to_send(name: str, record: PracticeRecord, therapist_id: str | None, now: datetime) -> str:
    """The sentence that names the best way to send a draft; empty if the practice has named none."""
    words = wording("drafts")
    policy = record.policy_for(therapist_id if therapist_id != ANY else None)
    decision = decide(policy, Purpose(words["sent_for"][name]), None, now)
    channels = [each for each in (decision.channel, *decision.others) if each]
    written = [each for each in channels if each.kind not in (ChannelKind.PHONE, ChannelKind.VOICEMAIL)]
    speaker = Speaker(policy)
    if name == "running_late" and channels:
        return speaker.fill(words["where_to_send"], way=speaker.way(channels[0]))
    return speaker.fill(words["where_to_send"], way=speaker.way(written[0])) if written else ""
