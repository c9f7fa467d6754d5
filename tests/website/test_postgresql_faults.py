"""PostgreSQL that stops or hangs while many clients write: who is in danger gets contacts in time, others an answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
import requests

from tests.conftest import Client, Service
from tests.postgresql import PostgreSQL
from tests.website.alone import QUESTION, ask_in_danger, in_danger_by_kind

pytestmark = pytest.mark.integration

CLIENTS = 6


def _is_kept(client: Client) -> bool:
    return requests.get(f"{client.url}/api/conversations/transcript", headers=client.headers, timeout=10).ok


@pytest.mark.parametrize("fault", [PostgreSQL.stop, PostgreSQL.freeze])
def test_a_database_that_fails_under_load_keeps_nobody_from_contacts(
    website: Service, postgresql_server: PostgreSQL, fault: Callable[[PostgreSQL], None]
):
    clients = [website.open() for _ in range(CLIENTS)]
    assert all(_is_kept(client) for client in clients)
    all_write = Barrier(CLIENTS + 1, timeout=120)

    def write(client: Client) -> None:
        try:
            say_all(client)
        except BaseException:
            all_write.abort()
            raise

    def say_all(client: Client) -> None:
        for number, said in enumerate(in_danger_by_kind()[:5]):
            if number == 2:
                all_write.wait()
            ask_in_danger(client, said)
            answer = client.say(QUESTION)
            assert answer["messages"][0]["type"] == "text"
            # Without Rasa nobody can judge the message.
            assert answer["messages"][1]["type"] == "contacts"

    with ThreadPoolExecutor(CLIENTS) as threads:
        writing = [threads.submit(write, client) for client in clients]
        with suppress(BrokenBarrierError):
            all_write.wait()
            fault(postgresql_server)
        for each in writing:
            each.result()


def test_conversations_are_kept_again_when_the_database_is_back(website: Service, postgresql_server: PostgreSQL):
    postgresql_server.stop()
    website.open().say(QUESTION)
    postgresql_server.start()
    client = website.open()
    assert client.say(QUESTION)["messages"]
    assert _is_kept(client)
