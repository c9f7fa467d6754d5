"""The website process without Rasa, and what a person in danger must get from it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from bot.danger.finding import KINDS
from bot.danger.patterns import load_patterns
from bot.running.processes import Process, free_ports, make_processes
from bot.settings import Settings
from tests.conftest import Client, Service

# The product's promise to a person in danger; a generous bound on a busy test machine, not a benchmark.
PROMISE_SECONDS = 3.0
START_SECONDS = 60
# One message a kind: the first example of the first pattern of each.
IN_DANGER = {pattern.kind: pattern.fires[0] for pattern in reversed(load_patterns()) if pattern.kind in KINDS}
QUESTION = "may I text my therapist?"


def in_danger_by_kind() -> list[str]:
    return [text for kind, text in IN_DANGER.items() if kind != "distress"]


def settings_of(state: Path, **more: str) -> Settings:
    """Settings with a state folder of their own, on free ports."""
    settings = Settings.from_environment({"STATE_DIR": str(state), "WEBSITE_PORT": "18180", **more})
    settings, _ = free_ports(replace(settings, rasa_port=15105, actions_port=15155))
    return settings


def start_website(settings: Settings) -> Iterator[Service]:
    website = next(each for each in make_processes(settings) if each.name == "website")
    website.start()
    running = Service(settings, {"website": website})
    try:
        _wait_until_alive(running.url, website)
        yield running
    finally:
        website.stop()


def _wait_until_alive(url: str, process: Process) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.running:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"the website did not start: {process.log.read_text('utf-8', 'replace')[-2000:]}")


def ask_in_danger(client: Client, said: str) -> None:
    """Say it, and check that contacts come first and in time."""
    started = time.monotonic()
    answer = client.say(said)
    assert time.monotonic() - started < PROMISE_SECONDS, said
    assert_contacts_first(answer, said)


def assert_contacts_first(answer: dict[str, Any], said: str) -> None:
    first = answer["messages"][0]
    assert first["type"] == "contacts", said
    assert len(first["contacts"]) >= 2
    assert any(contact["sms"] or contact["url"] for contact in first["contacts"])
