"""Scenarios with their revisions, and business cases that somebody chose to keep."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two tables. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("scenario_id", sa.String(96), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(256), nullable=False),
        sa.CheckConstraint("state in ('draft', 'proposed', 'approved', 'withdrawn')", name="state_known"),
        sa.CheckConstraint("revision >= 1", name="scenario_revision_counts"),
        sa.UniqueConstraint("case_id", "scenario_id", "revision", name="scenarios_by_revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept_business_cases",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(256), nullable=False),
        sa.UniqueConstraint("case_id", "sha256", name="kept_business_cases_once"),
        sqlite_autoincrement=True,
    )
