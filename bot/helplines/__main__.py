"""Helplines and words of the crisis reply from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.danger.gate import Gate
from bot.database.engine import Database
from bot.helplines.events import counts_by_month, counts_by_occasion
from bot.helplines.lines import Line, LineError, check_line, shipped
from bot.helplines.protocol import render_protocol
from bot.helplines.showing import shown_after, shown_replies
from bot.helplines.store import MOST_AGE, NoSuchLineError, confirm_line, due_lines, load_lines, load_shipped
from bot.helplines.wording import LANGUAGES, after_contacts, wording_for
from bot.helplines.wording_lint import lint_after_contacts, lint_beside, lint_translation, lint_wording
from bot.settings import Settings, SettingsError
from bot.yaml_reading import YamlError


class FaultsFoundError(Exception):
    """A check found faults; the message lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 when not, with the reason on standard error."""
    options = _parser().parse_args(arguments)
    try:
        sys.stdout.write(options.run(options))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return _fail(f"the database cannot be used: {reason}")
    except (SettingsError, YamlError, LineError, NoSuchLineError, FaultsFoundError) as error:
        return _fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.helplines", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("load", help="bring the shipped helplines into the database")
    command.set_defaults(run=_load)

    command = commands.add_parser("lines", help="list the helplines")
    command.add_argument("--country", help="only of this country, such as US")
    command.set_defaults(run=_lines)

    command = commands.add_parser("due", help="list the helplines that are due for a check")
    command.add_argument("--country", help="only of this country, such as US")
    command.add_argument("--days", type=int, default=MOST_AGE.days, help="age of a check (default: %(default)s)")
    command.set_defaults(run=_due)

    command = commands.add_parser("confirm", help="record that a helpline was called or opened today")
    command.add_argument("key")
    command.add_argument("--way", action="append", default=[], help="an unconfirmed way that is right, such as sms")
    command.add_argument("--author", default=getpass.getuser(), help="who checked (default: %(default)s)")
    command.set_defaults(run=_confirm)

    command = commands.add_parser("lint", help="check words, numbers and rules")
    command.set_defaults(run=_lint)

    command = commands.add_parser("show", help="print every reply to somebody in danger, for a person to read")
    command.add_argument("--country", help="only of this country, such as US, in every language")
    command.add_argument("--kind", help="only to this kind of danger, such as suicide")
    command.add_argument("--language", help="only in this language, such as es")
    command.set_defaults(run=_show)

    command = commands.add_parser("counts", help="routed crises by month, for the yearly report")
    command.add_argument("--year", type=int, default=datetime.now(timezone.utc).year)
    command.set_defaults(run=_counts)

    command = commands.add_parser("protocol", help="write the published protocol")
    command.add_argument("--practice", default="The practice")
    command.add_argument("--country", default="US")
    command.set_defaults(run=_protocol)
    return parser


def _database() -> Database:
    return Database(Settings.from_environment().database_url)


def _load(options: argparse.Namespace) -> str:
    with _database().session() as session:
        loaded = load_shipped(session)
    ended = f"; ended: {', '.join(loaded.withdrawn)}" if loaded.withdrawn else ""
    return f"{loaded.changed} helplines are new or newer; {len(shipped().lines)} are shipped{ended}\n"


def _read(country: str | None) -> list[Line]:
    with _database().session() as session:
        return [line for line in load_lines(session) if country in (None, line.country)]


def _lines(options: argparse.Namespace) -> str:
    return "".join(f"{_listed(line)}  checked {line.checked_on}\n" for line in _read(options.country))


def _listed(line: Line) -> str:
    return f"{line.country}  {line.key}  {line.name}  {line.phone or line.sms or line.url}"


def _due(options: argparse.Namespace) -> str:
    today = datetime.now(timezone.utc).date()
    due = due_lines(_read(options.country), today, timedelta(days=options.days))
    listed = [f"{_listed(item.line)}: {item.reason}; see {item.line.url or 'its sources'}" for item in due]
    return "\n".join([*listed, f"{len(due)} due"]) + "\n"


def _confirm(options: argparse.Namespace) -> str:
    today = datetime.now(timezone.utc).date()
    with _database().session() as session:
        confirm_line(session, options.key, today, options.author, options.way)
    return f"{options.key}: checked on {today} by {options.author}\n"


def _lint(options: argparse.Namespace) -> str:
    problems = [str(problem) for problem in lint_wording(wording_for("en"))]
    problems += [str(problem) for problem in lint_after_contacts(after_contacts("en"))]
    for language in LANGUAGES[1:]:
        problems += [str(problem) for problem in lint_translation(wording_for(language), language)]
    for line in shipped().lines:
        problems += [str(problem) for problem in lint_beside(line.note or "", line.key)]
        try:
            check_line(line)
        except LineError as error:
            problems.append(str(error))
    problems += [str(problem) for each in shown_replies(shipped().lines) for problem in each.problems()]
    gate = Gate.load()
    if problems:
        raise FaultsFoundError("\n".join(problems))
    return f"in order: {len(gate.patterns)} patterns, {len(shipped().lines)} helplines, words of the reply\n"


def _show(options: argparse.Namespace) -> str:
    if options.language and options.language not in LANGUAGES:
        raise FaultsFoundError(f"no such language: {options.language}; use one of {', '.join(LANGUAGES)}")
    replies = shown_replies(shipped().lines, options.country, options.kind, options.language)
    after = [] if options.country or options.kind else shown_after(options.language)
    return "\n".join([*(each.as_text() for each in replies), *after])


def _counts(options: argparse.Namespace) -> str:
    with _database().session() as session:
        year = date(options.year, 1, 1), date(options.year, 12, 31)
        counts, occasions = counts_by_month(session, *year), counts_by_occasion(session, *year)
    months = [f"{item.month}\t{item.tier}\t{item.kind or '-'}\t{item.count}\n" for item in counts]
    return "".join([*months, *(f"{options.year}\t{name}\t-\t{count}\n" for name, count in occasions.items() if count)])


def _protocol(options: argparse.Namespace) -> str:
    return render_protocol(Gate.load().patterns, shipped().lines, options.practice, options.country).as_text()


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
