"""Alembic's environment: the tables of this project, and a connection given by `bot.database.migrate`."""

from __future__ import annotations

from alembic import context

from bot.database.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
