"""Add recovery codes, and the addresses from which accounts are signed in to or wrongly tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_account.id"],
            name=op.f("fk_staff_recovery_code_account_id_staff_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("pk_staff_recovery_code")),
    )
    op.create_table(
        "staff_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_account.id"],
            name=op.f("fk_staff_address_account_id_staff_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_address")),
    )
    with op.batch_alter_table("staff_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_address_account_id"), ["account_id"], unique=False)
    # A lock of the whole account is now a pause for addresses that it was never signed in from.
    op.execute("UPDATE staff_account SET failed_count = 0, locked_until = NULL")


def downgrade() -> None:
    with op.batch_alter_table("staff_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_address_account_id"))
    op.drop_table("staff_address")
    op.drop_table("staff_recovery_code")
