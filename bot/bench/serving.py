"""Rasa servers to measure: this project's, with its two companions, and plain Rasa."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from bot.bench.load import (
    LOADS,
    Send,
    Waits,
    measure,
    to_our_rasa,
    to_plain_rasa,
    to_website,
    to_website_first_time,
)
from bot.bench.machine import memory_of_group
from bot.loopback import local_session
from bot.publishing.fresh_database import prepare_database
from bot.running.processes import Process, free_ports, make_processes
from bot.settings import Settings

START_SECONDS = 300.0
LOOK_EVERY = 0.05
QUESTION = "May I text my therapist?"
# The website process lets one address send 300 messages a minute, which 50 clients would pass.
WEBSITE_LOADS = ((1, 30), (10, 8))
FIRST_VISITS = 10


class ServingError(Exception):
    """A server did not come up; the message says which, and where its log is."""


@dataclass(frozen=True)
class Serving:
    """How a server served.

    Attributes:
        start: seconds from its start until it had answered a question.
        waits: by number of clients.
        website_waits: the same through the website process; empty for plain Rasa.
        first_visit: from the page to the first answer, one client after the other; None for plain Rasa.
        memory: resident megabytes of Rasa after the load.
        others: the same of the processes beside it.
    """

    start: float
    waits: dict[int, Waits]
    website_waits: dict[int, Waits]
    first_visit: Waits | None
    memory: float
    others: float


def serve_ours(folder: Path, texts: Sequence[str]) -> Serving:
    """Measure this project's processes with the live model, and a database of their own in the folder."""
    settings = Settings.from_environment({"STATE_DIR": str(folder / "state"), "WEBSITE_PORT": "18090"})
    settings, _ = free_ports(replace(settings, rasa_port=18091, actions_port=18092))
    prepare_database(settings, lambda _line: None)
    actions, rasa, website = make_processes(settings)
    send = to_our_rasa(settings.rasa_url)
    address = f"http://{settings.website_host}:{settings.website_port}"
    # The website first: Rasa has its model from there.
    with website.started() as website_group:
        _until_ok(f"{address}/healthz", website)
        with rasa.started() as rasa_group:
            start = _until_answered(settings.rasa_url, send, rasa)
            with actions.started() as actions_group:
                _until_ok(f"{address}/readyz", website)
                waits = _loads(LOADS, texts, send)
                website_waits = _loads(WEBSITE_LOADS, texts, to_website(address))
                first_visit = measure(1, FIRST_VISITS, texts, to_website_first_time(address))
                others = memory_of_group(actions_group) + memory_of_group(website_group)
                return Serving(start, waits, website_waits, first_visit, memory_of_group(rasa_group), others)


def serve_plain(model: Path, folder: Path, texts: Sequence[str]) -> Serving:
    """Measure plain Rasa with its REST channel and its tracker store in memory."""
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text("rest:\n", "utf-8")
    endpoints.write_text("", "utf-8")
    settings, _ = free_ports(replace(Settings.from_environment({}), rasa_port=18093))
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "--model", str(model)]
    command += ["--interface", "127.0.0.1", "--port", str(settings.rasa_port)]
    command += ["--credentials", str(credentials), "--endpoints", str(endpoints)]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
    send = to_plain_rasa(settings.rasa_url)
    plain = Process("plain", command, {**os.environ, **quiet}, folder / "plain.log")
    with plain.started() as group:
        start = _until_answered(settings.rasa_url, send, plain)
        return Serving(start, _loads(LOADS, texts, send), {}, None, memory_of_group(group), 0.0)


def _loads(loads: Sequence[tuple[int, int]], texts: Sequence[str], send: Send) -> dict[int, Waits]:
    # The first message of a run is not measured.
    measure(1, 3, texts, send)
    return {clients: measure(clients, each, texts, send) for clients, each in loads}


def _until_answered(url: str, send: Send, server: Process) -> float:
    """Seconds until a question is answered."""
    started = time.perf_counter()
    _until_ok(f"{url}/status", server)
    until(lambda: measure(1, 1, [QUESTION], send).failed == 0, _not_up(server))
    return time.perf_counter() - started


def _until_ok(address: str, server: Process) -> None:
    until(lambda: local_session().get(address, timeout=20).ok, _not_up(server))


def _not_up(server: Process) -> str:
    return f"{server.name} (its log: {server.log}) did not come up"


def until(done: Callable[[], bool], failure: str) -> None:
    """Wait until it is done; a server that does not answer is not.

    Raises:
        ServingError: it takes too long; the failure is its message.
    """
    give_up = time.perf_counter() + START_SECONDS
    while time.perf_counter() < give_up:
        with suppress(requests.RequestException):
            if done():
                return
        time.sleep(LOOK_EVERY)
    raise ServingError(f"{failure} in {START_SECONDS:.0f} s")
