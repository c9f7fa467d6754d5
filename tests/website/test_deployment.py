"""The files of deployment/, tried: Debian's nginx with our file in front of the real website."""

from __future__ import annotations

import configparser
import contextlib
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from bot.publishing.fresh_database import prepare_database
from bot.settings import PROJECT_ROOT, Settings
from tests.website.alone import IN_DANGER, settings_of, start_website

FILES = PROJECT_ROOT / "deployment"
NAME = "chat.practice.example"
START_SECONDS = 30.0

pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx: apt-get install nginx-light")


@dataclass
class Front:
    """nginx in front of a website; the client's own name server is left out of it."""

    port: int
    certificate: Path

    def send(self, method: str, path: str, **options: object) -> requests.Response:
        options["headers"] = {"Host": NAME, **dict(options.get("headers") or {})}  # type: ignore[call-overload]
        # The certificate is for the name, and the connection goes to an address.
        return requests.request(method, f"https://127.0.0.1:{self.port}{path}", verify=False, timeout=20, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    settings = settings_of(folder / "state", TRUSTED_PROXIES="1")
    prepare_database(settings, lambda line: None)
    for website in start_website(settings):
        with nginx(folder, website.settings.website_port) as front:
            yield front


@contextlib.contextmanager
def nginx(folder: Path, website_port: int) -> Iterator[Front]:
    """Debian's nginx with our file; only addresses and paths are changed."""
    plain, tls = free_port(), free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-days", "2"]
    subprocess.run([*command, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (FILES / "nginx.conf").read_text("utf-8")
    for before, after in (
        ("server 127.0.0.1:8080;", f"server 127.0.0.1:{website_port};"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{tls} ssl http2;"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
    ):
        assert before in site
        site = site.replace(before, after)
    paths = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # As Debian's own file does, which ours is read beside.
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; daemon off; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{ gzip on; {paths}\n{site}\n}}\n"
    )
    folder.chmod(0o755)
    program = str(shutil.which("nginx"))
    subprocess.run([program, "-t", "-c", str(folder / "nginx.conf")], check=True, capture_output=True)
    running = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])
    try:
        wait_for(tls, running)
        yield Front(tls, certificate)
    finally:
        running.terminate()
        running.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and running.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
    raise AssertionError("nginx did not start")


def open_conversation(front: Front) -> dict[str, str]:
    notice = front.send("GET", "/api/notice").json()["version"]
    started = front.send("POST", "/api/conversations", json={"notice": notice})
    return {"Authorization": f"Bearer {started.json()['token']}"}


@needs_nginx
def test_the_certificate_is_shown_and_pages_are_secure(front: Front):
    context = ssl.create_default_context(cafile=str(front.certificate))
    with (
        socket.create_connection(("127.0.0.1", front.port), 5) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        assert secure.version() in ("TLSv1.2", "TLSv1.3")
    page = front.send("GET", "/staff/sign-in")
    assert page.status_code == 200
    assert page.headers["Strict-Transport-Security"]
    assert "Secure" in page.headers.get("Set-Cookie", "Secure")


@needs_nginx
def test_what_only_this_machine_needs_is_not_outside(front: Front):
    for path in ("/models/current", "/readyz", "/metrics"):
        assert front.send("GET", path).status_code == 404
    assert front.send("GET", "/healthz").status_code == 200


@needs_nginx
def test_idle_connections_take_no_answer_from_a_person_in_danger(front: Front):
    headers = open_conversation(front)
    with contextlib.ExitStack() as idle:
        for _ in range(90):
            idle.enter_context(socket.create_connection(("127.0.0.1", front.port), 5))
        body = {"id": "6f0d7f0e-3c52-4a0c-9a53-2f0b4f6f1c11", "text": IN_DANGER["suicide"]}
        answer = front.send("POST", "/api/messages", json=body, headers=headers)
    assert answer.json()["messages"][0]["type"] == "contacts"


@needs_nginx
def test_nobody_gets_round_a_limit_by_naming_another_address(front: Front):
    notice = front.send("GET", "/api/notice").json()["version"]
    found = {
        front.send(
            "POST", "/api/conversations", json={"notice": notice}, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        ).status_code
        for number in range(130)
    }
    assert 429 in found


@needs_nginx
def test_nobody_chooses_the_address_in_the_snippet(front: Front):
    page = front.send("GET", "/chat", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text


@needs_nginx
@pytest.mark.parametrize("path", ["/widget/practice-chat.js", "/widget/strings/es.json", "/widget/pages.css"])
def test_the_chats_own_files_come_packed(front: Front, path: str):
    packed = front.send("GET", path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = front.send("GET", path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content


@needs_nginx
@pytest.mark.parametrize("path", ["/api/help", "/api/notice", "/staff/sign-in", "/chat", "/policy"])
def test_nothing_that_may_hold_a_secret_is_packed(front: Front, path: str):
    answer = front.send("GET", path, headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 500
    assert "Content-Encoding" not in answer.headers


def test_the_service_starts_what_there_is_with_settings_that_there_are():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(FILES / "between-sessions.service")
    service = unit["Service"]
    assert service["ExecStart"].endswith("/.venv/bin/python -m bot.running")
    assert (PROJECT_ROOT / "bot/running/__main__.py").exists()
    name = service["Environment"].partition("=")[0]
    assert hasattr(Settings.from_environment({}), name.lower())


def test_the_page_names_files_that_there_are():
    page = (PROJECT_ROOT / "docs/deployment.md").read_text("utf-8")
    for path in set(re.findall(r"`((?:deployment|tests)/[\w./-]+)`", page)):
        assert (PROJECT_ROOT / path).exists(), path
