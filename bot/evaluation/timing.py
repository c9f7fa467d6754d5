"""How long a child process takes."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Took:
    """Seconds by the clock, and seconds that all cores worked; both 0 until the block ends."""

    clock: float = 0.0
    cpu: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Took]:
    """Times a block that waits for child processes to end."""
    took = Took()
    started, worked = time.perf_counter(), _children()
    yield took
    took.clock, took.cpu = time.perf_counter() - started, _children() - worked


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
