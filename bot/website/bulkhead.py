"""Bulkheads: pools of threads, so that work which hangs takes no thread from other work, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import BoundedSemaphore
from typing import TypeVar

Result = TypeVar("Result")


class TooSlowError(Exception):
    """The work was given up. It may still be done later, if it had begun."""


class Bulkhead:
    """Threads of one kind of work, which a caller waits for within a time limit."""

    def __init__(self, threads: int, most_callers: int | None = None) -> None:
        """
        Args:
            threads: so much of the work is done at once. Work that hangs keeps its thread; what then finds none is
                given up as well.
            most_callers: callers that wait at once, those whose work has begun included; work of others is given up
                at once. None: no limit.
        """
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._room = BoundedSemaphore(most_callers) if most_callers else None

    def run(self, seconds: float, work: Callable[[], Result]) -> Result:
        """The result of the work.

        Raises:
            TooSlowError: it is not there within these seconds, or too many wait already.
            Exception: whatever the work raises.
        """
        if self._room is None:
            return self._run(seconds, work)
        if not self._room.acquire(blocking=False):
            raise TooSlowError
        try:
            return self._run(seconds, work)
        finally:
            self._room.release()

    def _run(self, seconds: float, work: Callable[[], Result]) -> Result:
        future = self._threads.submit(work)
        try:
            return future.result(seconds)
        except FutureTimeoutError:
            # What has not begun is wanted by nobody any more.
            future.cancel()
            raise TooSlowError from None
