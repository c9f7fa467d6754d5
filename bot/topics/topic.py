"""One topic: what clients ask, the answer, and all that belongs to it. docs/topics.md tells what each part is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any

from bot.topics.names import is_outside, label_of

# Parts of a topic's metadata that are only shown. All others decide how a message is understood or answered, and a
# change of them needs a trained model, as a change of questions does.
SHOWN = frozenset(
    {
        "title",
        "guideline",
        "why",
        "encouragement",
        "encouragement_young",
        "drafts",
        "policy_link",
        "console_forms",
        "safety",
    }
)
# All parts: what belongs to a topic beside its answer and questions.
PARTS = (*sorted(SHOWN), "sending", "names_day", "follow_ups")
# A follow-up that stays with the topic before: "how soon will I get a reply?", "and by text?".
SAME = "same"
# Follow-ups that name no channel: a time ("what about weekends?"), and where the client is ("I'm in Canada").
TIMES, COUNTRY = "times", "country"


class Sending(str, Enum):
    """When "may I send this?" is a special case of the topic, so that this is answered."""

    NEVER = "never"
    # Only if the message names a channel too.
    WITH_CHANNEL = "with_channel"
    ALWAYS = "always"


class Safety(IntEnum):
    """How carefully the words of a topic are changed; each level holds those before it."""

    NONE = 0
    # A second person agrees to every change.
    SECOND_PERSON = 1
    # The answer names the emergency number, whatever else it says.
    EMERGENCY_NUMBER = 2
    # Read by nobody but people in danger: the lint of the crisis reply holds too.
    CRISIS = 3


@dataclass(frozen=True)
class Guideline:
    """What the answer rests on: the guideline's short name, and what it says, in plain words."""

    source: str
    says: str


@dataclass(frozen=True)
class FollowUps:
    """Short messages that only have a meaning after an answer, such as "and by email?".

    Attributes:
        leads_to: the topic that answers one of them after this topic, by what it names: a channel, or TIMES. SAME stays
            here. What is not listed leads to the topic that `answers` it.
        answers: what this topic answers after any other: channels, TIMES, COUNTRY.
    """

    leads_to: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A topic as it stands in its file, or in a model.

    Attributes:
        id: such as "gifts" or "out_of_scope/advice" (bot/topics/names.py).
        title: the question in the client's words, for buttons and lists; its name in plain letters if it has none.
        answer: the words, with {facts} in braces.
        questions: what it is recognised by; a model does not keep them.
        guideline: what the answer rests on; None if nobody has said, empty if none was found.
        why: the reason that "why?" gets after the answer.
        encouragement, encouragement_young: the offer of help to raise it in session, for grown-ups and for clients who
            said to be under age; empty for none of its own.
        drafts: messages to copy that are offered under the answer, by their names in data/wording/drafts.yml.
        policy_link: whether the whole policy is linked under the answer.
        console_forms: the console's forms of facts beside which the answer is shown.
        safety: how carefully its words are changed.
        names_day: whether the client may name the day that is asked about ("are you open on Friday?").
        token: names the state of the file it was read from; empty for a topic of a model.
    """

    id: str
    title: str
    answer: str
    questions: tuple[str, ...] = ()
    guideline: tuple[Guideline, ...] | None = None
    why: str = ""
    encouragement: str = ""
    encouragement_young: str = ""
    drafts: tuple[str, ...] = ()
    policy_link: bool = False
    console_forms: tuple[str, ...] = ()
    sending: Sending = Sending.NEVER
    safety: Safety = Safety.NONE
    names_day: bool = False
    follow_ups: FollowUps = field(default_factory=FollowUps)
    token: str = ""

    @property
    def label(self) -> str:
        return label_of(self.id)

    @property
    def outside(self) -> bool:
        """Whether these are questions that the assistant does not answer, with the words in which it says so."""
        return is_outside(self.id)


def behaviour(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parts of a response's metadata that decide how messages are understood and answered."""
    return {key: value for key, value in (metadata or {}).items() if key not in SHOWN}
