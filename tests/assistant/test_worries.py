"""Whoever voices discomfort with contact is encouraged to raise it, in words that fit, and offered help to prepare."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.words.training_texts import all_texts
from tests.assistant.conftest import Talk, payloads

pytestmark = pytest.mark.rasa

WORRIES = yaml.safe_load(Path(__file__).with_name("worries.yml").read_text("utf-8"))


@pytest.mark.parametrize("worry", WORRIES, ids=[each["says"][:50] for each in WORRIES])
def test_a_worry_gets_the_fitting_encouragement(talk: Talk, worry: dict):
    messages = talk.say(worry["says"])
    words = "\n".join(each["text"] or "" for each in messages)
    # Who is asked back is not encouraged as if they had been understood.
    asked_back = "Which of these do you mean" in words or "did not understand" in words
    assert asked_back or any(part in words for part in worry["any"]), words
    assert "/prepare_session" in payloads(messages)


def test_the_worries_are_held_out_from_training():
    trained = {text.text.casefold() for text in all_texts()}
    assert len(WORRIES) >= 25
    assert not [each["says"] for each in WORRIES if each["says"].casefold() in trained]


@pytest.mark.parametrize(
    "question", ["May I text my therapist?", "What are your hours?", "How do I book a session?", "Do I get reminders?"]
)
def test_a_plain_question_gets_no_encouragement(talk: Talk, question: str):
    assert "/prepare_session" not in payloads(talk.say(question))


def test_contact_that_felt_wrong_has_routes_beside_the_session(talk: Talk):
    words = talk.answer("My therapist keeps sending me messages that feel wrong and flirty")
    assert "need not face your therapist first" in words
    assert "ruth.hale@harborlane.example.org" in words
    assert "Oregon Board" in words
    assert "911" in words


def test_the_offer_opens_the_form(talk: Talk):
    talk.say("I'm upset about something she wrote and don't know how to raise it")
    assert "Question 1 of 4" in talk.answer("/prepare_session")
