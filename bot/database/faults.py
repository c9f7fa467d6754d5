"""What a terminal says of a database that cannot be used."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

# For commands that expect a database that is there.
MAKE_IT = "if there is none yet, `.venv/bin/python -m bot.database.migrate` makes it; else check DATABASE_URL"


def explain(error: SQLAlchemyError, remedy: str = MAKE_IT) -> str:
    """What is wrong, and what to do, in one line."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"the database cannot be used: {reason}; {remedy}"
