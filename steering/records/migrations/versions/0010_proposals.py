"""Why something was published and who has approved it; publications that wait; releases that were cleaned up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add columns and tables. Written out, so that later changes of the schema leave this step as it was."""
    op.add_column("publications", sa.Column("reason", sa.String(500), nullable=False, server_default=""))
    op.add_column("publications", sa.Column("approved_by", sa.String(256), nullable=False, server_default=""))
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("proposal_id", sa.String(32), nullable=False, index=True),
        sa.Column("case_id", sa.String(128), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("release_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("source_name", sa.String(512), nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("expected_revision", sa.Integer, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(256), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String(256), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'approved', 'turned down', 'withdrawn')", name="proposal_state_known"),
        sqlite_autoincrement=True,
    )
    op.create_index("proposals_by_case", "proposals", ["case_id", "state"])
    op.create_table(
        "release_removals",
        sa.Column("case_id", sa.String(128), primary_key=True),
        sa.Column("dataset", sa.String(64), primary_key=True),
        sa.Column("release_id", sa.String(64), primary_key=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.String(256), nullable=False),
    )
