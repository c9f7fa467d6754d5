"""`make run`: prepares everything, starts the three processes, and waits for Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack, suppress
from datetime import datetime, timezone
from types import FrameType

import requests
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.database.faults import explain
from bot.database.schema import SchemaError
from bot.kept_secret import own_folder
from bot.publishing.train import TrainingError
from bot.releases.running_job import cancel
from bot.running.prepare import prepare
from bot.running.processes import (
    STOP_SECONDS,
    Process,
    StartError,
    free_ports,
    make_processes,
    only_one,
    wait_until_ready,
)
from bot.running.watch import Watch, answers
from bot.running.website_client import WebsiteClient
from bot.settings import Settings, SettingsError
from bot.staff.accounts import AccountError, make_first_link
from bot.staff.links import PATH
from bot.website.readiness import QUESTION

# A process that ends is started again, but not more often than this (seconds).
RESTART_EVERY = 5.0


def main() -> int:
    """Run until stopped; 0 after Ctrl-C, 1 when it could not start."""
    # Also SIGINT, which a shell hides from processes that it starts in the background.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    # Other accounts of this machine read nothing that is written from here on.
    os.umask(0o077)
    started = time.monotonic()
    processes: list[Process] = []
    held = ExitStack()
    try:
        settings, replaced = free_ports(Settings.from_environment())
        own_folder(settings.state_dir)
        held.enter_context(only_one(settings.state_dir))
        prepare(settings, _say)
        for line in replaced:
            _say(line)
        processes = make_processes(settings)
        _say("starting actions, assistant and website")
        for process in processes:
            process.start()
        url = f"http://{settings.website_host}:{settings.website_port}"
        wait_until_ready(url, processes)
        _ask_once(url)
        _say(f"ready after {time.monotonic() - started:.0f} s")
        _say(f"  the practice's page with the chat   {url}/")
        _say(f"  the chat on a page of its own       {url}/chat")
        _say(f"  the staff console                   {url}/staff/")
        _offer_first_account(settings, url)
        _say(f"  logs                                {settings.state_dir / 'log'}")
        _say("Ctrl-C stops everything")
        _watch(_watches(settings, url, processes))
    except KeyboardInterrupt:
        _say("stopping")
        return 0
    except (SchemaError, SettingsError, StartError, TrainingError) as error:
        return _fail(str(error))
    except SQLAlchemyError as error:
        return _fail(explain(error, "check DATABASE_URL"))
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if processes:
            # Without the assistant nothing can go live; what it made so far is kept.
            cancel(STOP_SECONDS)
        for process in reversed(processes):
            process.stop()
        held.close()
    return 0


def _offer_first_account(settings: Settings, url: str) -> None:
    """Show the one-time link for the first administrator while there is no account."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    with Database(settings.database_url).session() as session, suppress(AccountError):
        token = make_first_link(session, now)
        _say(f"  make the first staff account with   {url}{PATH}{token}")
        _say("  (works once, for two days; a new start shows a new one)")


def _ask_once(url: str) -> None:
    """Have a real question answered, in a conversation that is deleted again."""
    try:
        client = WebsiteClient(url)
        answered_by = client.ask(QUESTION)["answered_by"]
        client.delete()
    except requests.RequestException as error:
        raise StartError(f"the website did not answer a question ({type(error).__name__}): see the logs") from None
    if answered_by != "assistant":
        raise StartError("the assistant did not answer a question: see the logs in var/log")


def _watches(settings: Settings, url: str, processes: list[Process]) -> list[Watch]:
    """How each process is asked whether it is well: Rasa also for its model, without which it answers nobody."""
    ask = {
        "actions": answers(f"http://127.0.0.1:{settings.actions_port}/health"),
        "rasa": answers(f"{settings.rasa_url}/webhooks/website/model"),
        "website": answers(f"{url}/healthz"),
    }
    return [Watch(process, ask[process.name]) for process in processes]


def _watch(watches: list[Watch]) -> None:
    while True:
        time.sleep(RESTART_EVERY)
        for watch in watches:
            told = watch.look(time.monotonic())
            if told:
                _say(told)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(reason: str) -> int:
    sys.stderr.write(f"could not start: {reason}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
