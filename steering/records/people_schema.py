"""The tables of people, cohorts and workspaces, and of the audit log; beside those of `schema.py`."""

from __future__ import annotations

import sqlalchemy as sa

from steering.records.schema import Utc, metadata

# Everybody who can sign in. `issuer` says who vouches: whoever made a link, or a provider of identities.
people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("issuer", sa.String(512), nullable=False),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("name", sa.String(256), nullable=False),
    sa.Column("mail", sa.String(320), nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("forgotten_at", Utc),
    sa.UniqueConstraint("issuer", "subject", name="people_once"),
)

# Links by which people sign in: the hash of each one's secret.
sign_in_links = sa.Table(
    "sign_in_links",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("made_by", sa.String(256), nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("revoked_at", Utc),
)

# Browsers in which somebody is, or was, signed in: the hash of each one's secret.
sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("way", sa.String(16), nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),
)

# Sign-ins at a provider of identities, by a hash of what they say: each opens a visit once.
used_sign_ins = sa.Table(
    "used_sign_ins",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("used_at", Utc, nullable=False),
)

# Groups of learners. What is published for all of their workspaces is published under the cohort's id.
cohorts = sa.Table(
    "cohorts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("archived_at", Utc),
    sa.Column("copied_from", sa.String(32), nullable=False),
    sa.Column("needs_approval", sa.Boolean, nullable=False),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("cohort_id", sa.String(32), sa.ForeignKey("cohorts.id"), primary_key=True),
    sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True, index=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("group_name", sa.String(80), nullable=False),
    sa.Column("added_at", Utc, nullable=False),
    # Whether a group of the provider gives it; what somebody has set by hand stays as it is.
    sa.Column("by_groups", sa.Boolean, nullable=False, server_default=sa.false()),
)

# Where people work: the id of a workspace is that of its case. It belongs to a person or to a group of its cohort.
workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("cohort_id", sa.String(32), sa.ForeignKey("cohorts.id"), nullable=False, index=True),
    sa.Column("person_id", sa.String(32), nullable=False),
    sa.Column("group_name", sa.String(80), nullable=False),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("shown_at", Utc),
    sa.Column("archived_at", Utc),
)

# Links by which an auditor takes along the package of a framework and a period of a case: each is its `id`, signed.
auditor_links = sa.Table(
    "auditor_links",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("place", sa.String(128), nullable=False),
    sa.Column("framework", sa.String(32), nullable=False),
    sa.Column("first_month", sa.String(7), nullable=False),
    sa.Column("last_month", sa.String(7), nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("made_by", sa.String(256), nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("withdrawn_at", Utc),
    sa.Column("withdrawn_by", sa.String(256), nullable=False),
    sa.Column("openings", sa.Integer, nullable=False),
    sa.Column("opened_at", Utc),
    sa.Index("auditor_links_by_place", "place", "made_at"),
)

# Append-only. Who did what: each entry's hash is over its facts and the hash of the one before.
audit_entries = sa.Table(
    "audit_entries",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("actor_id", sa.String(256), nullable=False),
    sa.Column("actor", sa.String(256), nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("place", sa.String(128), nullable=False, index=True),
    sa.Column("subject", sa.String(512), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
)

# One row: the end of the audit log. Whoever appends an entry takes this row first.
audit_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.CheckConstraint("id = 1", name="single_end"),
)
