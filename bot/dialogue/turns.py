"""What was said before, read from a tracker of Rasa, which this module does not need to import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bot.danger.finding import NOTHING, Finding
from bot.dialogue.forms import ANY
from bot.topics.names import FAQ, id_of, is_outside

# Answers that show that the client was not understood.
NOT_UNDERSTOOD_RESPONSES = frozenset({"utter_which_topic", "utter_not_what_i_meant"})
# Words around an answer, which are no answer themselves.
_AROUND = (
    "utter_again",
    "utter_repeat",
    "utter_which_topic",
    "utter_not_what_i_meant",
    "utter_why",
    "utter_can_they",
    "utter_goes_on",
)
MOST_LIKELIEST = 3
# Of a message of so many words it is said what was understood.
STORY_WORDS = 25
# What was decided on a message that says so of the one before.
MISREAD = "misread"
_CHECK_ENTITIES = ("channel", "purpose")


class Tracker(Protocol):
    """What is read of `rasa.shared.core.trackers.DialogueStateTracker`."""

    @property
    def events(self) -> Iterable[Any]:
        """In their order; each has `type_name` ("user", "bot", "slot" ...) and what belongs to it."""

    @property
    def latest_message(self) -> Any:
        """The client's latest message, parsed; None before the first."""


def parsed(tracker: Tracker, key: str) -> dict[str, Any]:
    """A member of what was understood of the latest message; empty if there is none."""
    message = tracker.latest_message
    return (message.parse_data.get(key) or {}) if message else {}


def understood(tracker: Tracker) -> dict[str, Any] | None:
    """What was decided on the latest message, and its likeliest topics with their shares; None for a button."""
    message, act = tracker.latest_message, parsed(tracker, "understanding").get("act")
    if parsed(tracker, "intent").get("name") == "not_what_i_meant":
        act = MISREAD
    topics = [[topic, share] for topic, share in likeliest_topics(message.parse_data)] if message else []
    return {"act": act, "topics": topics[:MOST_LIKELIEST]} if act else None


def likeliest_topics(parse_data: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The topics that a message may be about with their shares, best first."""
    ranking = (parse_data.get("response_selector") or {}).get(FAQ, {}).get("ranking", [])
    likely = [(id_of(each["intent_response_key"]), each["confidence"]) for each in ranking]
    return [(topic, share) for topic, share in likely if topic]


def finding_of(tracker: Tracker) -> Finding:
    """What the crisis detector found in the latest message."""
    told = parsed(tracker, "crisis")
    return Finding(told["tier"], told["kind"], told["rule"]) if told else NOTHING


def entities_of(tracker: Tracker) -> dict[str, str]:
    """The entities of the latest message by name, the first of each."""
    values: dict[str, str] = {}
    for entity in tracker.latest_message.entities if tracker.latest_message else []:
        values.setdefault(entity["entity"], str(entity["value"]))
    return values


def text_of(tracker: Tracker) -> str:
    """The client's latest words, or a button's payload; empty before the first."""
    return (tracker.latest_message.text or "") if tracker.latest_message else ""


def already_spoke(tracker: Tracker) -> bool:
    """Whether the assistant has said something since the client's message."""
    return bool(_answers(tracker)[-1])


def last_answers(tracker: Tracker) -> list[Any]:
    """What the assistant said to the message before the latest; what is being said now does not count."""
    before = [turn for turn in _answers(tracker)[:-1] if turn]
    return before[-1] if before else []


def last_response(tracker: Tracker) -> str | None:
    """Name of the last response of earlier turns, such as "utter_greet".

    Between messages the newest turn counts too: a component of the pipeline reads it so.
    """
    responses = _responses(tracker)
    return responses[-1] if responses else None


def last_topic(tracker: Tracker) -> str | None:
    """The topic last answered; None if something else was talked about since."""
    for name in reversed(_responses(tracker)):
        topic = id_of(name)
        if topic and not is_outside(topic):
            return topic
        if name not in _AROUND:
            return None
    return None


def last_check(tracker: Tracker) -> dict[str, str]:
    """Channel and purpose of the message that was last checked."""
    found: dict[str, str] = {}
    for event in tracker.events:
        if event.type_name == "slot" and event.key in _CHECK_ENTITIES and event.value not in (None, ANY):
            found[event.key] = event.value
    return found


def misunderstood_before(tracker: Tracker) -> int:
    """How many messages in a row, before the latest, were not understood."""
    count = 0
    for turn in reversed([turn for turn in _answers(tracker)[:-1] if turn]):
        if not any(event.metadata.get("utter_action") in NOT_UNDERSTOOD_RESPONSES for event in turn):
            break
        count += 1
    return count


def message_before(tracker: Tracker) -> dict[str, Any]:
    """What was understood of the message before the latest."""
    messages = [event for event in tracker.events if event.type_name == "user"]
    return dict(messages[-2].parse_data) if len(messages) > 1 else {}


def _answers(tracker: Tracker) -> list[list[Any]]:
    """The assistant's utterances by turn; the last list is that of the latest message."""
    turns: list[list[Any]] = [[]]
    for event in tracker.events:
        if event.type_name == "user":
            turns.append([])
        elif event.type_name == "bot":
            turns[-1].append(event)
    return turns


def _responses(tracker: Tracker) -> list[str]:
    return [
        event.metadata["utter_action"]
        for event in tracker.events
        if event.type_name == "bot" and event.metadata.get("utter_action")
    ]
