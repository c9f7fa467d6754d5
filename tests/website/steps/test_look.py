"""The gate reads what clients write, and not what buttons say."""

from __future__ import annotations

from bot.danger.gate import Gate
from bot.website.chat.steps.look import Look
from tests.website.steps.conftest import NewContext

OVERWHELMED = "everything is too much and I can't stop crying"


def test_danger_is_found_in_words_and_not_in_a_buttons_payload(new_context: NewContext):
    look = Look(Gate.load())
    written, pressed = (
        new_context("I want to kill myself"),
        new_context("/choose I want to kill myself", is_payload=True),
    )
    look(written)
    look(pressed)
    assert written.finding.kind == "suicide"
    assert not pressed.finding.shows_contacts


def test_in_a_strict_place_distress_is_not_looked_for_and_a_stated_danger_is(new_context: NewContext):
    gate = Gate.load()
    for strict in (False, True):
        look = Look(gate, strict)
        overwhelmed, stated = new_context(OVERWHELMED), new_context("I want to kill myself")
        look(overwhelmed)
        look(stated)
        assert overwhelmed.finding.shows_contacts is not strict
        assert stated.finding.tier == "crisis"
