"""Decisions with their revisions, and what became of their actions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables of decisions. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("decision_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(256), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.CheckConstraint("source in ('case', 'stage')", name="origin_known"),
        sa.CheckConstraint("revision >= 1", name="revision_counts"),
        sa.UniqueConstraint("case_id", "decision_id", "revision", name="decisions_by_revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("decision_id", sa.String(64), nullable=False),
        sa.Column("action_id", sa.String(64), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(256), nullable=False),
        sa.CheckConstraint("event in ('done', 'reopened')", name="event_known"),
        sqlite_autoincrement=True,
    )
    op.create_index("decision_events_by_case", "decision_events", ["case_id", "decision_id", "id"])
