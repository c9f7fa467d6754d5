"""Turns at something slow that many want at once: whoever asks for much waits behind those who ask for little."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class NoTurnError(Exception):
    """The turn did not come in time."""


class FairTurns:
    """So many turns at once. Those who wait are served in rounds, one of each sender a round."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._lock = Lock()
        # The sender who is next stands first; each has at least one who waits.
        self._waiting: dict[str, deque[Event]] = {}

    @contextmanager
    def turn(self, sender: str, seconds: float) -> Iterator[None]:
        """Hold a turn within the block.

        Raises:
            NoTurnError: there was none within these seconds.
        """
        self._take(sender, seconds)
        try:
            yield
        finally:
            self._give_back()

    def _take(self, sender: str, seconds: float) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = Event()
            self._waiting.setdefault(sender, deque()).append(mine)
        if mine.wait(seconds):
            return
        with self._lock:
            if not mine.is_set():
                self._waiting[sender].remove(mine)
                if not self._waiting[sender]:
                    del self._waiting[sender]
                raise NoTurnError
        # It came in the last moment.

    def _give_back(self) -> None:
        with self._lock:
            if not self._waiting:
                self._free += 1
                return
            sender = next(iter(self._waiting))
            queue = self._waiting.pop(sender)
            queue.popleft().set()
            if queue:
                # Back to the end of the round.
                self._waiting[sender] = queue
