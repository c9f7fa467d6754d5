"""The data map for the practice's privacy officer: `python -m bot.conversations.data_map` prints it as Markdown."""

from __future__ import annotations

import sys

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.privacy import is_elsewhere
from bot.conversations.retention import stored_hours
from bot.database.engine import Database
from bot.settings import Settings
from bot.wording import wording


def data_map(settings: Settings, hours: int) -> str:
    """The map as Markdown.

    Args:
        hours: after its last message at which a conversation is deleted.
    """
    words = wording("data_map")
    values = {
        "hours": str(hours),
        "database": words["elsewhere" if is_elsewhere(settings.database_url) else "here"],
        "redis": words["elsewhere" if is_elsewhere(settings.redis_url) else "here"],
        "mail": ", ".join(settings.notice_emails) or words["none"],
        "staff_mail": ", ".join(settings.staff_emails) or words["none"],
        # Its path may hold a secret.
        "webhook": words["elsewhere" if is_elsewhere(settings.notice_webhook) else "here"]
        if settings.notice_webhook
        else words["none"],
        "state_dir": "STATE_DIR",
    }
    rows = [words["columns"], ["---"] * 4]
    rows += [[row[name].format(**values) for name in ("what", "where", "long", "who")] for row in words["rows"]]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n\n".join([f"# {words['title']}", words["intro"], table, *words["after"]]) + "\n"


def main() -> int:
    settings = Settings.from_environment()
    try:
        with Database(settings.database_url).session() as session:
            hours = stored_hours(session) or settings.conversation_hours
    except SQLAlchemyError as error:
        sys.stderr.write(f"The database cannot be read ({type(error).__name__}): the hours are the settings'.\n")
        hours = settings.conversation_hours
    sys.stdout.write(data_map(settings, hours))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
