"""The conversations after contacts of tests/assistant/after_contacts.yml, and what their answers say."""

from __future__ import annotations

from typing import Any

from bot.dialogue.after_contacts.answering import WORDS
from bot.settings import PROJECT_ROOT
from bot.wording import wording
from bot.yaml_reading import load_yaml

Messages = list[dict[str, Any]]
FILE = PROJECT_ROOT / "tests" / "assistant" / "after_contacts.yml"
CONVERSATIONS = [
    (kind, conversation) for kind, conversations in load_yaml(FILE).items() for conversation in conversations
]


def said_first(conversation: list[Any]) -> str:
    first = conversation[0]
    return next(iter(first)) if isinstance(first, dict) else first


RESPONSES = load_yaml(PROJECT_ROOT / "data" / "nlu" / "responses.yml")["responses"]
SMALL = (
    "utter_goodbye",
    "utter_thanks",
    "utter_affirm",
    "utter_deny",
    "utter_stop",
    "utter_stop_preparing",
    "utter_greet",
    "utter_why",
    "utter_bot_challenge",
    "utter_repeat",
    "utter_not_what_i_meant",
    "utter_can_they",
    "utter_which_topic",
    "utter_prepare_intro",
    "utter_ask_what_happened",
    "utter_ask_purpose",
    "utter_ask_channel",
)


def openings(name: str) -> list[str]:
    """How each variant of a response begins."""
    return [each["text"].strip()[:30] for each in RESPONSES.get(name, []) if each.get("text")]


SMALL_TALK = [opening for name in SMALL for opening in openings(name)] + [
    each["text"].strip()[:30]
    for path in (PROJECT_ROOT / "data" / "nlu" / "out_of_scope").glob("*.yml")
    for responses in load_yaml(path).get("responses", {}).values()
    for each in responses
    if each.get("text")
]


def texts(messages: Messages) -> str:
    return "\n".join(each["text"] for each in messages if each["type"] == "text")


def contacts(messages: Messages) -> Messages:
    return [each for each in messages if each["type"] == "contacts"]


def opening_of(meant: str) -> set[str]:
    """How the words of a meaning begin, before their first fact."""
    entry = wording(WORDS)["answers"][meant]
    return {entry[key].split("{")[0].strip() for key in ("text", "emergency") if key in entry}


def says(messages: Messages, meant: str) -> bool:
    found = texts(messages)
    return any(found.startswith(opening) for opening in opening_of(meant))


def turns_of(conversation: list[Any]) -> list[tuple[str, str]]:
    """What is said, and what it means."""
    pairs = [each.items() if isinstance(each, dict) else [(each, "card")] for each in conversation]
    return [(said, meant) for ((said, meant),) in pairs if said != "never"]


def never_in(conversation: list[Any]) -> list[str]:
    """What no answer of the conversation may say."""
    last = conversation[-1]
    return list(last.get("never", ())) if isinstance(last, dict) else []
