"""The tables of publications that wait for approval, and of releases that were cleaned up; beside `schema.py`."""

from __future__ import annotations

import sqlalchemy as sa

from steering.records.schema import Utc, metadata

# Releases that somebody wants in force and somebody else has to approve; those of one `proposal_id` go together.
proposals = sa.Table(
    "proposals",
    metadata,
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
    sa.Column("proposed_at", Utc, nullable=False),
    sa.Column("proposed_by", sa.String(256), nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("decided_at", Utc),
    sa.Column("decided_by", sa.String(256), nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.CheckConstraint("state in ('waiting', 'approved', 'turned down', 'withdrawn')", name="proposal_state_known"),
    sa.Index("proposals_by_case", "case_id", "state"),
    sqlite_autoincrement=True,
)

# Earlier releases that a case can't go back to any more: they were cleaned up.
removals = sa.Table(
    "release_removals",
    metadata,
    sa.Column("case_id", sa.String(128), primary_key=True),
    sa.Column("dataset", sa.String(64), primary_key=True),
    sa.Column("release_id", sa.String(64), primary_key=True),
    sa.Column("removed_at", Utc, nullable=False),
    sa.Column("removed_by", sa.String(256), nullable=False),
)
