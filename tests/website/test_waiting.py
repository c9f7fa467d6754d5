"""PostgreSQL that accepts and never answers: nobody waits for it for long, and whom to call is always told."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import requests

from tests.conftest import Client, Service
from tests.postgresql import PostgreSQL
from tests.website.alone import (
    PROMISE_SECONDS,
    QUESTION,
    ask_in_danger,
    in_danger_by_kind,
    settings_of,
    start_website,
)

pytestmark = pytest.mark.integration

AT_ONCE = 40
Call = Callable[[Client], requests.Response]


def _get(path: str) -> Call:
    return lambda client: requests.get(f"{client.url}{path}", headers=client.headers, timeout=60)


def _start(client: Client) -> requests.Response:
    version = requests.get(f"{client.url}/api/notice", timeout=60).json()["version"]
    return requests.post(f"{client.url}/api/conversations", json={"notice": version}, timeout=60)


def _rate(client: Client) -> requests.Response:
    body = {"id": "8f4a3c0e-7f55-4f0c-9d2f-0a4f4b1f7c11", "helpful": True}
    return requests.post(f"{client.url}/api/feedback", json=body, headers=client.headers, timeout=60)


def _delete(client: Client) -> requests.Response:
    return requests.delete(f"{client.url}/api/conversations", headers=client.headers, timeout=60)


def _ask(client: Client) -> requests.Response:
    client.say(QUESTION)
    return requests.get(f"{client.url}/healthz", timeout=60)


ANSWERED: dict[str, Call] = {
    "notice": _get("/api/notice"),
    "start": _start,
    "help": _get("/api/help"),
    "help of a country": _get("/api/help?country=GB"),
    "page": _get("/"),
    "chat": _get("/chat"),
    "policy": _get("/policy"),
    "protocol": _get("/protocol"),
    "snippet": _get("/widget/snippet"),
    "message": _ask,
}
REFUSED: dict[str, Call] = {
    "transcript": _get("/api/conversations/transcript"),
    "feedback": _rate,
    "deletion": _delete,
}


def _assert_tells_whom_to_call(website: Service) -> None:
    started = time.monotonic()
    told = requests.get(f"{website.url}/api/help", timeout=60).json()
    assert time.monotonic() - started < PROMISE_SECONDS
    assert told["emergency_number"] == "911"
    assert told["phone"]
    assert len(told["contacts"]) >= 2


def _assert_all_is_told(website: Service, client: Client) -> None:
    _assert_tells_whom_to_call(website)
    assert {name: call(client).status_code for name, call in ANSWERED.items()} == {
        **dict.fromkeys(ANSWERED, 200),
        "start": 201,
    }
    for name, call in REFUSED.items():
        refused = call(client)
        assert refused.status_code == 503, name
        assert refused.headers["Retry-After"].isdecimal()
        assert "try again" in refused.json()["detail"]
        assert len(refused.json()["help"]["contacts"]) >= 2


def test_all_but_what_is_kept_is_told_without_the_database(website: Service, postgresql_server: PostgreSQL):
    client = website.open()
    postgresql_server.freeze()
    _assert_all_is_told(website, client)


def test_a_website_that_never_reached_the_database_tells_whom_to_call(postgresql_server: PostgreSQL, tmp_path: Path):
    settings = settings_of(tmp_path, DATABASE_URL=postgresql_server.url)
    postgresql_server.freeze()
    for website in start_website(settings):
        told = requests.get(f"{website.url}/api/help?country=US", timeout=60).json()
        assert told["emergency_number"] == "911"
        assert len(told["contacts"]) >= 2
        # A snippet without the practice's own number would be copied for years.
        snippet = requests.get(f"{website.url}/widget/snippet", timeout=60)
        assert snippet.status_code == 503
        assert requests.get(f"{website.url}/policy", timeout=60).status_code == 503
        ask_in_danger(website.open(), in_danger_by_kind()[0])


def test_many_who_wait_leave_room_for_who_is_in_danger(website: Service, postgresql_server: PostgreSQL):
    waiting = [website.open() for _ in range(AT_ONCE)]
    in_danger = website.open()
    calls = [*ANSWERED.values(), *REFUSED.values(), *[_ask] * 6, _get("/readyz")]
    all_ask = Barrier(AT_ONCE + 1)

    def ask(number: int) -> int:
        all_ask.wait()
        return calls[number % len(calls)](waiting[number]).status_code

    # A website that has run for a while has read its words and templates.
    for call in ANSWERED.values():
        call(in_danger)
    postgresql_server.freeze()
    # Rasa hangs as well.
    hanging = socket.create_server(("127.0.0.1", website.settings.rasa_port))
    with hanging, ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [threads.submit(ask, number) for number in range(AT_ONCE)]
        all_ask.wait()
        for said in in_danger_by_kind()[:3]:
            ask_in_danger(in_danger, said)
            _assert_tells_whom_to_call(website)
        assert {each.result() for each in asked} == {200, 201, 503}
    _assert_tells_whom_to_call(website)


def test_conversations_are_kept_again_when_the_database_answers_again(website: Service, postgresql_server: PostgreSQL):
    postgresql_server.freeze()
    website.open().say(QUESTION)
    postgresql_server.thaw()
    give_up = time.monotonic() + 60
    while not REFUSED["transcript"](client := website.open()).ok:
        assert time.monotonic() < give_up, "it is still not used"
        time.sleep(0.2)
    assert client.say(QUESTION)["messages"]
    assert QUESTION in REFUSED["transcript"](client).text
