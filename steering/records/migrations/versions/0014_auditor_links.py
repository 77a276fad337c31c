"""Links by which an auditor takes a package along without signing in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the table. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "auditor_links",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("place", sa.String(128), nullable=False),
        sa.Column("framework", sa.String(32), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(256), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(256), nullable=False),
        sa.Column("openings", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
    )
    op.create_index("auditor_links_by_place", "auditor_links", ["place", "made_at"])
