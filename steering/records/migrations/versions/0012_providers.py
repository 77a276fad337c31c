"""Sign-ins at a provider of identities that were used, and which memberships its groups gave."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table and the column. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "used_sign_ins",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("members", sa.Column("by_groups", sa.Boolean, nullable=False, server_default=sa.false()))
