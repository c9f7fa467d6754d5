"""Where contacts stand in an answer. Decided here, for Rasa's policy and channel and for the website alike."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from bot.danger.finding import Finding
from bot.messages import Message

# Rule of the findings of the learned layer (bot.danger.learned), whose distress is a guess; that of a pattern was said.
LEARNED = "learned"


class Place(Enum):
    """Where the contacts for a finding stand."""

    TAKE_OVER = "before anything else is answered; a form ends"
    BESIDE = "before the answer, if there is one"
    LINE = "as one neutral line after the answer: danger is possible, and not likely"
    NOWHERE = "the message calls for none"


def place_of(finding: Finding) -> Place:
    """Where contacts stand in the answer to a message in which this was found."""
    if finding.takes_over:
        return Place.TAKE_OVER
    if finding.tier == "distress" and finding.rule == LEARNED:
        return Place.LINE
    return Place.BESIDE if finding.shows_contacts else Place.NOWHERE


def contacts_first(messages: Iterable[Message]) -> list[Message]:
    """The messages of an answer in the order in which they are read: contacts, then all else.

    A line that opens to contacts stays where it was put: under the words that it belongs to.
    """
    return sorted(messages, key=lambda message: message["type"] != "contacts" or message.get("collapsed", False))
