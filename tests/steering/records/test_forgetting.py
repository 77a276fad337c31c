"""Forgetting a person, in both databases: the name is nowhere any more, what was done stays, and the log holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import IN_COHORT, Role
from steering.errors import NotAllowed
from steering.records import Records
from steering.records.audit_chain import find_break
from steering.records.cohorts import Cohort, Member, NewMember
from steering.records.drill_answers import StoredAnswer
from steering.records.forgetting import forget_person
from steering.records.reviews import ReviewEntry
from steering.records.schema import metadata
from tests.actors import TESTER

NAME, MAIL = "Zenobia Quill", "zenobia@example.org"
PEOPLE = (
    NewMember(name="Instructor", role="instructor"),
    NewMember(name=NAME, role="presenter", mail=MAIL),
    NewMember(name="Other learner", role="presenter"),
)


@pytest.fixture
def cohort(records: Records) -> Cohort:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE)
    records.cohorts.add(cohort.id, PEOPLE, COMMAND_LINE)
    return cohort


def member(records: Records, cohort: Cohort, name: str) -> Member:
    return next(member for member in records.cohorts.members(cohort.id) if member.person.name == name)


def acting(cohort: Cohort, role: Role, id: str = "somebody") -> Actor:
    return Actor(id=id, name=role, grants={cohort.id: IN_COHORT[role]})


def answer(person: str) -> StoredAnswer:
    at = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    return StoredAnswer(person=person, question_id="q", answered_at=at, seconds=3, rating=3, card="{}", body="{}")


def everything_stored(records: Records) -> str:
    """Return all rows of all tables as text."""
    with records.engine.connect() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))


def work_in_a_workspace(records: Records, cohort: Cohort) -> str:
    """Let the learner sign in, publish, answer and review; return their id."""
    person = member(records, cohort, NAME).person
    records.workspaces.make(cohort.id, COMMAND_LINE, person_id=person.id, title=NAME, id="w-own")
    records.people.open_link(records.people.make_link(person.id, cohort.id, COMMAND_LINE))
    actor = Actor(id=person.id, name=NAME, grants={"w-own": frozenset({"publish"})})
    digest = "b" * 64
    records.publish(
        "w-own", "cost", "a" * 64, by=actor, source="upload", source_name="cost.csv", source_sha256=digest, rows=3
    )
    records.drill.append("w-own", replace(answer(""), person_id=person.id), TESTER)
    entry = ReviewEntry(run_id="r", kind="score", subject="s", seen=0, by=NAME, body="{}", person_id=person.id)
    records.reviews.append("w-own", entry, TESTER)
    # From before answers and reviews had ids, when it could not be told whose they were.
    records.drill.append("w-own", answer(NAME), TESTER)
    records.reviews.append("w-own", replace(entry, subject="older", person_id=""), TESTER)
    return person.id


def test_the_name_is_nowhere_any_more_and_what_was_done_stays(records: Records, cohort: Cohort) -> None:
    id = work_in_a_workspace(records, cohort)
    assert NAME in everything_stored(records) and MAIL in everything_stored(records)
    forgotten = forget_person(records, id, cohort.id, acting(cohort, "instructor"))
    assert (forgotten.name, forgotten.mail) == ("Former member 1", "") and forgotten.forgotten_at
    stored = everything_stored(records)
    assert NAME not in stored and MAIL not in stored
    (publication,) = records.history("w-own", "cost")
    assert records.people.names([publication.published_by]) == {id: "Former member 1"}
    assert [item.person_id for item in records.drill.list("w-own", id)] == [id]
    assert [item.person for item in records.drill.list("w-own", "Former member 1")] == ["Former member 1"]
    assert [person.label for person in records.drill.people("w-own")] == [
        "Former member 1 (name only)",
        "Former member 1",
    ]
    assert {event.key for event in records.reviews.list("w-own")} == {id, "Former member 1"}
    workspace = records.workspaces.find("w-own")
    assert workspace and workspace.title == "Former member 1"


def test_the_log_has_an_entry_of_it_and_holds(records: Records, cohort: Cohort) -> None:
    id = work_in_a_workspace(records, cohort)
    before, head = records.audit_log.read_all()
    forget_person(records, id, cohort.id, acting(cohort, "instructor"))
    entries, after = records.audit_log.read_all()
    assert entries[: len(before)] == before and entries[head.seq - 1].sha256 == head.sha256
    assert find_break(entries, after) is None
    assert (entries[-1].action, entries[-1].subject, entries[-1].place) == ("forget", id, cohort.id)


def test_nobody_signs_in_as_somebody_forgotten(records: Records, cohort: Cohort) -> None:
    person = member(records, cohort, NAME).person
    secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
    _, browser = records.people.open_link(secret)
    forget_person(records, person.id, cohort.id, acting(cohort, "instructor"))
    assert records.people.find_sign_in(browser) is None
    with pytest.raises(NotAllowed, match="opens nothing"):
        records.people.open_link(secret)
    assert NAME not in {member.person.name for member in records.cohorts.members(cohort.id)}


def test_each_has_a_pseudonym_of_their_own_and_others_keep_their_names(records: Records, cohort: Cohort) -> None:
    records.drill.append("w-other", answer(NAME), TESTER)
    ids = [member(records, cohort, name).person.id for name in (NAME, "Other learner")]
    names = [forget_person(records, id, cohort.id, acting(cohort, "instructor")).name for id in ids]
    assert names == ["Former member 1", "Former member 2"]
    # Somebody of the same name in a case in which the member never was.
    assert len(records.drill.list("w-other", NAME)) == 1


def test_of_two_of_one_name_the_other_keeps_name_and_work(records: Records, cohort: Cohort) -> None:
    id = work_in_a_workspace(records, cohort)
    (other,) = records.cohorts.add(cohort.id, [NewMember(name=NAME, role="presenter")], COMMAND_LINE)
    records.drill.append("w-own", replace(answer(""), person_id=other.person.id), TESTER)
    forget_person(records, id, cohort.id, acting(cohort, "instructor"))
    names = {person.key: person.name for person in records.drill.people("w-own") if person.id}
    assert names == {id: "Former member 1", other.person.id: NAME}
    assert len(records.drill.list("w-own", other.person.id)) == 1


def test_a_second_time_changes_nothing(records: Records, cohort: Cohort) -> None:
    id = member(records, cohort, NAME).person.id
    first = forget_person(records, id, "", COMMAND_LINE)
    head = records.audit_log.head()
    assert forget_person(records, id, "", COMMAND_LINE) == first and records.audit_log.head() == head


@pytest.mark.parametrize("role", ["viewer", "presenter", "assistant", "auditor"])
def test_it_takes_the_permission(records: Records, cohort: Cohort, role: Role) -> None:
    id = member(records, cohort, NAME).person.id
    with pytest.raises(NotAllowed):
        forget_person(records, id, cohort.id, acting(cohort, role))
    assert records.people.find(id).name == NAME


@pytest.mark.parametrize(
    "refused",
    [
        lambda records, here, there, id: forget_person(records, id, there.id, acting(there, "instructor")),
        lambda records, here, there, id: forget_person(records, id, here.id, acting(there, "instructor")),
        lambda records, here, there, id: forget_person(records, id, here.id, acting(here, "instructor", id)),
    ],
    ids=["of another cohort", "in the name of a cohort of others", "oneself"],
)
def test_nobody_forgets_those_of_others_or_themself(
    records: Records, cohort: Cohort, refused: Callable[[Records, Cohort, Cohort, str], object]
) -> None:
    other = records.cohorts.make("Spring", COMMAND_LINE)
    id = member(records, cohort, NAME).person.id
    with pytest.raises(NotAllowed):
        refused(records, cohort, other, id)
    assert records.people.find(id).name == NAME


def test_the_last_instructor_of_a_cohort_stays(records: Records, cohort: Cohort) -> None:
    id = member(records, cohort, "Instructor").person.id
    with pytest.raises(NotAllowed):
        forget_person(records, id, "", COMMAND_LINE)
    assert records.people.find(id).name == "Instructor"
