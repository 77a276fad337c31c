"""The tables of the records as they are today. A change needs a migration and a new HEAD."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

# The newest migration; alembic is imported only where the database is not there yet.
HEAD = "0014"

metadata = sa.MetaData()


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is added again on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


# Append-only. The last row of a case and dataset is in force.
publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("dataset", sa.String(64), nullable=False),
    sa.Column("release_id", sa.String(64), nullable=False),
    sa.Column("published_at", Utc, nullable=False),
    sa.Column("published_by", sa.String(256), nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("source_name", sa.String(512), nullable=False),
    sa.Column("source_sha256", sa.String(64), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(500), nullable=False, server_default=""),
    sa.Column("approved_by", sa.String(256), nullable=False, server_default=""),
    sa.CheckConstraint("action in ('publish', 'rollback')", name="action_known"),
    sa.CheckConstraint("source in ('folder', 'upload', 'command')", name="source_known"),
    sa.Index("publications_by_case", "case_id", "dataset", "id"),
    sqlite_autoincrement=True,
)

# The texts of cases, each once whatever its name and case: zlib over UTF-8, by the SHA-256 of what is within.
case_texts = sa.Table(
    "case_texts",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# Append-only. From `seen_at` on a case had these files: `files` is a JSON object of name -> SHA-256, `sha256` its hash.
case_versions = sa.Table(
    "case_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    sa.Index("case_versions_by_case", "case_id", "id"),
    sqlite_autoincrement=True,
)

# Append-only. The last row of a case's decision is in force; `body` is the decision as JSON, `sha256` its hash.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("decision_id", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("recorded_by", sa.String(256), nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.CheckConstraint("source in ('case', 'stage')", name="origin_known"),
    sa.CheckConstraint("revision >= 1", name="revision_counts"),
    sa.UniqueConstraint("case_id", "decision_id", "revision", name="decisions_by_revision"),
    sqlite_autoincrement=True,
)

# Append-only. What became of an action after its decision was recorded; the last row of an action counts.
decision_events = sa.Table(
    "decision_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("decision_id", sa.String(64), nullable=False),
    sa.Column("action_id", sa.String(64), nullable=False),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("noted_at", Utc, nullable=False),
    sa.Column("noted_by", sa.String(256), nullable=False),
    sa.CheckConstraint("event in ('done', 'reopened')", name="event_known"),
    sa.Index("decision_events_by_case", "case_id", "decision_id", "id"),
    sqlite_autoincrement=True,
)

# Append-only. The last row of a case's scenario is in force; `body` is what it assumes as JSON, `sha256` its hash.
scenarios = sa.Table(
    "scenarios",
    metadata,
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
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("recorded_by", sa.String(256), nullable=False),
    sa.CheckConstraint("state in ('draft', 'proposed', 'approved', 'withdrawn')", name="state_known"),
    sa.CheckConstraint("revision >= 1", name="scenario_revision_counts"),
    sa.UniqueConstraint("case_id", "scenario_id", "revision", name="scenarios_by_revision"),
    sqlite_autoincrement=True,
)

# Business cases from elsewhere that somebody chose to keep. The only table whose rows are removed, when asked.
kept_business_cases = sa.Table(
    "kept_business_cases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("name", sa.String(256), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("kept_at", Utc, nullable=False),
    sa.Column("kept_by", sa.String(256), nullable=False),
    sa.UniqueConstraint("case_id", "sha256", name="kept_business_cases_once"),
    sqlite_autoincrement=True,
)

# Meetings of a case, and rehearsals of them. `seq` and `head` are those of the last event: whoever appends one takes
# this row first.
meetings = sa.Table(
    "meetings",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
    sa.CheckConstraint("kind in ('meeting', 'rehearsal')", name="meeting_kind_known"),
    sa.Index("meetings_by_case", "case_id", "kind", "made_at"),
)

# Append-only. What happened in a meeting, each event as JSON; `sha256` is that of the event before and this body.
meeting_events = sa.Table(
    "meeting_events",
    metadata,
    sa.Column("meeting_id", sa.String(32), sa.ForeignKey("meetings.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
)

# What finished rehearsals came to, as JSON: worked out of their events, and again by a later version.
run_summaries = sa.Table(
    "run_summaries",
    metadata,
    sa.Column("meeting_id", sa.String(32), sa.ForeignKey("meetings.id"), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# What was cast in secret votes. `key` is the hash of a key that only the voter has; neither time nor order is stored.
ballots = sa.Table(
    "ballots",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("vote_id", sa.String(32), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

# Append-only. Answers of the question drill; the last `card` of a person and question says when it comes back. Whose
# they are says `person_id`; `person` is a name that somebody typed, empty beside an id.
drill_answers = sa.Table(
    "drill_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("person", sa.String(80), nullable=False),
    sa.Column("question_id", sa.String(256), nullable=False),
    sa.Column("answered_at", Utc, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("rating", sa.Integer, nullable=False),
    sa.Column("card", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("person_id", sa.String(32), nullable=False, server_default=""),
    sa.CheckConstraint("rating between 1 and 4", name="rating_known"),
    sa.Index("drill_answers_by_person", "case_id", "person_id", "person", "id"),
    sqlite_autoincrement=True,
)

# Append-only. What reviewers and learners said of a run; the last `revision` of a `subject` is in force, as in
# `steering/rehearsal/reviews.py`, which knows what `body` holds. Who said it says `person_id`; `recorded_by` is a name
# that somebody typed, empty beside an id.
review_events = sa.Table(
    "review_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("run_id", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("subject", sa.String(160), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("recorded_by", sa.String(80), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("person_id", sa.String(32), nullable=False, server_default=""),
    sa.CheckConstraint("kind in ('score', 'comment', 'answer', 'release', 'reference')", name="review_kind_known"),
    sa.CheckConstraint("revision >= 1", name="review_revision_counts"),
    sa.UniqueConstraint("case_id", "run_id", "kind", "subject", "revision", name="review_events_by_revision"),
    sqlite_autoincrement=True,
)

# Counted up by each transaction that changes the case of a place, or of a cohort those of all its workspaces; a running
# app polls the rows of each case that is open.
case_changes = sa.Table(
    "case_changes",
    metadata,
    sa.Column("place", sa.String(128), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)

# One row, counted up by each transaction that changes every case.
change = sa.Table(
    "change",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.CheckConstraint("id = 1", name="single_row"),
)
