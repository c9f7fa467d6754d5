"""The real website process while Rasa or the database fails in every way: who is in danger gets contacts in time."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.danger.finding import KINDS
from bot.publishing.fresh_database import prepare_database
from tests.conftest import Service
from tests.website.alone import IN_DANGER, QUESTION, ask_in_danger, in_danger_by_kind, settings_of, start_website

pytestmark = pytest.mark.integration

MISSED_BY_RULES = "The cat goes to my neighbour tomorrow and after Friday nobody has to look after me."


@dataclass
class Alone:
    """The website process without Rasa; tests put something else where Rasa should be."""

    service: Service
    rasa: ThreadingHTTPServer | None = None

    @property
    def database(self) -> Path:
        return Path(self.service.settings.database_url.removeprefix("sqlite:///"))


@pytest.fixture(scope="module")
def website(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_of(tmp_path_factory.mktemp("alone"))
    prepare_database(settings, print)
    yield from start_website(settings)


@pytest.fixture
def alone(website: Service) -> Iterator[Alone]:
    alone = Alone(website)
    yield alone
    if alone.rasa:
        alone.rasa.shutdown()
        alone.rasa.server_close()


def _rasa_answers(body: bytes, status: int = 200) -> Callable[[Alone], None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def put(alone: Alone) -> None:
        alone.rasa = ThreadingHTTPServer(("127.0.0.1", alone.service.settings.rasa_port), Handler)
        threading.Thread(target=alone.rasa.serve_forever, daemon=True).start()

    return put


def _no_rasa(_alone: Alone) -> None:
    """Nothing listens at its port."""


RASA_FAULTS = {
    "not there": _no_rasa,
    "an empty list": _rasa_answers(b"[]"),
    "no messages": _rasa_answers(b'{"messages": []}'),
    "an error": _rasa_answers(b'{"error": "KeyError"}', 500),
    "a page": _rasa_answers(b"<html>502 Bad Gateway</html>"),
    "numbers": _rasa_answers(b'{"messages": [1, 2]}'),
    "words": _rasa_answers(b'{"messages": "no"}'),
    "empty messages": _rasa_answers(b'{"messages": [{"type": "text", "text": ""}]}'),
    "contacts without contacts": _rasa_answers(b'{"messages": [{"type": "contacts", "contacts": []}]}'),
    "half an answer": _rasa_answers(b'{"messages": [{"type": "text", "text": "Hello"}], "understood": {"act": 1}}'),
}


def test_there_is_a_message_of_each_kind():
    assert set(IN_DANGER) == set(KINDS)


@pytest.mark.parametrize("fault", RASA_FAULTS.values(), ids=RASA_FAULTS)
def test_whatever_rasa_answers_everyone_in_danger_gets_contacts(alone: Alone, fault: Callable[[Alone], None]):
    fault(alone)
    client = alone.service.open()
    for said in in_danger_by_kind():
        ask_in_danger(client, said)


def test_a_rasa_that_hangs_keeps_nobody_from_contacts(alone: Alone):
    with socket.create_server(("127.0.0.1", alone.service.settings.rasa_port)):
        client = alone.service.open()
        for said in in_danger_by_kind():
            ask_in_danger(client, said)


@pytest.mark.parametrize("said", [MISSED_BY_RULES, QUESTION])
def test_what_nobody_can_judge_gets_contacts_beside_an_honest_answer(alone: Alone, said: str):
    answer = alone.service.open().say(said)
    assert answer["answered_by"] == "fallback"
    assert "cannot answer right now" in answer["messages"][0]["text"]
    assert answer["messages"][1]["type"] == "contacts"
    assert answer["messages"][1]["emergency_number"] == "911"


def test_a_chosen_country_holds_when_rasa_is_not_there(alone: Alone):
    client = alone.service.open()
    body = {"id": "0e0c3d05-3ec1-4a56-8a0c-5f4a5a0d7f10", "text": IN_DANGER["suicide"], "country": "gb"}
    assert client.post(body).json()["messages"][0]["emergency_number"] == "999"
    refused = client.post({**body, "id": "0e0c3d05-3ec1-4a56-8a0c-5f4a5a0d7f11", "country": "Great Britain"})
    assert refused.status_code == 422


def test_a_locked_database_keeps_nobody_from_contacts(alone: Alone):
    client = alone.service.open()
    lock = sqlite3.connect(alone.database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        for said in in_danger_by_kind()[:3]:
            ask_in_danger(client, said)
    finally:
        lock.execute("ROLLBACK")
        lock.close()


@pytest.mark.parametrize("what_is_left", ["nothing", "rubbish", "an empty database", "a folder"])
def test_a_lost_database_keeps_nobody_from_contacts(tmp_path: Path, what_is_left: str):
    settings = settings_of(tmp_path)
    prepare_database(settings, print)
    for service in start_website(settings):
        client = service.open()
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        if what_is_left == "rubbish":
            path.write_bytes(b"this is no database " * 1000)
        elif what_is_left == "an empty database":
            sqlite3.connect(path).close()
        elif what_is_left == "a folder":
            path.mkdir()
        for said in in_danger_by_kind():
            ask_in_danger(client, said)


@pytest.mark.parametrize("state", ["stopped", "hanging"])
def test_a_database_server_that_is_gone_keeps_nobody_from_contacts(tmp_path: Path, state: str):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if state == "stopped":
            server.close()
        for service in start_website(settings_of(tmp_path, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/none")):
            client = service.open()
            for said in in_danger_by_kind()[:3]:
                ask_in_danger(client, said)
