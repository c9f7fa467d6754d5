from __future__ import annotations

from bot.language.grouping import grouped

ASKED = [
    "do you validate parking",
    "can i pay with cash",
    "is parking validated here",
    "who is my insurance",
    "do u validate the parking ticket",
    "do you take my insurance",
]


def test_questions_that_ask_the_same_stand_together_in_the_order_of_the_first():
    groups = grouped(ASKED, str)
    assert [ASKED[0], ASKED[2], ASKED[4]] in groups
    assert [ASKED[3], ASKED[5]] in groups
    assert [group[0] for group in groups] == [ASKED[0], ASKED[1], ASKED[3]]


def test_nothing_asked_makes_no_groups():
    assert grouped([], str) == []
    assert grouped(["only one"], str) == [["only one"]]
