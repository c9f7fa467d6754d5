"""A PostgreSQL server of the tests' own, in a folder that is removed afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.database.engine import Database

START_SECONDS, STOP_SECONDS = 60, 5
# PostgreSQL does not run for root; Debian's package makes this account.
ACCOUNT = "postgres"


def programs() -> Path | None:
    """The folder with PostgreSQL's programs; None if it is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    # Debian keeps them out of PATH, so that several versions can live together.
    folders += sorted((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)
    return folders[0] if folders else None


class PostgreSQL:
    """The server; tests stop it, freeze it, and start it again."""

    def __init__(self, folder: Path) -> None:
        self._programs = folder
        self._home = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._account = ACCOUNT if os.geteuid() == 0 else None
        if self._account:
            shutil.chown(self._home, self._account)
        self._run("initdb", "-U", "tests", "--auth=trust", "--encoding=UTF8", "--no-sync")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://tests@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-p", str(self._port), "-h", "127.0.0.1", "-k", str(self._home), "-F"]
        self._server = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, *options],
            cwd=self._home,
            user=self._account,
            stdout=subprocess.DEVNULL,
            stderr=(self._home / "log").open("wb"),
        )
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up and self._server.poll() is None:
            try:
                Database(self.url).engine.connect().close()
            except OperationalError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"PostgreSQL did not start: {(self._home / 'log').read_text('utf-8', 'replace')[-2000:]}")

    def stop(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self._server is not None:
            self.thaw()
            self._server.send_signal(signal.SIGQUIT)
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # It waits a minute for a connection that was frozen before it was let in.
                self._server.kill()
                self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """Let it hang: connections stay open, and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._home)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, "-D", self._data, *arguments]
        subprocess.run(command, cwd=self._home, user=self._account, check=True, capture_output=True)

    def _signal_all(self, number: int) -> None:
        """Send it to the server first, which then starts no more, and to the process of each connection."""
        assert self._server is not None, "start it first"
        self._server.send_signal(number)
        own = self._server.pid
        for each in Path(f"/proc/{own}/task/{own}/children").read_text("ascii").split():
            # A connection that was given up meanwhile may end by itself.
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(each), number)


def running() -> Iterator[PostgreSQL]:
    """A running server with an empty database, until the fixture that asked for it ends."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    server = PostgreSQL(folder)
    try:
        server.start()
        yield server
    finally:
        server.remove()
