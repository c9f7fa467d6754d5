"""Looks at a running installation as a client does, part by part: `make doctor`, or with the address clients use,
`make doctor URL=https://chat.practice.example`.

One of its messages is that of a person in danger: it counts as one contact shown, and where notices
are set, staff get one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.database.faults import explain
from bot.helplines.notices import EmailSender, NoticeError
from bot.loopback import local_session
from bot.running.prepare import check_redis
from bot.running.website_client import WebsiteClient
from bot.settings import Settings, SettingsError
from bot.website.readiness import QUESTION

# A sentence that the gate's rules find without the model.
IN_DANGER = "I want to kill myself"
SECONDS = 20.0
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class FaultError(Exception):
    """What is wrong, and what to do."""


Check = tuple[str, Callable[[], str]]


def checks(settings: Settings, url: str) -> Iterator[Check]:
    """The name of each check, and what does it: gives a remark, or raises FaultError.

    Args:
        url: where clients reach the website.
    """
    yield "database", lambda: _database(settings)
    yield "website", lambda: _website(url)
    yield "ready", lambda: _ready(settings)
    yield "a question", lambda: _question(url)
    yield "a person in danger", lambda: _in_danger(url)
    yield "proxy", lambda: _proxy(settings, url)
    if settings.redis_url:
        yield "Redis", lambda: _redis(settings)
    if settings.notice_emails:
        yield "mail", lambda: _mail(settings)


def _database(settings: Settings) -> str:
    try:
        with Database(settings.database_url).session() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except SQLAlchemyError as error:
        raise FaultError(explain(error, "check DATABASE_URL, the disk and who owns the file")) from error
    return "can be written"


def _website(url: str) -> str:
    try:
        with local_session() as http:
            http.get(f"{url}/healthz", timeout=SECONDS).raise_for_status()
    except requests.exceptions.SSLError as error:
        raise FaultError("the certificate is not good for this name: renew it, or check ssl_certificate") from error
    except requests.RequestException as error:
        raise FaultError(f"no answer ({type(error).__name__}): is it started, and is the address right?") from error
    return url


def _ready(settings: Settings) -> str:
    # On this machine: a proxy does not pass it on.
    address = f"http://{settings.website_host}:{settings.website_port}/readyz"
    try:
        with local_session() as http:
            answer = http.get(address, timeout=SECONDS)
    except requests.RequestException as error:
        raise FaultError(
            f"{address} does not answer ({type(error).__name__}): check WEBSITE_HOST, WEBSITE_PORT"
        ) from error
    if answer.status_code != 200:
        raise FaultError(f"{answer.json().get('status')}: see {settings.state_dir / 'log'}")
    return "a real question would be answered"


def _question(url: str) -> str:
    answer = _ask(url, QUESTION)
    if answer["answered_by"] != "assistant":
        raise FaultError("only the fallback answered: see rasa.log")
    return "answered by the assistant"


def _in_danger(url: str) -> str:
    first = _ask(url, IN_DANGER)["messages"][0]
    if first["type"] != "contacts" or not first["contacts"]:
        raise FaultError("no contacts came first: take the chat off the website until this is mended")
    return f"{len(first['contacts'])} contacts first; it counts as shown, and staff who get notices get one"


def _ask(url: str, said: str) -> dict[str, Any]:
    client = None
    try:
        client = WebsiteClient(url)
        return client.ask(said)
    except requests.RequestException as error:
        raise FaultError(f"no conversation ({type(error).__name__}): see website.log") from error
    finally:
        if client:
            with suppress(requests.RequestException):
                client.delete()


def _proxy(settings: Settings, url: str) -> str:
    parts = urlsplit(url)
    if parts.hostname in ON_THIS_MACHINE:
        return "not tried: give the address that clients use"
    if parts.scheme != "https":
        raise FaultError("clients write without encryption: give the web server a certificate")
    if not settings.trusted_proxies:
        raise FaultError("TRUSTED_PROXIES is 0, so all clients count as one address: set it to 1")
    with local_session() as http:
        for path in ("/readyz", "/metrics"):
            if http.get(url + path, timeout=SECONDS).status_code == 200:
                raise FaultError(f"everybody can read {path}: see deployment/nginx.conf")
        page = http.get(f"{url}/staff/sign-in", timeout=SECONDS)
    if any(not cookie.secure for cookie in page.cookies):
        raise FaultError("the proxy does not send X-Forwarded-Proto: see deployment/nginx.conf")
    return "encrypted, and forwards what it should"


def _redis(settings: Settings) -> str:
    try:
        check_redis(settings)
    except SettingsError as error:
        raise FaultError(str(error).removeprefix("REDIS_URL: ")) from error
    return "answers"


def _mail(settings: Settings) -> str:
    account = (settings.smtp_port, settings.smtp_user, settings.smtp_password)
    try:
        EmailSender(settings.smtp_host, settings.smtp_from, settings.notice_emails, *account).try_connection()
    except NoticeError as error:
        raise FaultError(f"the mail server refuses ({error}): check SMTP_HOST, SMTP_USER and so on") from error
    return "the mail server takes us; nothing was sent"


def main(arguments: list[str] | None = None) -> int:
    """0 if all is well."""
    parser = argparse.ArgumentParser(prog="make doctor")
    parser.add_argument("url", nargs="?", help="the address that clients use")
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.stdout.write(f"settings: {error}\n")
        return 1
    url = parser.parse_args(arguments).url or f"http://{settings.website_host}:{settings.website_port}"
    bad = 0
    for name, check in checks(settings, url.rstrip("/")):
        try:
            line = f"well   {name}: {check()}"
        except FaultError as fault:
            bad += 1
            line = f"FAULT  {name}: {fault}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main())
