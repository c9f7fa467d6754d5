"""`make backup` and `make restore FILE=...`, both while the assistant runs. docs/deployment.md says what to do when."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database.archive import BackupError, Manifest
from bot.database.backup import KEPT, back_up
from bot.database.faults import explain
from bot.database.restore import Restored, must_be_stopped, restore
from bot.database.schema import SchemaError
from bot.helplines.store import load_shipped
from bot.kept_secret import own_folder
from bot.running.processes import StartError, only_one
from bot.settings import Settings, SettingsError
from bot.staff import audit


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when it was done; 1 when not, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m bot.running.backups", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("backup", help="make a backup").set_defaults(run=_back_up)
    command = commands.add_parser("restore", help="put a backup back")
    command.add_argument("file", type=Path)
    former = "leave the database as the release needs it that made the backup, and that is installed next"
    command.add_argument("--former", action="store_true", help=former)
    command.set_defaults(run=_restore)
    options = parser.parse_args(arguments)
    # Other accounts of this machine read nothing that is written from here on.
    os.umask(0o077)
    try:
        settings = Settings.from_environment()
        own_folder(settings.state_dir)
        sys.stdout.write(options.run(settings, options))
    except (BackupError, SchemaError, SettingsError, StartError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except SQLAlchemyError as error:
        sys.stderr.write(f"{explain(error)}\n")
        return 1
    return 0


def _back_up(settings: Settings, _options: argparse.Namespace) -> str:
    made = back_up(settings, "backup")
    told = made.manifest
    model = (
        f"the live model {told.model}" if told.model else "no model (there is none, or it is too large: train it again)"
    )
    return (
        f"backup made: {made}\n"
        f"in it: the database (schema {told.revision}, {sum(told.rows.values())} rows), the words, the chat's scripts, "
        f"{model}\n"
        "not in it: what clients write, who is signed in, SECRET_KEY and other secrets, settings\n"
        f"the newest {KEPT} are kept; copy it to another machine, where only you can read it: it holds staff's hashed "
        "passwords\n"
    )


def _restore(settings: Settings, options: argparse.Namespace) -> str:
    with ExitStack() as held:
        if must_be_stopped(settings, options.former):
            held.enter_context(only_one(settings.state_dir))

        def finish(session: Session, manifest: Manifest) -> None:
            # The helplines of this release: a number that has changed since is not told again.
            if not options.former:
                load_shipped(session)
            audit.record(session, _who(), "backup.restore", options.file.name, {"made_at": manifest.made_at})

        return _told(settings, restore(settings, options.file, finish, options.former))


def _told(settings: Settings, done: Restored) -> str:
    lines = [f"put back into {settings.state_dir}: the backup of {done.manifest.made_at}; schema {done.revision}"]
    if done.saved:
        lines.append(f"what was there before is in {done.saved}")
    if done.words_beside:
        lines.append(f"its words are another release's and not in use: copy what you need from {done.words_beside}")
    else:
        lines.append(
            f"files of words that changed: {done.words_changed}; `python -m bot.publishing changes` shows what waits"
        )
    if done.model_added:
        lines.append(
            f"its model is there again: `python -m bot.publishing rollback {done.manifest.model}` makes it live"
        )
    lines.append("staff sign in again; open chats go on")
    return "".join(f"{line}\n" for line in lines)


def _who() -> str:
    try:
        return f"{getpass.getuser()} (command line)"
    except KeyError:
        return "command line"


if __name__ == "__main__":
    raise SystemExit(main())
