"""Copies the rows of one database into another of the same schema: SQLite or PostgreSQL, either way.

What clients wrote is never copied. So no copy, not even one that was cut short, keeps what a client deleted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, MetaData, Table, delete, event, func, insert, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.types import NullType

# What clients wrote, and notices about them: of the moment, in no copy; whoever copies into a database leaves its own.
OF_THE_MOMENT = ("conversation", "crisis_notice", "events", "exchange", "review_question")
# Who is signed in and from where, and links that work once: in no copy either, and gone when other accounts come in.
SIGN_INS = ("staff_address", "staff_link", "staff_session")
NOT_COPIED = frozenset({*OF_THE_MOMENT, *SIGN_INS, "alembic_version"})
_AT_ONCE = 500


def replace_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Put the rows of `source` in the place of those of `target`; how many each table has then.

    Both have the same schema. All happens in the two open transactions: `source` should see one moment throughout.

    Raises:
        SQLAlchemyError: a row does not fit; the caller rolls back.
    """
    # Between two of SQLite values pass as they are stored, also such as no column's type would accept.
    tables = _tables(target, source, as_stored=source.dialect.name == target.dialect.name == "sqlite")
    copied = [each for each in tables.sorted_tables if each.name not in NOT_COPIED]
    signed_in = [each for each in tables.sorted_tables if each.name in SIGN_INS]
    if target.dialect.name == "postgresql":
        # Others read on; whoever writes waits until this is done.
        target.execute(text(f"LOCK TABLE {', '.join(map(str, copied + signed_in))} IN EXCLUSIVE MODE"))
    for table in reversed(copied + signed_in):
        target.execute(delete(table))
    counts = {table.name: _copy(table, source, target) for table in copied}
    if target.dialect.name == "postgresql":
        for table in copied:
            _count_on(table, target)
    return counts


def _copy(table: Table, source: Connection, target: Connection) -> int:
    count = 0
    for rows in source.execute(select(table)).mappings().partitions(_AT_ONCE):
        target.execute(insert(table), [dict(row) for row in rows])
        count += len(rows)
    return count


def _count_on(table: Table, target: Connection) -> None:
    """Let PostgreSQL number new rows from the highest number on."""
    for column in table.primary_key:
        sequence = target.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
        if sequence and isinstance(column.type, Integer):
            highest = target.execute(select(func.max(column))).scalar()
            target.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def _tables(connection: Connection, also_in: Connection, as_stored: bool) -> MetaData:
    """The tables that both have: what else lies in a server's database is not ours to touch."""
    found, ours = MetaData(), set(inspect(also_in).get_table_names())

    @event.listens_for(found, "column_reflect")
    def generalise(_inspector: Any, _table: Table, column: dict[str, Any]) -> None:
        generic = column["type"].as_generic(allow_nulltype=True)
        if as_stored:
            generic = NullType()
        elif isinstance(generic, JSON):
            generic = JSON(none_as_null=column["nullable"])
        column["type"] = generic

    found.reflect(connection, only=lambda name, _: name in ours)
    return found


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is copied."""
    tables = _tables(connection, connection, as_stored=True).sorted_tables
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
        if table.name not in NOT_COPIED
    }
