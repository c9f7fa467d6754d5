"""Which topic answers a follow-up, and which are changed with care."""

from __future__ import annotations

import pytest

from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import Catalogue
from bot.topics.topic import COUNTRY, TIMES, Safety

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


def test_what_somebody_in_danger_reads_is_changed_with_care():
    assert {topic.id: topic.safety for topic in TOPICS.values() if topic.safety} == {
        "attachment": Safety.SECOND_PERSON,
        "ended_by_practice": Safety.SECOND_PERSON,
        "privacy_breach": Safety.SECOND_PERSON,
        "raise_concern": Safety.SECOND_PERSON,
        "confidentiality_limits": Safety.EMERGENCY_NUMBER,
        "inappropriate_contact": Safety.EMERGENCY_NUMBER,
        "emergency_contact": Safety.CRISIS,
    }
