"""Work that is given up when it takes too long, so that a person in danger never waits for what hangs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import BoundedSemaphore
from typing import TypeVar

Result = TypeVar("Result")


class TooSlowError(Exception):
    """The work was given up. It may still be done later, if it had begun."""


class Patience:
    """Threads that do the work while the caller waits, but not for ever."""

    def __init__(self, threads: int, most_waiting: int | None = None) -> None:
        """
        Args:
            threads: so much of the work is done at once. Work that hangs keeps its thread; what then finds none is
                given up as well.
            most_waiting: callers that wait at once, those whose work has begun included; work of others is given up
                at once. None: no limit.
        """
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._room = BoundedSemaphore(most_waiting) if most_waiting else None

    def wait(self, seconds: float, work: Callable[[], Result]) -> Result:
        """The result of the work.

        Raises:
            TooSlowError: it is not there within these seconds, or too many wait already.
            Exception: whatever the work raises.
        """
        if self._room is None:
            return self._wait(seconds, work)
        if not self._room.acquire(blocking=False):
            raise TooSlowError
        try:
            return self._wait(seconds, work)
        finally:
            self._room.release()

    def _wait(self, seconds: float, work: Callable[[], Result]) -> Result:
        future = self._threads.submit(work)
        try:
            return future.result(seconds)
        except FutureTimeoutError:
            # What has not begun is wanted by nobody any more.
            future.cancel()
            raise TooSlowError from None
