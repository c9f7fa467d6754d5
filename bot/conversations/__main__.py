"""What staff marked on the review list as about danger, from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversations.review import DANGER, review_questions
from bot.database.engine import Database
from bot.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 when not, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m bot.conversations", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("about-danger", help="list the redacted words, to make danger easier to recognize")
    parser.parse_args(arguments)
    try:
        with Database(Settings.from_environment().database_url).session() as session:
            sys.stdout.write(about_danger(session))
    except (SQLAlchemyError, SettingsError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        sys.stderr.write(f"the list cannot be read: {reason}\n")
        return 1
    return 0


def about_danger(session: Session) -> str:
    """A line for each message: the last day on which it was asked, and its words."""
    return "".join(f"{each.day}\t{each.words}\n" for each in review_questions(session, DANGER))


if __name__ == "__main__":
    sys.exit(main())
