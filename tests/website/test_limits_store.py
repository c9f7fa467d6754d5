"""Redis, where several website processes count requests together, while it hangs or is gone."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedisError

from bot.settings import Settings
from bot.website import limits
from bot.website.app import create_app


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address and its process."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis on this machine: apt-get install redis-server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path), "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_there(port)
        yield f"redis://127.0.0.1:{port}", server
    finally:
        server.kill()
        server.wait()


def _wait_until_there(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            Redis(port=port).ping()
        except NoRedisError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Redis did not start")


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
def test_clients_are_answered_and_still_limited(
    settings: Settings, redis: tuple[str, subprocess.Popen[bytes]], fault: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(limits.LIMITS, limits.CONVERSATION, "3 per minute")
    url, server = redis
    client = create_app(replace(settings, redis_url=url)).test_client()
    notice = client.get("/api/notice").json["version"]
    assert client.post("/api/conversations", json={"notice": notice}).headers["X-RateLimit-Limit"]
    server.send_signal(fault)
    started = client.post("/api/conversations", json={"notice": notice})
    assert started.status_code == 201
    headers = {"Authorization": f"Bearer {started.json['token']}"}
    calls = [client.get("/api/conversations/transcript", headers=headers).status_code for _ in range(4)]
    assert calls == [200, 200, 200, 429]
