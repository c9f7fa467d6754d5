"""Faults that real use found in the running service, each of which must stay mended."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from sqlalchemy import text as sql

from bot.conversations import store
from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.helplines.notices import EmailSender, Notice, NoticeError
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.housekeeping import tidy
from bot.website.services import Services

DANGER = "i want to kill myself"


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def start(client: FlaskClient) -> dict[str, str]:
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    return {"Authorization": f"Bearer {token}"}


def say(client: FlaskClient, headers: dict[str, str], text: str) -> Any:
    return client.post("/api/messages", json={"id": str(uuid.uuid4()), "text": text}, headers=headers)


def services_of(client: FlaskClient) -> Services:
    found: Services = client.application.extensions["between_sessions"]
    return found


class Proxy(BaseHTTPRequestHandler):
    seen: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.send_response(502)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A proxy that the environment names; what it was asked for."""
    server = HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    Proxy.seen.clear()
    yield Proxy.seen
    server.shutdown()
    server.server_close()


def test_no_proxy_of_the_network_reads_a_message(proxy: list[str]):
    rasa = RasaClient("http://127.0.0.1:9", 1.0)
    for ask in (lambda: rasa.ask("web-1", "a secret"), lambda: rasa.parse("a secret"), rasa.loaded):
        with pytest.raises(RasaUnavailableError):
            ask()
    assert proxy == []


class SmtpServer(threading.Thread):
    """Greets and takes a sign-in, as a mail server on this machine does."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def run(self) -> None:
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.write(b"220 here\r\n")
            stream.flush()
            for line in stream:
                answer = b"250-here\r\n250 AUTH PLAIN LOGIN\r\n" if line.upper().startswith(b"EHLO") else b"250 yes\r\n"
                stream.write(answer)
                stream.flush()


def test_a_password_that_smtp_cannot_send_is_a_fault_of_the_notice_alone():
    server = SmtpServer()
    server.start()
    sender = EmailSender(
        "127.0.0.1", "a@practice.example", ("b@practice.example",), server.port, "us\u00e9r", "p\u00e4ss"
    )
    with pytest.raises(NoticeError) as error:
        sender.send(Notice("subject", "body"))
    assert "p\u00e4ss" not in str(error.value)


def test_whatever_a_sender_does_expired_conversations_go(client: FlaskClient):
    class Broken:
        way = "broken"

        def send(self, _notice: Notice) -> None:
            raise RuntimeError("a fault that nobody thought of")

    services = services_of(client)
    headers = start(client)
    services.notice_senders = (Broken(),)
    say(client, headers, DANGER)
    tidy(services)
    with services.database.session() as session:
        session.execute(sql("UPDATE conversation SET last_message_at = '2020-01-01 00:00:00.000000'"))
    tidy(services)
    with services.database.session() as session:
        assert session.execute(sql("SELECT count(*) FROM conversation")).scalar() == 0


def test_many_expired_conversations_go_in_small_steps(client: FlaskClient):
    services, old = services_of(client), datetime(2020, 1, 1)
    with services.database.session() as session:
        for number in range(store.MOST_AT_ONCE + 50):
            store.open_conversation(session, f"web-{number}", "1", old)
    with services.database.session() as session:
        assert store.delete_expired(session, datetime(2020, 2, 1), 24) == store.MOST_AT_ONCE
    tidy(services)
    with services.database.session() as session:
        assert session.execute(sql("SELECT count(*) FROM conversation")).scalar() == 0


@pytest.mark.parametrize("padding", ["=", "==========="])
def test_a_token_counts_once_however_it_is_written(client: FlaskClient, padding: str):
    headers = start(client)
    other = {"Authorization": headers["Authorization"] + padding}
    left = [
        int(client.get("/api/conversations/transcript", headers=each).headers["X-RateLimit-Remaining"])
        for each in (headers, other)
    ]
    if client.get("/api/conversations/transcript", headers=other).status_code == 200:
        assert left[1] == left[0] - 1


def test_a_conversation_that_could_not_begin_is_kept_when_it_can_be(client: FlaskClient):
    notice = client.get("/api/notice").json["version"]
    database = sqlite3.connect(services_of(client).settings.state_dir / "between_sessions.sqlite")
    database.execute("BEGIN EXCLUSIVE")
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert say(client, headers, DANGER).json["messages"]
    database.rollback()
    answer = say(client, headers, "May I text my therapist?")
    assert answer.status_code == 200
    kept = client.get("/api/conversations/transcript", headers=headers)
    assert kept.status_code == 200
    assert "May I text my therapist?" in kept.text
    assert client.delete("/api/conversations", headers=headers).status_code == 204


def test_a_conversation_in_use_outlives_its_tokens_first_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    yesterday = int(time.time()) - 30 * 3600
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda _: yesterday)
        headers = start(client)
    assert say(client, headers, "hello again").status_code == 200
    assert client.delete("/api/conversations", headers=headers).status_code == 204
    assert say(client, headers, "anybody?").status_code == 401
    with services_of(client).database.session() as session:
        assert not session.execute(sql("SELECT count(*) FROM exchange")).scalar()


@pytest.mark.parametrize("body", ["[" * 15_000, '{"a":' * 5_000])
def test_brackets_within_brackets_are_bad_json(client: FlaskClient, body: str):
    headers = {**start(client), "Content-Type": "application/json"}
    assert client.post("/api/messages", data=body, headers=headers).status_code in (400, 422)


@pytest.mark.parametrize("wanted", ["/staff/\r\nX: y", "/staff/\x0b", "/staff/\u2028"])
def test_a_sign_in_leads_to_no_line_break(client: FlaskClient, wanted: str):
    assert client.get("/staff/sign-in", query_string={"next": wanted}).status_code == 200


def test_ids_of_late_conversations_fit_the_database():
    assert len(store.ID_PREFIX + uuid.uuid4().hex + store.UNKEPT) <= 40


def test_a_proxy_that_no_setting_knows_is_said_once(client: FlaskClient, caplog: pytest.LogCaptureFixture):
    for _ in range(2):
        client.get("/healthz", headers={"X-Forwarded-For": "198.51.100.7"})
    told = [each.getMessage() for each in caplog.records if "TRUSTED_PROXIES" in each.getMessage()]
    assert len(told) == 1
    assert "198.51.100.7" not in told[0]
