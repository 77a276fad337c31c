"""Drill answers and reviews by the id of whoever was signed in, in place of the name that they had."""

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INSTALLATION = "installation"
MOMENT = sa.DateTime(timezone=True)
TEXT = sa.String

answers = sa.table(
    "drill_answers",
    sa.column("case_id", TEXT),
    sa.column("person", TEXT),
    sa.column("person_id", TEXT),
    sa.column("answered_at", MOMENT),
)
reviews = sa.table(
    "review_events",
    sa.column("case_id", TEXT),
    sa.column("kind", TEXT),
    sa.column("subject", TEXT),
    sa.column("recorded_by", TEXT),
    sa.column("person_id", TEXT),
    sa.column("recorded_at", MOMENT),
)
people = sa.table(
    "people", sa.column("id", TEXT), sa.column("name", TEXT), sa.column("is_admin", sa.Boolean),
    sa.column("forgotten_at", MOMENT),
)  # fmt: skip
members = sa.table("members", sa.column("cohort_id", TEXT), sa.column("person_id", TEXT))
workspaces = sa.table("workspaces", sa.column("id", TEXT), sa.column("cohort_id", TEXT))
sign_ins = sa.table("sign_ins", sa.column("person_id", TEXT), sa.column("made_at", MOMENT))
entries = sa.table("audit_entries", sa.column("action", TEXT), sa.column("place", TEXT), sa.column("subject", TEXT))
# The table, whose name it has, and when that was written.
NAMED = (
    (answers, answers.c.person, answers.c.answered_at),
    (reviews, reviews.c.recorded_by, reviews.c.recorded_at),
)


def upgrade() -> None:
    """Add the columns, and fill them where a name is that of one person of the cohort.

    Written out, so that later changes of the schema leave this step as it was. Nobody has written under an account
    before they first signed in: what is older was typed, and stays a name. So does what may be somebody else's of the
    same name.
    """
    for changed in ("drill_answers", "review_events"):
        op.add_column(changed, sa.Column("person_id", sa.String(32), nullable=False, server_default=""))
    op.drop_index("drill_answers_by_person", "drill_answers")
    op.create_index("drill_answers_by_person", "drill_answers", ["case_id", "person_id", "person", "id"])
    connection = op.get_bind()
    owners = dict(connection.execute(sa.select(workspaces.c.id, workspaces.c.cohort_id)).all())
    everybody, by_cohort = connection.execute(sa.select(people)).all(), _list_by_cohort(connection)
    for table, name, written_at in NAMED:
        whose = connection.execute(sa.select(table.c.case_id, name).distinct()).all()
        for case, text in whose:
            here = by_cohort.get(owners.get(case, INSTALLATION), set())
            if person := _find_person(everybody, here, text):
                own = [table.c.case_id == case, name == text]
                if not person.forgotten_at:
                    own.append(written_at >= _select_first_visit(person.id))
                _fill(connection, table, own, name, person.id)


def _list_by_cohort(connection: sa.Connection) -> dict[str, set[str]]:
    """Return the ids of everybody who is or was in a cohort, by cohort."""
    by_cohort: dict[str, set[str]] = {}
    joined = sa.select(entries.c.place, entries.c.subject).where(entries.c.action == "member")
    for query in (sa.select(members.c.cohort_id, members.c.person_id), joined):
        for cohort, id in connection.execute(query):
            by_cohort.setdefault(cohort, set()).add(id)
    return by_cohort


def _find_person(everybody: Sequence[Any], here: set[str], name: str) -> Any:
    """Return the one person with a name among those of a cohort and admins; None where there are none or more."""
    # A pseudonym is given once in an installation.
    forgotten = [person for person in everybody if person.forgotten_at and person.name == name]
    folded = _fold(name)
    same = [person for person in everybody if _fold(person.name) == folded and (person.is_admin or person.id in here)]
    candidates = forgotten or same
    return candidates[0] if len(candidates) == 1 else None


def _select_first_visit(id: str) -> sa.ScalarSelect[Any]:
    """Select when somebody first signed in; nothing is later than that where they never did."""
    return sa.select(sa.func.min(sign_ins.c.made_at)).where(sign_ins.c.person_id == id).scalar_subquery()


def _fold(name: str) -> str:
    """Return a name as it was compared and cut when it was written."""
    return " ".join(unicodedata.normalize("NFKC", name.strip()[:80]).casefold().split())


def _fill(
    connection: sa.Connection,
    table: sa.TableClause,
    own: Sequence[sa.ColumnElement[bool]],
    name: sa.ColumnClause[Any],
    id: str,
) -> None:
    """Put an id in place of a name."""
    if table is reviews:
        scores = (*own, reviews.c.kind == "score")
        for subject in connection.execute(sa.select(reviews.c.subject).where(*scores).distinct()).scalars().all():
            # A score is named after whose it is, so that the next revision follows this one.
            rubric, digest = subject.rsplit(":", 1)[0], sha256(id.encode()).hexdigest()[:32]
            mine = (*scores, reviews.c.subject == subject)
            connection.execute(sa.update(reviews).where(*mine).values(subject=f"{rubric}:{digest}"))
    connection.execute(sa.update(table).where(*own).values({name.name: "", "person_id": id}))
