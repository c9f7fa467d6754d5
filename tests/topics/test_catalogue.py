"""Which topic answers a follow-up."""

from __future__ import annotations

import pytest

from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import Catalogue
from bot.topics.topic import COUNTRY, TIMES

TOPICS = Catalogue.of_files(PROJECT_ROOT / "data")


@pytest.mark.parametrize(
    ("before", "what", "then"),
    [
        ("gifts", "email", "email_allowed"),
        ("texting_privacy", "email", "email_security"),
        ("email_security", "email", "email_security"),
        ("response_time", "text", "response_time"),
        ("response_time", TIMES, "response_time"),
        ("gifts", TIMES, "contact_hours"),
        ("therapy_by_text", "phone", "telehealth"),
        ("gifts", COUNTRY, "emergency_contact"),
        ("gifts", "smoke_signals", None),
        ("no_such_topic", "text", "texting_allowed"),
    ],
)
def test_what_follows_a_topic(before: str, what: str, then: str | None):
    assert TOPICS.after(before, what) == then


def test_titles_are_the_clients_questions():
    assert TOPICS.title("gifts") == "May I give my therapist a gift?"
    assert TOPICS.title("no_such_topic") == "no_such_topic"
