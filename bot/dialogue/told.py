"""What the client told in this conversation that decides whom to show."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.after_contacts.state import AfterContacts
from bot.dialogue.turns import Tracker
from bot.helplines.asking import asked_for
from bot.helplines.told import Told, circumstance_in, groups_in


def told_in(tracker: Tracker) -> Told:
    """Groups from every message, for a client goes on belonging to them; circumstance and numbers from the latest."""
    texts = [event.text or "" for event in tracker.events if event.type_name == "user"]
    said = [text for text in texts if not text.startswith("/")]
    latest = texts[-1] if texts and said and texts[-1] == said[-1] else ""
    groups = frozenset[str]().union(*map(groups_in, said))
    return Told(groups, circumstance_in(latest), asked_for(latest))


def remembered(told: Told, state: AfterContacts | None) -> Told:
    """What was told now, with what the state remembers."""
    if state is None:
        return told
    return replace(
        told, groups=told.groups | frozenset(state.groups), circumstance=told.circumstance or state.circumstance
    )
