"""Hours that learners log, and the answer keys of variants."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "work_hours",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("person_id", sa.String(256), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes between 1 and 1440", name="minutes_of_a_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("work_hours_by_case", "work_hours", ["case_id", "person_id", "on_day"])
    op.create_table(
        "variant_keys",
        sa.Column("case_id", sa.String(128), primary_key=True),
        sa.Column("cohort_id", sa.String(32), nullable=False, index=True),
        sa.Column("learner", sa.String(120), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(256), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
