"""The tables of what learners log and are given: hours by phase, and the answer keys of variants."""

from __future__ import annotations

import sqlalchemy as sa

from steering.records.schema import Utc, metadata

# The longest that somebody can have worked in a day, in minutes.
MOST_MINUTES = 24 * 60

# What learners say that they have worked; an entry is taken back by whoever made it, and is removed then.
work_hours = sa.Table(
    "work_hours",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("person_id", sa.String(256), nullable=False),
    sa.Column("phase", sa.String(16), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("noted_at", Utc, nullable=False),
    sa.CheckConstraint("minutes between 1 and 1440", name="minutes_of_a_day"),
    sa.Index("work_hours_by_case", "case_id", "person_id", "on_day"),
    sqlite_autoincrement=True,
)

# What was planted in whose workspace: the answer key, as JSON, and the seed that makes the same again.
variant_keys = sa.Table(
    "variant_keys",
    metadata,
    sa.Column("case_id", sa.String(128), primary_key=True),
    sa.Column("cohort_id", sa.String(32), nullable=False, index=True),
    sa.Column("learner", sa.String(120), nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("made_by", sa.String(256), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
