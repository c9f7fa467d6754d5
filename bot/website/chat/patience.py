"""Work that is given up when it takes too long, so that a person in danger never waits for what hangs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

Result = TypeVar("Result")

# Work that hangs keeps its thread; when all of them hang, new work is given up as well.
THREADS = 32


class TooSlowError(Exception):
    """The work was given up. It may still be done later."""


class Patience:
    """Threads that do the work while the caller waits, but not for ever."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")

    def wait(self, seconds: float, work: Callable[[], Result]) -> Result:
        """The result of the work.

        Raises:
            TooSlowError: it is not there within these seconds.
            Exception: whatever the work raises.
        """
        try:
            return self._threads.submit(work).result(seconds)
        except FutureTimeoutError:
            raise TooSlowError from None
