"""Answers of the question drill, with when each question comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "drill_answers",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("question_id", sa.String(256), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.CheckConstraint("rating between 1 and 4", name="rating_known"),
        sa.Index("drill_answers_by_person", "case_id", "person", "id"),
        sqlite_autoincrement=True,
    )
