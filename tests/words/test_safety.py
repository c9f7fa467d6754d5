"""Which changes of a topic a second person has to agree to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.topics.topic import Safety, Topic
from bot.words.safety import check_safety, topic_needs_two

PLAIN = Topic("parking", "Where can I park?", "In the yard.")
CAREFUL = replace(PLAIN, safety=Safety.SECOND_PERSON)
URGENT = replace(PLAIN, answer="Call {emergency_number}.", safety=Safety.CRISIS)


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        (PLAIN, replace(PLAIN, answer="In the street."), False),
        (None, PLAIN, False),
        (None, CAREFUL, True),
        (CAREFUL, CAREFUL, False),
        (CAREFUL, replace(CAREFUL, answer="In the street."), True),
        (CAREFUL, PLAIN, True),
        (PLAIN, CAREFUL, False),
        (PLAIN, replace(PLAIN, answer="In the yard. If you want to die, call 988."), True),
    ],
)
def test_when_a_second_person_is_needed(before: Topic | None, after: Topic, needed: bool):
    assert topic_needs_two(before, after) is needed


def test_an_answer_for_people_in_danger_names_the_number_and_sends_nobody_away():
    kinds = {each.kind for each in check_safety(URGENT, "Do not call anybody.")}
    assert kinds == {"no_emergency_number", "crisis_wording"}
    assert check_safety(URGENT, URGENT.answer) == []
    assert check_safety(PLAIN, "In the street.") == []
