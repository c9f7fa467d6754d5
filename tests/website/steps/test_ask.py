"""Rasa is asked within a deadline; whatever it does, the step ends without an error."""

from __future__ import annotations

import pytest

from bot import deadlines
from bot.conversations.rasa_client import RasaUnavailableError, Reply
from bot.danger.finding import Finding
from bot.website.chat.steps.ask import Ask
from bot.website.fair_turns import FairTurns
from tests.website.steps.conftest import NewContext

ANSWER = Reply([{"type": "text", "text": "Yes.", "buttons": [], "topic": "texting_allowed"}])
DANGER = Finding("crisis", "suicide", "a rule")


class Rasa:
    """Notes what it is asked."""

    def __init__(self, answer: Reply | None = ANSWER) -> None:
        self.answer = answer
        self.asked: list[tuple[str, float | None, str | None]] = []

    def ask(self, _conversation: str, text: str, deadline: float | None, country: str | None, _before: object) -> Reply:
        self.asked.append((text, deadline, country))
        if self.answer is None:
            raise RasaUnavailableError("down")
        return self.answer


@pytest.mark.parametrize(
    ("text", "is_payload", "sent"),
    [
        ("may I text?", False, "may I text?"),
        ("/restart", False, "restart"),
        (" // ", False, "?"),
        ("\u00a0/affirm", False, "affirm"),
        ("\u3000 /\u2028/deny", False, "deny"),
        ("\x0b/faq", False, "faq"),
        ("/faq/gifts", True, "/faq/gifts"),
    ],
)
def test_only_a_button_is_a_command(new_context: NewContext, text: str, is_payload: bool, sent: str):
    rasa, context = Rasa(), new_context(text, is_payload=is_payload, country="GB")
    Ask(rasa, FairTurns(1), 3.0)(context)  # type: ignore[arg-type]
    ((asked, deadline, country),) = rasa.asked
    assert (asked, country) == (sent, "GB")
    assert deadline == pytest.approx(3.0, abs=1.0)
    assert context.reply is ANSWER
    assert context.answered_by == "assistant"


def test_danger_has_a_shorter_deadline(new_context: NewContext):
    rasa, context = Rasa(), new_context()
    context.finding, context.is_claimed = DANGER, True
    Ask(rasa, FairTurns(1), 3.0)(context)  # type: ignore[arg-type]
    assert [deadline for _, deadline, _ in rasa.asked] == [deadlines.IN_DANGER_RASA]


def test_nobody_in_danger_waits_for_a_rasa_that_cannot_answer(new_context: NewContext):
    rasa, context = Rasa(), new_context()
    context.finding = DANGER
    Ask(rasa, FairTurns(1), 3.0)(context)  # type: ignore[arg-type]
    assert rasa.asked == []


def test_a_rasa_that_is_down_leaves_the_fallback(new_context: NewContext):
    context = new_context()
    Ask(Rasa(None), FairTurns(1), 3.0)(context)  # type: ignore[arg-type]
    assert context.answered_by == "fallback"


def test_who_waits_too_long_for_a_turn_is_answered_without_rasa(new_context: NewContext):
    turns, rasa, context = FairTurns(1), Rasa(), new_context()
    with turns.turn("another", 60):
        Ask(rasa, turns, 0.01)(context)  # type: ignore[arg-type]
    assert rasa.asked == []
    assert context.reply is None


def test_nobody_in_danger_waits_for_a_turn(new_context: NewContext):
    turns, rasa, context = FairTurns(1), Rasa(), new_context()
    context.finding, context.is_claimed = DANGER, True
    with turns.turn("another", 60):
        Ask(rasa, turns, 60.0)(context)  # type: ignore[arg-type]
    assert context.reply is ANSWER
