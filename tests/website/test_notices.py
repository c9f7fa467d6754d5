"""Staff may be told that crisis contacts were shown; no notice is lost while their server is down."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

from bot.helplines.notices import deliver_waiting, waiting_notices
from bot.publishing.fresh_database import prepare_database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.housekeeping import tidy

TEXT = "i want to kill myself, my name is Zebedee"


class Receiver(BaseHTTPRequestHandler):
    received: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        self.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


def test_a_notice_waits_for_its_server_and_says_nothing_of_the_client(tmp_path: Path):
    # Bound, so that the port is ours, but nobody answers on it yet.
    server = HTTPServer(("127.0.0.1", 0), Receiver, bind_and_activate=False)
    server.server_bind()
    url = f"http://127.0.0.1:{server.server_port}/"
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "CRISIS_NOTICE_WEBHOOK": url})
    prepare_database(settings, lambda line: None)
    app = create_app(settings)
    services, client = app.extensions["between_sessions"], app.test_client()
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    body = {"id": str(uuid.uuid4()), "text": TEXT}
    client.post("/api/messages", json=body, headers={"Authorization": f"Bearer {token}"})
    tidy(services)
    with services.database.session() as session:
        assert waiting_notices(session) == 1
    server.server_activate()
    threading.Thread(target=server.handle_request, daemon=True).start()
    deliver_waiting(services.database, services.notice_senders, datetime.utcnow() + timedelta(hours=12))
    with services.database.session() as session:
        assert waiting_notices(session) == 0
    (sent,) = Receiver.received
    assert "not monitored" in sent["text"] or "nobody" in sent["text"].lower()
    assert "Zebedee" not in sent["text"]
