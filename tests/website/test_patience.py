"""Work that hangs: whoever waits for it is let go, and too many do not wait at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from bot.website.chat.patience import Patience, TooSlowError


@pytest.fixture
def released() -> Iterator[Event]:
    """Lets the hanging work end; at the latest after the test."""
    event = Event()
    yield event
    event.set()


def test_work_that_hangs_is_given_up(released: Event):
    with pytest.raises(TooSlowError):
        Patience(1).wait(0.01, released.wait)


def test_work_that_had_not_begun_is_never_done(released: Event):
    patience, done = Patience(1), []
    with pytest.raises(TooSlowError):
        patience.wait(0.01, released.wait)
    with pytest.raises(TooSlowError):
        patience.wait(0.01, lambda: done.append("too late"))
    released.set()
    assert patience.wait(60, lambda: "next") == "next"
    assert not done


def test_when_enough_wait_others_are_let_go_at_once(released: Event):
    patience, begun = Patience(2, most_waiting=2), Barrier(3)

    def hang() -> bool:
        begun.wait()
        return released.wait(60)

    with ThreadPoolExecutor(2) as callers:
        waiting = [callers.submit(patience.wait, 60, hang) for _ in range(2)]
        begun.wait()
        with pytest.raises(TooSlowError):
            patience.wait(60, lambda: "no room")
        released.set()
        assert all(each.result() for each in waiting)
    assert patience.wait(60, lambda: "room again") == "room again"


def test_what_the_work_raises_is_raised():
    with pytest.raises(KeyError):
        Patience(1).wait(60, lambda: {}["nothing"])
