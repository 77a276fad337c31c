"""Reviews of runs: scores with their revisions, comments, answers, releases and reference runs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
KINDS = "kind in ('score', 'comment', 'answer', 'release', 'reference')"


def upgrade() -> None:
    """Add the table. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "review_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.CheckConstraint(KINDS, name="review_kind_known"),
        sa.CheckConstraint("revision >= 1", name="review_revision_counts"),
        sa.UniqueConstraint("case_id", "run_id", "kind", "subject", "revision", name="review_events_by_revision"),
        sqlite_autoincrement=True,
    )
