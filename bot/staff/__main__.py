"""Staff accounts and the audit log from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.database.faults import explain
from bot.settings import Settings, SettingsError
from bot.staff import accounts, audit
from bot.staff.links import PATH, VALID_FOR
from bot.staff.roles import Role
from bot.staff.tries import blocked_accounts

_REASONS = {
    "name_missing": "write a name",
    "name_long": f"use at most {accounts.LONGEST_NAME} characters for the name",
    "name_taken": "somebody has this name already",
    "last_administrator": "this is the only administrator: make somebody else an administrator first",
    "no_such_account": "there is no such account: `.venv/bin/python -m bot.staff users` lists them",
    "not_first": "there are accounts already: `.venv/bin/python -m bot.staff reset NAME` makes a link for one of them",
}


class LogBrokenError(Exception):
    """The audit log was tampered with; the message says from which entry on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 when not, with the reason on standard error."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
        sys.stdout.write(options.run(settings, options))
    except SQLAlchemyError as error:
        return _fail(explain(error))
    except accounts.AccountError as error:
        return _fail(_REASONS[error.reason])
    except (SettingsError, LogBrokenError, audit.AuditError) as error:
        return _fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.staff", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    roles = [role.value for role in Role]

    command = commands.add_parser("first-link", help="make the link for the first administrator")
    command.add_argument("--url", help="address under which staff reach the website, such as https://chat.example")
    command.set_defaults(run=_first_link)

    commands.add_parser("users", help="list the accounts").set_defaults(run=_users)

    command = commands.add_parser("add", help="add an account, and make the link for its password")
    command.add_argument("name")
    command.add_argument("--role", choices=roles, default=Role.RECEPTION.value, help="(default: %(default)s)")
    command.add_argument("--url", help="address under which staff reach the website")
    command.set_defaults(run=_add)

    command = commands.add_parser("reset", help="take away password, second factor and lock; make a new link")
    command.add_argument("name")
    command.add_argument("--url", help="address under which staff reach the website")
    command.set_defaults(run=_reset)

    command = commands.add_parser("role", help="change a role")
    command.add_argument("name")
    command.add_argument("role", choices=roles)
    command.set_defaults(run=_role)

    for name, about in (("off", "switch an account off"), ("on", "switch it on again"), ("unlock", "unlock it")):
        command = commands.add_parser(name, help=about)
        command.add_argument("name")
        command.set_defaults(run=_CHANGES[name])

    command = commands.add_parser("audit", help="check that nobody changed the audit log; newest entries")
    command.add_argument("--most", type=int, default=20, help="how many entries (default: %(default)s)")
    command.set_defaults(run=_audit)
    return parser


def _first_link(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        token = accounts.make_first_link(session, _now())
    return _link_text(settings, options, token)


def _users(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        found, blocked = accounts.list_accounts(session), blocked_accounts(session, _now())
    return "".join(f"{each.role.value:<14} {_state(each, blocked):<20} {each.name}\n" for each in found)


def _state(account: accounts.Account, blocked: frozenset[int]) -> str:
    if not account.active:
        return "off"
    if account.id in blocked:
        return "locked"
    if not account.has_password:
        return "no password yet"
    return "with second factor" if account.second_factor else "on"


def _add(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        _, token = accounts.add_account(session, _actor(), options.name, Role(options.role), _now())
    return _link_text(settings, options, token)


def _reset(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        account = accounts.find_account(session, options.name)
        token = accounts.reset_account(session, _actor(), account.id, _now())
    return _link_text(settings, options, token)


def _role(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        account = accounts.find_account(session, options.name)
        accounts.set_role(session, _actor(), account.id, Role(options.role))
    return f"{account.name}: {options.role}\n"


def _off(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        account = accounts.find_account(session, options.name)
        accounts.set_active(session, _actor(), account.id, False)
    return f"{account.name}: switched off and signed out everywhere\n"


def _on(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        account = accounts.find_account(session, options.name)
        accounts.set_active(session, _actor(), account.id, True)
    return f"{account.name}: switched on\n"


def _unlock(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        account = accounts.find_account(session, options.name)
        accounts.unlock(session, _actor(), account.id)
    return f"{account.name}: unlocked\n"


_CHANGES = {"off": _off, "on": _on, "unlock": _unlock}


def _audit(settings: Settings, options: argparse.Namespace) -> str:
    with Database(settings.database_url).session() as session:
        verdict = audit.verify(session)
        newest = audit.entries(session, options.most)
    if not verdict.whole:
        raise LogBrokenError(f"the audit log was changed: entry {verdict.broken_at} is the first that does not fit")
    lines = [f"{each.position}  {each.at} UTC  {each.actor}  {each.action}  {each.subject}" for each in newest]
    lines.append(f"whole: {verdict.length} entries, last hash {verdict.last_hash or '(none)'}")
    return "\n".join(lines) + "\n"


def _link_text(settings: Settings, options: argparse.Namespace, token: str) -> str:
    base = (options.url or f"http://{settings.website_host}:{settings.website_port}").rstrip("/")
    hours = int(VALID_FOR.total_seconds()) // 3600
    return f"{base}{PATH}{token}\nworks once, for {hours} hours\n"


def _actor() -> str:
    return f"{getpass.getuser()} (command line)"


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
