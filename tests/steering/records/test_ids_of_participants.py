"""Records from before answers and reviews had ids, in both databases: whose they are, where that can be told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from steering.actors import Participant
from steering.cases.rubrics import Criterion, Rubric
from steering.lookalikes import visible_key
from steering.records import Records
from steering.records.migration import SCRIPTS
from steering.rehearsal.review_acts import ReviewDesk, ScoreDraft
from steering.rehearsal.reviews import Mark, ScoreBody, list_reviews
from tests.actors import TESTER
from tests.steering.records.databases import DATABASES, empty_database

CASE = "w-1"
EARLY, SIGNED_IN, LATE = (dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC) for day in (1, 2, 3))
RUBRIC = Rubric(
    id="short",
    title="Short",
    scale=("Low", "High"),
    criteria=(Criterion(id="ask", title="The ask", weight=Decimal(1), levels=("None.", "All.")),),
)
# Of each person the id, the name, and whether they ever signed in; all are members of the cohort, but for the admin.
PEOPLE = (
    ("learner-1", "Learner 1", True),
    ("namesake-1", "Namesake", True),
    ("namesake-2", "namesake", True),
    ("never-seen", "Never seen", False),
    ("admin", "Admin", True),
    ("forgotten", "Former member 1", False),
)


@pytest.fixture(params=DATABASES)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """Records that an earlier version has written, opened by this one."""
    with empty_database(request, tmp_path) as url:
        write_earlier_records(url)
        is_file = url.get_backend_name() == "sqlite"
        with Records(tmp_path, url=None if is_file else url.render_as_string(hide_password=False)) as records:
            yield records


def write_earlier_records(url: sa.URL) -> None:
    """Write people, answers and reviews into a database as the migrations up to 0012 leave it."""
    from alembic import command
    from alembic.config import Config

    engine, config = sa.create_engine(url), Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
        add_people(connection)
        for case, name, at in (
            (CASE, "Learner 1", EARLY), (CASE, "Learner 1", LATE), (CASE, "Namesake", LATE), (CASE, "Never seen", LATE),
            (CASE, "Former member 1", EARLY), (CASE, "Presenter", LATE), ("example", "Learner 1", LATE),
        ):  # fmt: skip
            insert(
                connection, "drill_answers", case_id=case, person=name, question_id=f"{name} {at:%d}", answered_at=at,
                seconds=1.0, rating=3, card="{}", body="{}",
            )  # fmt: skip
        for name in ("Learner 1", "Namesake", "Admin"):
            add_score(connection, name)
    engine.dispose()


def add_people(connection: sa.Connection) -> None:
    insert(connection, "cohorts", id="cohort", name="Autumn", made_at=EARLY, copied_from="", needs_approval=False)
    insert(
        connection, "workspaces", id=CASE, cohort_id="cohort", person_id="learner-1", group_name="", title="",
        made_at=EARLY,
    )  # fmt: skip
    for id, name, has_signed_in in PEOPLE:
        insert(
            connection, "people", id=id, issuer="link", subject=id, name=name, mail="", is_admin=id == "admin",
            made_at=EARLY, forgotten_at=LATE if id == "forgotten" else None,
        )  # fmt: skip
        if id not in ("admin", "forgotten"):
            insert(
                connection, "members", cohort_id="cohort", person_id=id, role="presenter", group_name="",
                added_at=EARLY, by_groups=False,
            )  # fmt: skip
        if has_signed_in:
            insert(
                connection, "sign_ins", digest=id, person_id=id, way="link", made_at=SIGNED_IN, expires_at=LATE,
            )  # fmt: skip


def add_score(connection: sa.Connection, name: str) -> None:
    """Add a score as it was named then: after the name of whoever gave it."""
    body = ScoreBody(
        rubric="short", rubric_title="Short", rubric_sha256="0", scale=RUBRIC.scale, role="peer", why="Seen.",
        marks=(Mark(criterion="ask", title="The ask", weight=1.0, level=1),),
    )  # fmt: skip
    insert(
        connection, "review_events", case_id=CASE, run_id="run", kind="score",
        subject=f"short:{sha256(visible_key(name).encode()).hexdigest()[:32]}", revision=1, recorded_at=LATE,
        recorded_by=name, body=json.dumps(asdict(body)),
    )  # fmt: skip


def insert(connection: sa.Connection, table: str, /, **values: object) -> None:
    moment = sa.DateTime(timezone=True)
    columns = [
        sa.column(key, moment) if isinstance(value, dt.datetime) else sa.column(key) for key, value in values.items()
    ]
    connection.execute(sa.insert(sa.table(table, *columns)).values(values))


def list_questions(records: Records, key: str, case: str = CASE) -> list[str]:
    return [answer.question_id for answer in records.drill.list(case, key)]


def test_what_somebody_answered_since_they_signed_in_is_theirs(records: Records) -> None:
    assert list_questions(records, "learner-1") == ["Learner 1 03"]
    # What is older was typed by somebody who was not signed in.
    assert list_questions(records, "Learner 1") == ["Learner 1 01"]
    assert list_questions(records, "forgotten") == ["Former member 1 01"]


def test_what_may_be_a_namesake_s_stays_under_the_name_alone(records: Records) -> None:
    assert list_questions(records, "namesake-1") == list_questions(records, "namesake-2") == []
    assert list_questions(records, "Namesake") == ["Namesake 03"]
    (review,) = list_reviews(records.reviews, CASE).runs.values()
    assert review.score_of("short", "namesake-1") is None and review.score_of("short", "Namesake") is not None


def test_a_name_of_nobody_who_was_there_stays_a_name(records: Records) -> None:
    assert list_questions(records, "never-seen") == []
    for name in ("Never seen", "Presenter"):
        assert list_questions(records, name) == [f"{name} 03"]
    # A case in which the learner never was.
    assert list_questions(records, "Learner 1", "example") == ["Learner 1 03"]
    assert list_questions(records, "learner-1", "example") == []


def test_everybody_is_shown_by_the_name_they_have(records: Records) -> None:
    labels = {person.key: person.label for person in records.drill.people(CASE)}
    assert labels == {
        "learner-1": "Learner 1", "Learner 1": "Learner 1 (name only)", "Namesake": "Namesake",
        "Never seen": "Never seen", "forgotten": "Former member 1", "Presenter": "Presenter",
    }  # fmt: skip
    assert [event.recorded_by for event in records.reviews.list(CASE)] == ["Learner 1", "Namesake", "Admin"]


@pytest.mark.parametrize(
    "reviewer",
    [
        Participant(id="learner-1", name="Learner 1"),
        Participant(id="admin", name="Admin"),
        Participant(name="Namesake"),
    ],
)
def test_a_score_goes_on_with_its_next_revision(records: Records, reviewer: Participant) -> None:
    draft = ScoreDraft(role="peer", levels={"ask": 2}, why="Seen again.")
    desk = ReviewDesk(
        records=records.reviews, case_id=CASE, run_id="run", person=Participant(name="Presenter"), by=reviewer,
        actor=TESTER,
    )  # fmt: skip
    desk.save_score(RUBRIC, draft, seen=1)
    score = list_reviews(records.reviews, CASE).of("run").score_of("short", reviewer.key)
    assert score and (score.revision, score.level("ask")) == (2, 2)
