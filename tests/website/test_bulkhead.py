"""Work that hangs: whoever waits for it is let go, and too many do not wait at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from bot.website.bulkhead import Bulkhead, TooSlowError


@pytest.fixture
def released() -> Iterator[Event]:
    """Lets the hanging work end; at the latest after the test."""
    event = Event()
    yield event
    event.set()


def test_work_that_hangs_is_given_up(released: Event):
    with pytest.raises(TooSlowError):
        Bulkhead(1).run(0.01, released.wait)


def test_work_that_had_not_begun_is_never_done(released: Event):
    bulkhead, done = Bulkhead(1), []
    with pytest.raises(TooSlowError):
        bulkhead.run(0.01, released.wait)
    with pytest.raises(TooSlowError):
        bulkhead.run(0.01, lambda: done.append("too late"))
    released.set()
    assert bulkhead.run(60, lambda: "next") == "next"
    assert not done


def test_when_enough_wait_others_are_let_go_at_once(released: Event):
    bulkhead, begun = Bulkhead(2, most_callers=2), Barrier(3)

    def hang() -> bool:
        begun.wait()
        return released.wait(60)

    with ThreadPoolExecutor(2) as callers:
        waiting = [callers.submit(bulkhead.run, 60, hang) for _ in range(2)]
        begun.wait()
        with pytest.raises(TooSlowError):
            bulkhead.run(60, lambda: "no room")
        released.set()
        assert all(each.result() for each in waiting)
    assert bulkhead.run(60, lambda: "room again") == "room again"


def test_what_the_work_raises_is_raised():
    with pytest.raises(KeyError):
        Bulkhead(1).run(60, lambda: {}["nothing"])
