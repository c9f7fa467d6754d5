"""Whether a process that runs still answers; one that hangs is started again, as one that ended is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import requests

from bot.loopback import local_session
from bot.running.processes import START_SECONDS, Process

# Seconds for one answer, and how long a process may give none. A model being loaded or a busy machine takes less.
ANSWER_SECONDS = 20.0
PATIENCE = 60.0


def answers(url: str) -> Callable[[], bool]:
    """Whether something good comes from the address."""

    def ask() -> bool:
        try:
            with local_session() as http:
                return http.get(url, timeout=ANSWER_SECONDS).ok
        except requests.RequestException:
            return False

    return ask


@dataclass
class Watch:
    """
    Attributes:
        is_well: asks the process.
    """

    process: Process
    is_well: Callable[[], bool]
    _has_answered: bool = True
    _silent_since: float | None = None

    def look(self, now: float) -> str:
        """Start the process again if it is gone, or has been silent for too long; what happened, or "".

        Args:
            now: seconds of a clock that only runs forward.
        """
        if not self.process.running:
            return self._again("stopped", now)
        if self.is_well():
            self._has_answered, self._silent_since = True, None
            return ""
        if self._silent_since is None:
            self._silent_since = now
        # Until it answers for the first time it may be loading.
        patience = PATIENCE if self._has_answered else START_SECONDS
        return self._again("does not answer", now) if now - self._silent_since >= patience else ""

    def _again(self, what: str, now: float) -> str:
        self.process.stop()
        self.process.start()
        self._has_answered, self._silent_since = False, now
        return f"{self.process.name} {what}; starting it again (its log: {self.process.log})"
