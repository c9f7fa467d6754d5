"""Add the review list, and what the client said of an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("not_understood", sa.Integer(), nullable=False),
        sa.Column("unhelpful", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_question")),
        sa.UniqueConstraint("words", name=op.f("uq_review_question_words")),
    )
    with op.batch_alter_table("review_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_question_day"), ["day"], unique=False)
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.add_column(sa.Column("understood", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("helpful", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.drop_column("helpful")
        batch_op.drop_column("understood")
    op.drop_table("review_question")
