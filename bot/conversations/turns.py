"""What was said before, read from a tracker."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations.forms import ANY
from bot.crisis.finding import NOTHING, Finding

TOPIC_RESPONSE = "utter_faq/"
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
)
MOST_LIKELIEST = 3
# What was decided on a message that says so of the one before.
MISREAD = "misread"
_CHECK_ENTITIES = ("channel", "purpose")


def parsed(tracker: DialogueStateTracker, key: str) -> dict[str, Any]:
    """A member of what was understood of the latest message; empty if there is none."""
    message = tracker.latest_message
    return (message.parse_data.get(key) or {}) if message else {}  # type: ignore[attr-defined]


def understood(tracker: DialogueStateTracker) -> dict[str, Any] | None:
    """What was decided on the latest message, and its likeliest topics with their shares; None for a button."""
    act = parsed(tracker, "understanding").get("act")
    if parsed(tracker, "intent").get("name") == "not_what_i_meant":
        act = MISREAD
    ranking = parsed(tracker, "response_selector").get("faq", {}).get("ranking", [])
    likeliest = ranking[:MOST_LIKELIEST]
    topics = [[each["intent_response_key"].removeprefix("faq/"), each["confidence"]] for each in likeliest]
    return {"act": act, "topics": topics} if act else None


def finding_of(tracker: DialogueStateTracker) -> Finding:
    """What the crisis detector found in the latest message."""
    told = parsed(tracker, "crisis")
    return Finding(told["tier"], told["kind"], told["rule"]) if told else NOTHING


def named(tracker: DialogueStateTracker) -> dict[str, str]:
    """The entities of the latest message by name, the first of each."""
    values: dict[str, str] = {}
    for entity in tracker.latest_message.entities if tracker.latest_message else []:
        values.setdefault(entity["entity"], str(entity["value"]))
    return values


def already_spoke(tracker: DialogueStateTracker) -> bool:
    """Whether the assistant has said something since the client's message."""
    return bool(_answers(tracker)[-1])


def last_answers(tracker: DialogueStateTracker) -> list[BotUttered]:
    """What the assistant said to the message before the latest; what is being said now does not count."""
    before = [turn for turn in _answers(tracker)[:-1] if turn]
    return before[-1] if before else []


def last_response(tracker: DialogueStateTracker) -> str | None:
    """Name of the last response of earlier turns, such as "utter_faq/gifts".

    Between messages the newest turn counts too: a component of the pipeline reads it so.
    """
    responses = _responses(tracker)
    return responses[-1] if responses else None


def last_topic(tracker: DialogueStateTracker) -> str | None:
    """The topic last answered, without "faq/"; None if something else was talked about since."""
    for name in reversed(_responses(tracker)):
        if name.startswith(TOPIC_RESPONSE):
            return name.removeprefix(TOPIC_RESPONSE)
        if name not in _AROUND and name != "utter_which_therapist":
            return None
    return None


def last_check(tracker: DialogueStateTracker) -> dict[str, str]:
    """Channel and purpose of the message that was last checked."""
    found: dict[str, str] = {}
    for event in tracker.events:
        if isinstance(event, SlotSet) and event.key in _CHECK_ENTITIES and event.value not in (None, ANY):
            found[event.key] = event.value
    return found


def misunderstood_before(tracker: DialogueStateTracker) -> int:
    """How many messages in a row, before the latest, were not understood."""
    count = 0
    for turn in reversed([turn for turn in _answers(tracker)[:-1] if turn]):
        if not any(event.metadata.get("utter_action") in NOT_UNDERSTOOD_RESPONSES for event in turn):
            break
        count += 1
    return count


def message_before(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What was understood of the message before the latest."""
    messages = [event for event in tracker.events if isinstance(event, UserUttered)]
    return dict(messages[-2].parse_data) if len(messages) > 1 else {}  # type: ignore[arg-type]


def _answers(tracker: DialogueStateTracker) -> list[list[BotUttered]]:
    """The assistant's utterances by turn; the last list is that of the latest message."""
    turns: list[list[BotUttered]] = [[]]
    for event in tracker.events:
        if isinstance(event, UserUttered):
            turns.append([])
        elif isinstance(event, BotUttered):
            turns[-1].append(event)
    return turns


def _responses(tracker: DialogueStateTracker) -> list[str]:
    return [
        event.metadata["utter_action"]
        for event in tracker.events
        if isinstance(event, BotUttered) and event.metadata.get("utter_action")
    ]
