"""PostgreSQL's limits: a server that accepts connections and says nothing keeps nobody waiting without end.

The server's own limits end what it is busy with. They do nothing when the server itself hangs, and TCP sees no fault
while its kernel still answers, so this side stops waiting as well. libpq has no such limit; psycopg2's wait callback
is where one can be set (https://www.psycopg.org/docs/advanced.html#support-for-coroutine-libraries).
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg2
from psycopg2 import extensions

from bot import deadlines

# A host that is gone: the connection ends after some seconds, whoever uses it.
_TCP = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# libpq's CONNECTION_OK.
_OPEN = 0
_EVENTS = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}


class SilentServerError(psycopg2.OperationalError):
    """The server did not answer in time; the connection is closed."""


class _Hurried(extensions.connection):
    """A connection on which nothing is waited for longer than `answer_seconds`."""

    answer_seconds = deadlines.DATABASE_ANSWER


def connect_arguments(background: bool) -> dict[str, Any]:
    """What to connect with.

    Args:
        background: for work that may take long, such as a migration: once connected, it
            waits for as long as the server's host is there.
    """
    extensions.set_wait_callback(_wait)
    lock = f"-c lock_timeout={deadlines.DATABASE_LOCK * 1000:.0f}"
    if background:
        return {**_TCP, "options": lock}
    limits = f"{lock} -c statement_timeout={deadlines.DATABASE_STATEMENT * 1000:.0f}"
    return {**_TCP, "options": limits, "connection_factory": _Hurried}


def _wait(connection: Any) -> None:
    """Wait until the server has answered, as psycopg2 does without a callback but for the limit.

    Raises:
        SilentServerError: it has not, within the connection's `answer_seconds`, or it does not let us in; psycopg2
            then closes the connection.
    """
    is_open = connection.info.status == _OPEN
    seconds = getattr(connection, "answer_seconds", None) if is_open else deadlines.DATABASE_ANSWER
    give_up = None if seconds is None else time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        poller = select.poll()
        poller.register(connection.fileno(), _EVENTS[state])
        left = None if give_up is None else max(0.0, give_up - time.monotonic()) * 1000
        if not poller.poll(left):
            raise SilentServerError(f"the database server did not answer within {seconds} s")
