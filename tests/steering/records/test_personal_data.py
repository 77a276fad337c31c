"""What is held of a person: all of it for themself, a cohort's for its instructor, nothing for anybody else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import IN_COHORT, Role
from steering.errors import NotAllowed
from steering.exports.personal_data import pack_personal_data
from steering.exports.witness import parse_witness
from steering.records import Records
from steering.records.cohorts import INSTALLATION, NewMember
from steering.records.personal_data import PersonalData, gather_personal_data
from steering.records.reviews import ReviewEntry
from steering.stage.events import write_event
from tests.actors import somebody

NAME, MAIL = "Zenobia Quill", "zenobia@example.org"


def join(records: Records, name: str) -> str:
    """Make somebody who learns in a cohort of a name, with a workspace; return their id."""
    cohort = records.cohorts.make(name, COMMAND_LINE).id
    additions = [NewMember(name=NAME, role="presenter", mail=MAIL), NewMember(name="Other", role="presenter")]
    member, _ = records.cohorts.add(cohort, additions, COMMAND_LINE)
    records.workspaces.make(cohort, COMMAND_LINE, person_id=member.person.id, title=NAME, id=f"w-{name}")
    return member.person.id


def work(records: Records, id: str, case: str) -> None:
    """Let somebody publish, review and rehearse, and somebody else as well."""
    for person, name in ((id, NAME), ("other", "Other")):
        records.publish(
            case, "cost", "a" * 64, by=somebody(person), source="upload", source_name=f"{person}.csv", source_sha256="",
            rows=1,
        )  # fmt: skip
        review = ReviewEntry(run_id="r", kind="comment", subject=name, seen=0, by=name, body="{}", person_id=person)
        records.reviews.append(case, review, somebody(person))
        plan = write_event("plan", by="p", title="Dry run", day="2026-11-01", purpose="rehearsal", person=person)
        records.meetings.make(f"{person} {case}", case, [plan], by=somebody(person), kind="rehearsal")


def instructing(cohort: str, role: Role = "instructor") -> Actor:
    return Actor(id="instructor", name="", grants={cohort: IN_COHORT[role]})


def sources(data: PersonalData) -> list[str]:
    return [row["source_name"] for row in data.tables["publications"]]


def cohort_of(records: Records, name: str) -> str:
    return next(cohort.id for cohort in records.cohorts.list() if cohort.name == name)


def test_one_s_own_data_is_all_of_it_and_nothing_of_others(records: Records) -> None:
    id = join(records, "Autumn")
    work(records, id, "w-Autumn")
    records.people.open_link(records.people.make_link(id, cohort_of(records, "Autumn"), COMMAND_LINE))
    data = gather_personal_data(records, id, Actor(id=id, name=NAME))
    assert [row["mail"] for row in data.tables["people"]] == [MAIL]
    assert sources(data) == [f"{id}.csv"]
    assert [row["person_id"] for row in data.tables["review_events"]] == [id]
    assert [row["meeting_id"] for row in data.tables["meeting_events"]] == [f"{id} w-Autumn"]
    assert {row["action"] for row in data.tables["audit_entries"]} == {"publish", "member", "link", "sign-in"}
    assert len(data.tables["sign_ins"]) == 1 and "digest" not in data.tables["sign_ins"][0]
    assert [workspace.id for workspace in data.workspaces] == ["w-Autumn"]


def test_an_instructor_gets_what_is_of_the_cohort(records: Records) -> None:
    id = join(records, "Autumn")
    join(records, "Spring")
    for case in ("w-Autumn", "w-Spring"):
        work(records, id, case)
    autumn, spring = cohort_of(records, "Autumn"), cohort_of(records, "Spring")
    data = gather_personal_data(records, id, instructing(autumn), autumn)
    assert len(sources(data)) == 1 and {row["case_id"] for row in data.tables["publications"]} == {"w-Autumn"}
    assert [row["meeting_id"] for row in data.tables["meeting_events"]] == [f"{id} w-Autumn"]
    assert "sign_ins" not in data.tables and data.tables["people"]
    for by, place in ((instructing(autumn), spring), (instructing(spring), spring), (instructing(autumn), "")):
        with pytest.raises(NotAllowed):
            gather_personal_data(records, id, by, place)


@pytest.mark.parametrize("role", ["viewer", "auditor", "presenter", "assistant"])
def test_nobody_has_anything_of_a_namesake_or_of_a_name_alone(records: Records, role: Role) -> None:
    additions = [NewMember(name="Other", role=role), NewMember(name="Other", role="presenter")]
    member, namesake = records.cohorts.add(INSTALLATION, additions, COMMAND_LINE)
    review = ReviewEntry(run_id="r", kind="comment", subject="s", seen=0, by="Other", body="{}")
    records.reviews.append("halden", review, somebody("other"))
    theirs = replace(review, subject="t", person_id=namesake.person.id)
    records.reviews.append("halden", theirs, somebody(namesake.person.id))
    data = gather_personal_data(records, member.person.id, Actor(id=member.person.id, name="Other"))
    assert "review_events" not in data.tables
    data = gather_personal_data(records, namesake.person.id, Actor(id=namesake.person.id, name="Other"))
    assert [row["subject"] for row in data.tables["review_events"]] == ["t"]


@pytest.mark.parametrize("role", ["viewer", "presenter", "assistant", "auditor", "admin"])
def test_nobody_else_gets_it(records: Records, role: Role) -> None:
    id = join(records, "Autumn")
    cohort = cohort_of(records, "Autumn")
    with pytest.raises(NotAllowed):
        gather_personal_data(records, id, instructing(cohort, role), cohort)


def test_the_zip_has_every_table_twice_and_the_files(records: Records, tmp_path: Path) -> None:
    id = join(records, "Autumn")
    work(records, id, "w-Autumn")
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "case.yaml").write_text("title: Mine\n", "utf-8")
    data = gather_personal_data(records, id, Actor(id=id, name=NAME))
    packed = pack_personal_data(data, {"w-Autumn": tmp_path / "case"}, records.audit_log.head())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("workspaces/w-Autumn/case.yaml") == b"title: Mine\n"
        assert NAME in archive.read("README.txt").decode()
        assert parse_witness(archive.read("README.txt")) == records.audit_log.head()
        tables = json.loads(archive.read("data.json"))
        assert {f"{name}.csv" for name in tables} == {name for name in archive.namelist() if name.endswith(".csv")}
        for name, rows in tables.items():
            read = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
            assert [set(row) for row in read] == [set(row) for row in rows]
        assert [row["source_name"] for row in tables["publications"]] == [f"{id}.csv"]
