"""Add extra openings, and the public holidays on which the practice stays open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extra_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["therapist_id"],
            ["therapist.id"],
            name=op.f("fk_extra_opening_therapist_id_therapist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_opening")),
    )
    op.create_index(op.f("ix_extra_opening_therapist_id"), "extra_opening", ["therapist_id"])
    op.add_column("practice", sa.Column("open_on_holidays", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("practice", "open_on_holidays")
    op.drop_table("extra_opening")
