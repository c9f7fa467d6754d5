"""Whether the assistant is ready: anybody may ask, and it costs Rasa next to nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot import deadlines
from bot.settings import Settings
from bot.website.app import create_app
from tests.serving import serving


class Rasa(ThreadingHTTPServer):
    """Understands every message as `intent`, and counts them."""

    intent = "faq"
    asked = 0


class Understands(BaseHTTPRequestHandler):
    server: Rasa

    def do_POST(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"intent": {"name": self.server.intent}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    server = Rasa(("127.0.0.1", 0), Understands)
    with serving(server):
        yield server


def statuses(settings: Settings, rasa: Rasa, times: int) -> list[int]:
    """What a website in front of this Rasa says, asked so often at once."""
    app = create_app(replace(settings, rasa_port=rasa.server_port))
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: app.test_client().get("/readyz").status_code, range(times)))


def test_many_who_ask_at_once_cost_one_question(settings: Settings, rasa: Rasa, monkeypatch: pytest.MonkeyPatch):
    # As long as the test may take on a busy machine.
    monkeypatch.setattr(deadlines, "READINESS_HOLDS", 600)
    assert statuses(settings, rasa, 40) == [200] * 40
    assert rasa.asked == 1


def test_a_result_does_not_hold_for_ever(settings: Settings, rasa: Rasa, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deadlines, "READINESS_HOLDS", 0)
    assert statuses(settings, rasa, 3) == [200] * 3
    assert rasa.asked == 3


def test_a_rasa_that_misunderstands_is_not_ready(settings: Settings, rasa: Rasa):
    rasa.intent = "goodbye"
    assert statuses(settings, rasa, 1) == [503]
