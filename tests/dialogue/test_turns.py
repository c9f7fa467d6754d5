"""What was said before, read from a tracker's events."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.dialogue.turns import last_topic


def tracker(*responses: str) -> SimpleNamespace:
    events = []
    for name in responses:
        events.append(SimpleNamespace(type_name="user", parse_data={}))
        events.append(SimpleNamespace(type_name="bot", metadata={"utter_action": name}))
    return SimpleNamespace(events=events, latest_message=None)


@pytest.mark.parametrize(
    "around",
    ["utter_repeat", "utter_again", "utter_which_topic", "utter_not_what_i_meant", "utter_why", "utter_can_they"],
)
def test_words_around_an_answer_leave_its_topic(around: str):
    assert last_topic(tracker("utter_faq/gifts", around)) == "gifts"
    assert last_topic(tracker("utter_faq/gifts", around, around)) == "gifts"


@pytest.mark.parametrize("other", ["utter_greet", "utter_goodbye", "utter_crisis", "utter_may_i_send"])
def test_talk_about_something_else_ends_it(other: str):
    assert last_topic(tracker("utter_faq/gifts", other)) is None
