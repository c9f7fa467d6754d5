"""One who asks for much does not keep the others from their turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from bot.website.fair_turns import FairTurns, NoTurnError


def waiting(turns: FairTurns) -> int:
    return sum(map(len, turns._waiting.values()))


def test_each_sender_has_one_turn_a_round():
    turns, order, done = FairTurns(1), [], Event()

    def ask(sender: str) -> None:
        with turns.turn(sender, 60):
            order.append(sender)

    def hold() -> None:
        with turns.turn("first", 60):
            done.wait(60)

    with ThreadPoolExecutor(8) as pool:
        held = pool.submit(hold)
        while turns._free:
            pass
        jobs = []
        for number, sender in enumerate(["greedy", "greedy", "greedy", "a", "b"], start=1):
            jobs.append(pool.submit(ask, sender))
            while waiting(turns) < number:
                pass
        done.set()
        for each in [held, *jobs]:
            each.result(60)
    assert order == ["greedy", "a", "b", "greedy", "greedy"]


def test_a_turn_that_does_not_come_is_given_up_and_the_next_one_comes():
    turns = FairTurns(1)
    with turns.turn("a", 60), pytest.raises(NoTurnError), turns.turn("b", 0.01):
        pass
    with turns.turn("b", 0.01):
        pass


def test_a_turn_is_given_back_after_a_fault():
    turns = FairTurns(1)
    with pytest.raises(ValueError, match="nothing"), turns.turn("a", 60):
        raise ValueError("nothing")
    with turns.turn("a", 0.01):
        pass
