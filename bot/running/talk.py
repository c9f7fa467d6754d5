"""`make talk`: the live assistant in a terminal, through the website's API, so that it shows what a client sees.

It talks to the website that runs; if none does, it starts the processes and stops them at the end. The conversation is
deleted when it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from sqlalchemy.exc import SQLAlchemyError

from bot.database.faults import explain
from bot.database.schema import SchemaError
from bot.loopback import local_session
from bot.publishing.train import TrainingError
from bot.running.prepare import prepare
from bot.running.processes import StartError, free_ports, make_processes, wait_until_ready
from bot.running.website_client import WebsiteClient
from bot.settings import Settings, SettingsError

LOOK_SECONDS = 2.0
HELP = "Write, and press Enter. A number presses that button. An empty line, or Ctrl-D, ends the conversation."


def main() -> int:
    """0 when the conversation was ended; 1 when there was none."""
    try:
        with _website(Settings.from_environment()) as url:
            return talk(WebsiteClient(url))
    except (SchemaError, SettingsError, StartError, TrainingError) as error:
        return _fail(str(error))
    except SQLAlchemyError as error:
        return _fail(explain(error, "check DATABASE_URL"))
    except requests.RequestException as error:
        return _fail(f"the website did not answer ({type(error).__name__}): see the logs in var/log")
    except KeyboardInterrupt:
        return 0


def talk(client: WebsiteClient) -> int:
    """Say what is typed, line by line, and show what a client sees."""
    for line in (client.notice, *shown(client.greeting, []), HELP):
        _say(line)
    buttons: list[dict[str, str]] = []
    try:
        while typed := _typed():
            chosen = buttons[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(buttons) else None
            answer = client.press(chosen["payload"]) if chosen else client.ask(typed)
            buttons = []
            for line in shown(answer["messages"], buttons):
                _say(line)
            if answer["answered_by"] != "assistant":
                _say("(the assistant did not answer: this is what the website says without it)")
    finally:
        client.delete()
    return 0


def shown(messages: list[dict[str, Any]], buttons: list[dict[str, str]]) -> Iterator[str]:
    """The messages as lines of text; their buttons are added to `buttons`, whose places are their numbers."""
    for message in messages:
        yield ""
        if message.get("text"):
            yield str(message["text"])
        if message["type"] == "contacts":
            yield f"  emergency: {message['emergency_number'] or '-'}"
            yield from (f"  {_contact(each)}" for each in message["contacts"])
        if "note" in message:
            yield f"  | {message['note']['title']}"
            yield from (f"  | {line}" for line in message["note"]["text"].splitlines())
        if "link" in message:
            yield f"  {message['link']['title']}: {message['link']['path']}"
        for button in message.get("buttons", []):
            buttons.append(button)
            yield f"  {len(buttons)}. {button['title']}"


def _contact(contact: dict[str, Any]) -> str:
    ways = [contact.get("phone"), contact.get("sms") and f"text {contact['sms']}", contact.get("url")]
    return f"{contact['name']}: {', '.join(str(way) for way in ways if way)}"


@contextmanager
def _website(settings: Settings) -> Iterator[str]:
    """Address of the website that runs, or of one that runs as long as the block."""
    url = f"http://{settings.website_host}:{settings.website_port}"
    if _answers(url):
        yield url
        return
    settings, _ = free_ports(settings)
    prepare(settings, _say)
    _say("starting the assistant; this takes some seconds")
    url, processes = f"http://{settings.website_host}:{settings.website_port}", make_processes(settings)
    try:
        for process in processes:
            process.start()
        wait_until_ready(url, processes)
        yield url
    finally:
        for process in reversed(processes):
            process.stop()


def _answers(url: str) -> bool:
    try:
        return local_session().get(f"{url}/readyz", timeout=LOOK_SECONDS).ok
    except requests.RequestException:
        return False


def _typed() -> str:
    sys.stdout.write("\n> ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(reason: str) -> int:
    sys.stderr.write(f"no conversation: {reason}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
