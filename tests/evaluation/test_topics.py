"""How answers are counted: right, wrong, offered, several."""

from __future__ import annotations

from typing import Any

import pytest

from bot.danger.finding import NOTHING, Finding
from bot.evaluation.held_out import Question
from bot.evaluation.models import Understood, read_ours, read_plain
from bot.evaluation.topics import Outcome, form, length_bin

RANKING = [{"intent_response_key": "faq/gifts", "confidence": 0.7}, {"intent_response_key": "faq/recording"}]


def ours(act: str, also: tuple[str, ...] = (), tier: str = "none") -> Understood:
    """What the model decided about a message on gifts."""
    kind = "suicide" if tier == "crisis" else None
    return read_ours(
        {
            "understanding": {
                "act": act,
                "label": "faq/gifts",
                "confidence": 0.7,
                "candidates": ["faq/gifts", "faq/recording"],
                "also": list(also),
            },
            "crisis": {"tier": tier, "kind": kind, "rule": "a_rule" if kind else None},
            "response_selector": {"faq": {"ranking": RANKING}},
        }
    )


def outcome(asked: str, understood: Understood) -> Outcome:
    return Outcome(Question("a message", tuple(asked.split())), understood)


@pytest.mark.parametrize(
    ("asked", "act", "right", "wrong", "offered"),
    [
        ("gifts", "answer", True, False, True),
        ("recording", "answer", False, True, False),
        ("gifts", "offer", False, False, True),
        ("recording", "unsure", False, False, True),
        ("reminders", "offer", False, False, False),
        ("gifts", "outside", False, False, False),
        ("gifts", "intent", False, False, False),
    ],
)
def test_an_answer_is_right_wrong_or_offered(asked: str, act: str, right: bool, wrong: bool, offered: bool) -> None:
    found = outcome(asked, ours(act))
    assert (found.right, found.wrong, found.right_or_offered) == (right, wrong, offered)


def test_a_message_routed_as_crisis_is_not_answered() -> None:
    found = outcome("gifts", ours("answer", tier="crisis"))
    assert not found.answered
    assert not found.right_or_offered
    assert found.likeliest


def test_the_right_answer_beside_a_wrong_one_does_not_make_it_right() -> None:
    found = outcome("recording", ours("answer", also=("faq/recording",)))
    assert found.wrong
    assert not found.right


@pytest.mark.parametrize(
    ("asked", "also", "all_", "some", "unasked"),
    [
        ("gifts recording", ("faq/recording",), True, True, False),
        ("gifts recording", (), False, True, False),
        ("gifts recording", ("faq/reminders",), False, True, True),
        ("reminders recording", (), False, False, True),
    ],
)
def test_several_questions(asked: str, also: tuple[str, ...], all_: bool, some: bool, unasked: bool) -> None:
    found = outcome(asked, ours("answer", also))
    assert (found.all_answered, found.some_answered, found.unasked_answered) == (all_, some, unasked)


@pytest.mark.parametrize(
    ("intent", "key", "answered"),
    [
        ("faq", "faq/gifts", ("gifts",)),
        ("out_of_scope", "faq/gifts", ("gifts",)),
        ("faq", "out_of_scope/advice", ()),
        ("nlu_fallback", "faq/gifts", ()),
        ("greet", "faq/gifts", ()),
    ],
)
def test_read_plain_follows_how_rasa_looks_up_a_response(intent: str, key: str, answered: tuple[str, ...]) -> None:
    parsed: dict[str, Any] = {
        "intent": {"name": intent},
        "response_selector": {"default": {"response": {"intent_response_key": key}, "ranking": RANKING}},
    }
    understood = read_plain(parsed)
    assert understood.answered == answered
    assert understood.ranking == ("gifts", "recording")
    assert understood.finding == NOTHING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I text her", "question"),
        ("hi, is it ok to write", "question"),
        ("she never wrote back", "statement"),
        ("I wonder about gifts", "statement"),
        ("gifts?", "question"),
    ],
)
def test_form(text: str, expected: str) -> None:
    assert form(text) == expected


@pytest.mark.parametrize(("words", "expected"), [(1, " 1 - 5 words"), (6, " 6 - 10 words"), (40, "26 words and more")])
def test_length_bin(words: int, expected: str) -> None:
    assert length_bin("word " * words) == expected


def test_finding_of_ours_is_kept() -> None:
    assert ours("unsure", tier="crisis").finding == Finding("crisis", "suicide", "a_rule")
