"""What outlives a crisis: whom the client means, where they are, that they are under age; nothing of what they told."""

from __future__ import annotations

import pytest
from rasa.shared.core.constants import REQUESTED_SLOT, SESSION_START_METADATA_SLOT

from bot.assistant.crisis_policy import KEPT_SLOTS
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import read_yaml
from tests.assistant.conftest import Talk

pytestmark = pytest.mark.rasa

DANGER = "I want to kill myself"


def test_every_slot_that_is_kept_is_there_to_be_kept():
    slots = read_yaml((PROJECT_ROOT / "domain.yml").read_text("utf-8"))["slots"]
    assert {*slots, REQUESTED_SLOT, SESSION_START_METADATA_SLOT} >= KEPT_SLOTS


@pytest.mark.parametrize(
    ("before", "slot"),
    [
        ("I'm 15, does my therapist tell my parents what I text?", "young"),
        ("May I text Dr. Okafor?", "therapist"),
        ("I'm in Canada, whom can I call in an emergency?", "country"),
    ],
)
def test_who_and_where_somebody_is_outlives_a_crisis(talk: Talk, before: str, slot: str):
    talk.say(before)
    known = talk.slot(slot)
    assert known
    talk.say(DANGER)
    assert talk.slot(slot) == known


def test_what_was_told_for_a_note_does_not(talk: Talk):
    talk.say("/prepare_session")
    talk.say("she has not answered me")
    assert talk.slot("what_happened")
    talk.say(DANGER)
    assert talk.slot("what_happened") is None
    assert talk.form is None


def test_somebody_under_age_still_gets_words_for_the_young_after_a_crisis(talk: Talk):
    talk.say("I'm 15, does my therapist tell my parents what I text?")
    talk.say(DANGER)
    said = talk.answer("How soon will she answer my message? She has not answered for days and it hurts")
    assert "parents" in said
