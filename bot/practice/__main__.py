"""The practice record from the command line: import, export, check, history, undo."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database.engine import Database
from bot.database.faults import explain
from bot.practice.check import check, report
from bot.practice.fields import Change
from bot.practice.history import UndoConflictError, UnknownVersionError, history, undo
from bot.practice.practice_file import PracticeFileError, export_record, import_record
from bot.practice.reach import answers, unreached
from bot.practice.record import PracticeRecord
from bot.practice.store import NoRecordError, load_record, save_record
from bot.settings import Settings, SettingsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 when not, with the reason on standard error."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
        with Database(settings.database_url).session() as session:
            sys.stdout.write(options.run(session, options))
    except PracticeFileError as error:
        return _fail("nothing was changed; the file has faults:\n" + "\n".join(map(str, error.problems)))
    except OSError as error:
        return _fail(f"cannot read {error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        return _fail("the file is not UTF-8 text")
    except SQLAlchemyError as error:
        return _fail(explain(error))
    except (SettingsError, NoRecordError, UnknownVersionError, UndoConflictError) as error:
        return _fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.practice", description=__doc__)
    parser.add_argument("--author", default=getpass.getuser(), help="who makes the change (default: %(default)s)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("import", help="make FILE the practice record")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(run=_import)
    command = commands.add_parser("export", help="write the record as YAML to standard output")
    command.set_defaults(run=_export)
    command = commands.add_parser(
        "check", help="name what contradicts itself in the record (or in FILE), and what is missing"
    )
    command.add_argument("file", type=Path, nargs="?", metavar="FILE")
    command.set_defaults(run=_check)
    command = commands.add_parser("reach", help="list what is recorded and stands in no answer")
    command.set_defaults(run=_reach)
    command = commands.add_parser("history", help="show who changed which field, newest first")
    command.set_defaults(run=_history)
    command = commands.add_parser("undo", help="take back what version N changed")
    command.add_argument("number", type=int, metavar="N")
    command.add_argument("--field", help="only this field, such as channels.text")
    command.set_defaults(run=_undo)
    return parser


def _import(session: Session, options: argparse.Namespace) -> str:
    record = import_record(options.file.read_text(encoding="utf-8"))
    number = save_record(session, record, options.author, note=f"import of {options.file.name}")
    return f"{record.name}: saved as version {number}\n{_checked(record)}"


def _export(session: Session, options: argparse.Namespace) -> str:
    return export_record(load_record(session))


def _check(session: Session, options: argparse.Namespace) -> str:
    if options.file:
        return _checked(import_record(options.file.read_text(encoding="utf-8")))
    return _checked(load_record(session))


def _checked(record: PracticeRecord) -> str:
    return report(check(record, datetime.now(ZoneInfo(record.timezone)).date()))


def _reach(session: Session, options: argparse.Namespace) -> str:
    found = unreached(load_record(session), answers(), datetime.now(timezone.utc))
    return "".join(f"{each}\n" for each in found) or "Everything that is recorded stands in an answer.\n"


def _history(session: Session, options: argparse.Namespace) -> str:
    lines = []
    for version in history(session):
        note = f"  {version.note}" if version.note else ""
        lines.append(f"{version.number}  {version.saved_at:%Y-%m-%d %H:%M} UTC  {version.author}{note}")
        lines.extend(f"    {_shown(change)}" for change in version.changes)
    return "\n".join(lines) + "\n" if lines else "no versions yet\n"


def _shown(change: Change) -> str:
    before, after = (_short(value) for value in (change.before, change.after))
    return f"{change.field}: {before} -> {after}"


def _short(value: object) -> str:
    text = "(none)" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _undo(session: Session, options: argparse.Namespace) -> str:
    number = undo(session, options.number, options.author, options.field)
    return f"version {options.number} is taken back; saved as version {number}\n"


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
