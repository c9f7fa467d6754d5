"""What "Try a question" shows is what the chat then says, with the real model and processes."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.releases.archives import MODELS
from bot.website.console.would_say import LiveWords, Teller
from bot.website.services import Services
from bot.wording import wording
from tests.conftest import Service

MESSAGES = [
    "What if I am late or miss a session?",
    "may i text",
    "Can I text her to move my session?",
    "are you open on friday?",
    "does Dr. Okafor answer emails?",
    "which ways are there to contact you",
    "can i friend her on facebook",
    "I wrote on friday night, when do i hear back?",
    "she never answers my texts and i hate it",
    "do you use whatsapp",
    "who do i call in canada in an emergency",
    "are you a robot",
    # A story, of which the chat says what it understood.
    "For the second time in a row I turned up a week early, which is rather the opposite of missing it, but this "
    "week I then forgot the real one and I'd like to know what happens now.",
    "can i talk to a person",
    "I am so sad and overwhelmed right now",
    "I feel bad texting her so much",
    "can I bring a gift",
    "messages",
    "what is the weather like tomorrow",
    "should i take my pills",
    "hello",
    "thanks",
    "help me prepare",
    "Hallo, wann haben Sie geöffnet?",
    "help me",
    "what is the suicide hotline number",
    "i want to kill myself",
    "i want to die. can i text my therapist?",
]


@pytest.fixture(scope="module")
def website(service: Service) -> Services:
    """What the running website works with, on the same database."""
    return Services.create(service.settings)


@pytest.fixture(scope="module")
def teller(website: Services) -> Teller:
    words, privacy = LiveWords.read(website.word_files, MODELS), website.words.privacy
    return Teller(
        words,
        website.live.current(),
        website.contacts,
        datetime.now(timezone.utc),
        website.retention.hours(),
        privacy.values(wording("website")["privacy"]),
    )


@pytest.mark.integration
@pytest.mark.parametrize("message", MESSAGES)
def test_the_chat_says_what_was_shown(service: Service, website: Services, teller: Teller, message: str):
    told = teller.would_say(website.rasa.parse(message), website.gate.check(message))
    answer = service.open().say(message)["messages"]
    assert told.text == "\n\n".join(each["text"] for each in answer if each["type"] == "text")
    contacts = [each for each in answer if each["type"] == "contacts"]
    assert [each["text"] for each in contacts] == ([told.contacts["text"]] if told.contacts else [])
