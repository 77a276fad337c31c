"""Changes counted for each case, so that what somebody writes lays no other case anew."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table. Written out, so that later changes of the schema leave this step as it was."""
    op.create_table(
        "case_changes",
        sa.Column("place", sa.String(128), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
