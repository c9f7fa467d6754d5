"""A long conversation stays quick, and nobody notices where it was shortened."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.conversations.shortening import KEPT_TURNS, MOST_TURNS, shortened
from bot.database.engine import Database
from bot.database.tables.conversations import RasaEventRow

from .conftest import Talk, notes


def events_of(turns: int, form_from: int | None = None, form_to: int | None = None) -> list[dict]:
    """A conversation in which Dana is named first, and a form may run."""
    events: list[dict] = [{"event": "slot", "name": "therapist", "value": "dana", "timestamp": 0.0}]
    for turn in range(turns):
        events.append({"event": "user", "text": f"question {turn}", "timestamp": float(turn)})
        if turn == form_from:
            events.append({"event": "active_loop", "name": "a_form", "timestamp": turn + 0.1})
        if turn == form_to:
            events.append({"event": "active_loop", "name": None, "timestamp": turn + 0.1})
        events.append({"event": "action", "name": "action_listen", "timestamp": turn + 0.2})
    return events


def said(events: list[dict] | None) -> list[str]:
    assert events is not None
    return [event["text"] for event in events if event["event"] == "user"]


def test_a_conversation_of_usual_length_is_left_alone() -> None:
    assert shortened(events_of(MOST_TURNS)) is None


def test_the_last_turns_and_the_slots_stay() -> None:
    events = shortened(events_of(MOST_TURNS + 1))
    assert said(events) == [f"question {turn}" for turn in range(MOST_TURNS + 1 - KEPT_TURNS, MOST_TURNS + 1)]
    assert {"event": "slot", "name": "therapist", "value": "dana", "timestamp": 16.0} in (events or [])


def test_an_open_form_is_not_cut() -> None:
    assert said(shortened(events_of(MOST_TURNS + 1, form_from=10)))[0] == "question 10"
    assert shortened(events_of(MOST_TURNS + 1, form_from=0)) is None


def test_a_form_that_has_ended_does_not_matter() -> None:
    assert said(shortened(events_of(MOST_TURNS + 1, form_from=2, form_to=5)))[0] == "question 16"


def rows(talk: Talk) -> int:
    with Database(talk.assistant.settings.database_url).session() as session:
        return int(session.execute(select(func.count()).where(RasaEventRow.sender_id == talk.id)).scalar_one())


@pytest.mark.rasa
def test_a_long_conversation_goes_on_as_if_nothing_had_been_cut(talk: Talk) -> None:
    talk.say("May I text Daniel?")
    before = talk.slot("therapist")
    assert before
    most = 0
    for _ in range(2 * MOST_TURNS):
        talk.say("What are your hours?")
        most = max(most, rows(talk))
    talk.say("May I text my therapist?")
    assert talk.slot("therapist") == before
    assert "email" in talk.answer("and by email?")
    # A turn is some eight events; without shortening there would be twice as many.
    assert rows(talk) <= most < 12 * (MOST_TURNS + 1)


@pytest.mark.rasa
def test_a_form_goes_on_over_the_cut(talk: Talk) -> None:
    for _ in range(MOST_TURNS - 1):
        talk.say("What are your hours?")
    for text in ("help me say something to my therapist", "she read my text wrong", "it hurt", "/skip"):
        talk.say(text)
    messages = talk.say("/skip")
    messages = messages if notes(messages) else talk.say("/affirm")
    assert "she read my text wrong" in notes(messages)[0]["text"]
    talk.say("thanks")
    assert "she read my text wrong" not in str(talk.tracker.as_dialogue())
