from __future__ import annotations

import pytest

from bot.language.slips import USED_IN, Slips

QUESTIONS = ["can i text my therapist", "what are the opening hours", "how do I cancel my session"] * USED_IN


@pytest.fixture(scope="module")
def slips() -> Slips:
    return Slips(QUESTIONS, english={"house", "cane"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("can i te xt my thera pist", "can i text my therapist"),
        ("can i text my th era pist?", "can i text my therapist?"),
        ("canitext my therapist", "can i text my therapist"),
        ("wat r the openning huors", "wat r the opening hours"),
        ("How do I CANCLE my sesion", "How do I cancel my session"),
    ],
)
def test_slips_are_put_right(slips: Slips, typed: str, meant: str):
    assert slips.put_right(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Can I text my therapist?",
        "is the house open",
        "a cane, please",
        "can I text Textt",
        "te, xt",
        "zzkjq wvvbx",
        "",
    ],
)
def test_what_is_a_word_or_no_known_slip_stays(slips: Slips, text: str):
    assert slips.put_right(text) == text
