"""Give helplines their order, groups, hours of each way, and what staff and updates changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hotline") as table:
        table.add_column(sa.Column("sms_hours", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("chat_hours", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("timezone", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("serves", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("groups", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("corrected", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        table.drop_column("opening")


def downgrade() -> None:
    with op.batch_alter_table("hotline") as table:
        table.add_column(sa.Column("opening", sa.String(length=120), nullable=True))
        for name in (
            "withdrawn_on",
            "corrected",
            "position",
            "groups",
            "serves",
            "timezone",
            "chat_hours",
            "sms_hours",
        ):
            table.drop_column(name)
