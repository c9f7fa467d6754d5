"""Slips, split words, shouting and stories around a question: its likeliest topic stays.

The shares are what was measured, less a small margin.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.assistant.conftest import Assistant

pytestmark = pytest.mark.rasa

QUESTIONS = {
    "texting_allowed": ["am I allowed to text my therapist", "is it fine to send her a text message"],
    "email_allowed": ["may I write my therapist an email", "is it okay to email my therapist"],
    "response_time": ["how long does it take until she answers my message", "when will I get a reply"],
    "contact_hours": ["what are your opening hours", "until what time can I call in the evening"],
    "reschedule_cancel": ["how do I cancel my session on Thursday", "I need to move my appointment to another day"],
    "late_or_missed_session": ["what happens if I am late for my session", "do I pay for a session that I missed"],
    "book_session": ["how do I book another session", "I would like to book a new appointment"],
    "gifts": ["can I give my therapist a present", "is it okay to bring her flowers"],
    "social_media": ["can I add my therapist on Instagram", "does she accept friend requests on Facebook"],
    "recording": ["may I record our sessions", "do you record the video sessions"],
    "telehealth": ["can we meet by video", "do you offer sessions on Zoom"],
    "contact_fees": ["do calls between sessions cost extra", "will I be billed for messages"],
    "family_contact": ["can my wife call my therapist about me", "may my mother talk to my therapist"],
    "public_encounter": [
        "what if I meet my therapist in the supermarket",
        "will she say hello if we meet in the street",
    ],
    "emergency_contact": ["what do I do in an emergency at night", "who do I call in a crisis"],
    "texting_privacy": ["can anybody else read my text messages", "are texts to my therapist private"],
    "email_security": ["is email safe for private things", "is email a private way to write"],
    "messages_in_record": ["are my messages kept in my file", "does she put my texts into my record"],
    "therapist_away": ["who covers while my therapist is on vacation", "what happens when my therapist is away"],
    "reminders": ["do I get a reminder before my session", "can you send me appointment reminders by text"],
}
ROUNDS = 3
_KEYS = {"a": "s", "e": "r", "i": "o", "o": "p", "t": "y", "n": "m", "s": "d", "r": "t", "l": "k", "c": "v"}

Mutation = Callable[[str, random.Random], str]


def _place(text: str, chance: random.Random) -> int:
    """A letter inside a word of five letters or more."""
    places = [
        position
        for position in range(1, len(text) - 2)
        if all(text[each].isalpha() for each in (position - 1, position, position + 1, position + 2))
    ]
    return chance.choice(places)


def swapped(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def dropped(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at + 1 :]


def beside(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + _KEYS.get(text[at], text[at] * 2) + text[at + 1 :]


def two_slips(text: str, chance: random.Random) -> str:
    return dropped(swapped(text, chance), chance)


def split(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return f"{text[: at + 1]} {text[at + 1 :]}"


def joined(text: str, chance: random.Random) -> str:
    spaces = [position for position, letter in enumerate(text) if letter == " "]
    at = chance.choice(spaces)
    return text[:at] + text[at + 1 :]


def shouted(text: str, chance: random.Random) -> str:
    return f"{text.upper()}{'!' * chance.randint(1, 4)}"


def with_emoji(text: str, chance: random.Random) -> str:
    return f"{text} {chance.choice(['🙏', '😊😊', '😅', '🤔 ?'])}"


def quoted(text: str, _chance: random.Random) -> str:
    return f'"{text}"'


def polite(text: str, chance: random.Random) -> str:
    before = chance.choice(["Hello, good morning,", "hi there, quick question:", "Sorry to bother you,"])
    return f"{before} {text}? {chance.choice(['Thank you so much!', 'thx', 'Best wishes, a client'])}"


def in_a_story(text: str, chance: random.Random) -> str:
    before = chance.choice(
        [
            "I have been coming here since the spring and it does me good. Last week I forgot to ask.",
            "My sister asked me something yesterday while we were cooking, and I could not tell her. So here I am.",
            "It has been a long day at work and I am on the bus now. Something has been going round in my head.",
        ]
    )
    return f"{before} {text[0].upper()}{text[1:]}?"


# Mutation, and the share of questions whose likeliest topic must stay.
SHARES: list[tuple[Mutation, float]] = [
    (swapped, 0.9),
    (dropped, 0.9),
    (beside, 0.9),
    (two_slips, 0.8),
    (split, 0.9),
    (joined, 0.9),
    (shouted, 0.97),
    (with_emoji, 0.97),
    (quoted, 0.97),
    (polite, 0.9),
    (in_a_story, 0.75),
]


def likeliest(assistant: Assistant, text: str) -> str:
    parsed = assistant.loop.run_until_complete(assistant.agent.parse_message(text))
    return str(parsed["response_selector"]["faq"]["ranking"][0]["intent_response_key"]).removeprefix("faq/")


def test_each_question_is_understood_as_it_stands(assistant: Assistant):
    wrong = [text for topic, texts in QUESTIONS.items() for text in texts if likeliest(assistant, text) != topic]
    assert not wrong


@pytest.mark.parametrize(("mutation", "share"), SHARES, ids=[each.__name__ for each, _ in SHARES])
def test_the_likeliest_topic_stays(
    assistant: Assistant, record_property: Callable[[str, object], None], mutation: Mutation, share: float
):
    chance = random.Random(mutation.__name__)
    tried, lost = 0, []
    for topic, texts in QUESTIONS.items():
        for text in texts:
            for changed in {mutation(text, chance) for _ in range(ROUNDS)}:
                tried += 1
                found = likeliest(assistant, changed)
                if found != topic:
                    lost.append(f"{changed!r}: {found}")
    stayed = 1 - len(lost) / tried
    record_property("stayed", round(stayed, 3))
    assert stayed >= share, f"{stayed:.3f} of {tried}: " + "; ".join(lost)
