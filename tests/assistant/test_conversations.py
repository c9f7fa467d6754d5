"""Held-out conversations with the real agent: what a short message does after an answer is understood as meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.evaluation.held_out import ShortMessage, load_conversations
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml
from tests.assistant.conftest import Talk

INTENTS = load_yaml(PROJECT_ROOT / "data" / "dialogue" / "short_messages.yml")["intents"]
ASKS = "asks"
# Never to be read into a message that does not mean them: they end what the client came for.
FINAL = frozenset({"goodbye", "thanks", "stop", "prepare_session", "check_message"})
FEWEST, LEAST_RIGHT, MOST_MEANT_OTHERWISE = 150, 0.85, 0.02


def understood_as(talk: Talk, turn: ShortMessage) -> str:
    messages = talk.say(turn.says)
    assert messages, f"{turn.says!r} got no answer"
    return str(talk.tracker.latest_message.intent["name"])


def is_right(intent: str, turn: ShortMessage) -> bool:
    if turn.does == ASKS:
        return intent not in set(INTENTS.values()) - {"goes_on"}
    # Whom to call comes before everything.
    return intent in (INTENTS[turn.does], "crisis")


@pytest.mark.rasa
def test_short_messages_are_understood_after_an_answer(new_talk: Callable[[], Talk]):
    found = []
    for turns in load_conversations():
        talk = new_talk()
        talk.say(turns[0].says)
        found += [(turn, understood_as(talk, turn)) for turn in turns[1:]]
    wrong = [(turn.says, turn.does, intent) for turn, intent in found if not is_right(intent, turn)]
    ended = [each for each in wrong if each[2] in FINAL]
    assert len(found) >= FEWEST
    assert len(ended) <= MOST_MEANT_OTHERWISE * len(found), ended
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(found), wrong
