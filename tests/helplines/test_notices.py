"""The outbox of notices, with a mail server and a webhook that really listen."""

from __future__ import annotations

import email
import email.policy
import socketserver
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.danger.finding import KINDS, TIERS, Finding
from bot.database.engine import Database
from bot.helplines.notices import (
    MOST_TRIES,
    EmailSender,
    Notice,
    NoticeError,
    WebhookSender,
    _claim,
    _due,
    compose,
    deliver_waiting,
    given_up_notices,
    queue_notice,
    waiting_notices,
)
from tests.serving import serving

NOW = datetime(2026, 11, 22, 12)
NOTICE = compose(Finding("crisis", "suicide", "suicide.want_to_die"), "2026-11-22", "Mill Road Practice")


@dataclass
class Recorder:
    """A sender that keeps what it is given, and fails as often as it is told to."""

    way: str = "webhook"
    failures: int = 0
    sent: list[Notice] = field(default_factory=list)

    def send(self, notice: Notice) -> None:
        if self.failures:
            self.failures -= 1
            raise NoticeError("the server is down")
        self.sent.append(notice)


@pytest.mark.parametrize("tier", TIERS[1:])
@pytest.mark.parametrize("kind", KINDS)
def test_notice_says_that_the_chat_is_not_monitored(tier: str, kind: str) -> None:
    notice = compose(Finding(tier, kind, "suicide.want_to_die"), "2026-11-22", "Mill Road Practice")
    assert "The chat is not monitored, and visitors are told so." in notice.body
    assert "Nothing is expected of you now." in notice.body
    assert "want_to_die" not in notice.body
    assert "{" not in notice.subject + notice.body


def _queue(database: Database, *ways: str) -> None:
    with database.session() as session:
        queue_notice(session, ways, NOTICE, NOW)


def _waiting(database: Database) -> int:
    with database.session() as session:
        return waiting_notices(session)


def test_notice_is_sent_once(database: Database) -> None:
    _queue(database, "webhook")
    sender = Recorder()
    assert deliver_waiting(database, [sender], NOW) == 1
    assert deliver_waiting(database, [sender], NOW + timedelta(days=1)) == 0
    assert sender.sent == [NOTICE]
    assert _waiting(database) == 0


def test_notice_waits_for_its_own_way(database: Database) -> None:
    _queue(database, "email", "webhook")
    assert deliver_waiting(database, [Recorder("email")], NOW) == 1
    assert _waiting(database) == 1


def test_notice_that_fails_is_tried_later_and_later(database: Database) -> None:
    _queue(database, "webhook")
    sender = Recorder(failures=2)
    assert deliver_waiting(database, [sender], NOW) == 0
    assert deliver_waiting(database, [sender], NOW + timedelta(seconds=30)) == 0
    assert sender.failures == 1
    assert deliver_waiting(database, [sender], NOW + timedelta(minutes=1)) == 0
    assert deliver_waiting(database, [sender], NOW + timedelta(minutes=2)) == 0
    assert deliver_waiting(database, [sender], NOW + timedelta(minutes=3)) == 1


def test_notice_is_given_up_in_the_end_and_counted(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    _queue(database, "webhook")
    sender = Recorder(failures=10_000)
    moment = NOW
    for _ in range(MOST_TRIES + 5):
        moment += timedelta(days=1)
        deliver_waiting(database, [sender], moment)
        with database.session() as session:
            assert given_up_notices(session) == (10_000 - sender.failures == MOST_TRIES)
    assert sender.failures == 10_000 - MOST_TRIES
    assert _waiting(database) == 1
    assert [each.message for each in caplog.records if "given up" in each.message] == [
        "a notice was given up after 40 tries by webhook (the server is down)"
    ]


def test_notice_is_sent_by_one_of_several_processes(database: Database) -> None:
    """A second process that looks while the first sends finds the notice claimed."""
    _queue(database, "webhook")
    second = Recorder()

    class Slow(Recorder):
        def send(self, notice: Notice) -> None:
            assert deliver_waiting(database, [second], NOW) == 0
            super().send(notice)

    assert deliver_waiting(database, [Slow()], NOW) == 1
    assert second.sent == []


def test_of_two_processes_that_saw_the_same_notice_one_sends_it(database: Database) -> None:
    _queue(database, "webhook")
    with database.session() as session:
        first, second = _due(session, ["webhook"], NOW), _due(session, ["webhook"], NOW)
    assert [_claim(database, row, NOW) for row in (*first, *second)] == [True, False]


class _Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    received: list[str] = []  # noqa: RUF012 (shared by all connections on purpose)

    def handle(self) -> None:
        self.wfile.write(b"220 hello\r\n")
        for line in self.rfile:
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                _Mail.received.append(self._content())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def _content(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()


class _Hook(BaseHTTPRequestHandler):
    received: list[bytes] = []  # noqa: RUF012 (shared by all connections on purpose)

    def do_POST(self) -> None:
        _Hook.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(500 if self.path == "/broken" else 204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def mail_port() -> Iterator[int]:
    with serving(socketserver.TCPServer(("127.0.0.1", 0), _Mail)) as port:
        yield port


@pytest.fixture
def hook_port() -> Iterator[int]:
    with serving(HTTPServer(("127.0.0.1", 0), _Hook)) as port:
        yield port


def test_email_arrives(mail_port: int) -> None:
    EmailSender("127.0.0.1", "bot@practice.example", ("desk@practice.example",), port=mail_port).send(NOTICE)
    message = email.message_from_string(_Mail.received[-1], policy=email.policy.default)
    assert message["To"] == "desk@practice.example"
    assert message["Subject"] == NOTICE.subject
    assert "The chat is not monitored" in message.get_content()


def test_a_notice_leaves_this_machine_encrypted_or_not_at_all() -> None:
    """Nothing is sent in the clear to a server that offers no STARTTLS, unless it is on this machine."""
    before = len(_Mail.received)
    with serving(socketserver.TCPServer(("127.0.0.2", 0), _Mail)) as port, pytest.raises(NoticeError, match="STARTTLS"):
        EmailSender("127.0.0.2", "bot@practice.example", ("desk@practice.example",), port=port).send(NOTICE)
    assert len(_Mail.received) == before


def test_webhook_is_called(hook_port: int) -> None:
    WebhookSender(f"http://127.0.0.1:{hook_port}/hook").send(NOTICE)
    assert b"showed crisis contacts" in _Hook.received[-1]


@pytest.mark.parametrize("path", ["/broken"])
def test_webhook_that_answers_an_error_fails(hook_port: int, path: str) -> None:
    with pytest.raises(NoticeError):
        WebhookSender(f"http://127.0.0.1:{hook_port}{path}").send(NOTICE)


@pytest.mark.parametrize(
    "sender",
    [EmailSender("127.0.0.1", "a@b.example", ("c@d.example",), port=9), WebhookSender("http://127.0.0.1:9/hook")],
)
def test_server_that_is_down_fails(sender: EmailSender | WebhookSender) -> None:
    with pytest.raises(NoticeError):
        sender.send(NOTICE)
