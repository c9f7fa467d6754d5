"""Which messages ask for help and say no more."""

from __future__ import annotations

import pytest

from bot.dialogue.after_contacts.pleas import is_plea, names_a_person, wants_therapist_now
from bot.words.training_texts import all_texts

PLEAS = [
    "help",
    "HELP!!!",
    "help me",
    "Help me please",
    "please help",
    "pls help me now",
    "I need help",
    "i need help right now",
    "I really need some help",
    "I need someone",
    "I need somebody to talk to",
    "need help",
    "can somebody help me",
    "can you help me please?",
    "is there anyone who can help me",
    "I'm not safe",
    "I don't feel safe",
    "I can't do this",
    "i cant do this anymore",
    "I can't cope",
    "I cannot go on",
    "somebody please",
    "please someone",
    "oh god please help",
    "helllp",
    "SOS",
    "something is wrong with me",
    "I'm falling apart",
    "I am desperate",
]
THERAPIST = [
    "I need to talk to my therapist right now",
    "I have to speak with my therapist immediately!",
    "I need to reach my counselor now",
    "can I talk to my therapist right now",
    "I really need to see my therapist tonight",
]
NO_PLEAS = [
    "I need help with my login",
    "can you help me cancel my session",
    "help me prepare for my session",
    "I need someone to translate",
    "please",
    "thanks for your help",
    "I can't do this Thursday",
    "I can't do it on Monday, can we move it",
    "is it safe to email",
    "I need to talk to my therapist about the bill",
    "who can help me with the portal",
    "I need to talk to my therapist next week",
    "hello",
    "somebody",
    "I'm safe",
]


@pytest.mark.parametrize("text", [*PLEAS, *THERAPIST])
def test_a_plea(text: str):
    assert is_plea(text)
    assert wants_therapist_now(text) is (text in THERAPIST)


@pytest.mark.parametrize("text", NO_PLEAS)
def test_no_plea(text: str):
    assert not is_plea(text)


def test_no_question_about_contact_is_taken_for_one():
    questions = [each.text for each in all_texts() if each.label.startswith("faq/")]
    taken = [text for text in questions if is_plea(text)]
    assert len(taken) <= len(questions) / 1000, taken


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("let me talk to a person", True),
        ("a human please", True),
        ("someone at the office", True),
        ("I need someone", False),
        ("I want to talk to someone", False),
        ("I have to talk to a human being tonight", False),
    ],
)
def test_a_person_instead_of_a_program(text: str, names: bool):
    assert names_a_person(text) is names
