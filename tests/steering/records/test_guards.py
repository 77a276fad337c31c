"""Every method that writes records is refused without its permission, at another place, and to a stranger.

Which methods write is read from their source: one that nothing here calls fails the first test.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE, EVERYWHERE, Actor
from steering.cases.business import Scenario
from steering.catalog.roles import EVERYTHING, Permission
from steering.errors import NotAllowed, UnknownName
from steering.records import Assumptions, Records, ResultSnapshot, ScenarioInput
from steering.records.cohorts import NewMember
from steering.records.database import Database
from steering.records.drill_answers import StoredAnswer
from steering.records.publication import NewPublication
from steering.records.reviews import ReviewEntry
from steering.records.rollbacks import RollbackStep
from steering.records.schema import metadata
from tests.actors import TESTER
from tests.steering.small_decisions import PAST, decided

CASE, OTHER = "case", "other"
NOW = dt.datetime(2026, 11, 2, 9, 5, tzinfo=dt.UTC)
FIGURES = ResultSnapshot(as_of="2026-10", npv_planned=1.0, npv=1.0, payback_months=None, releases={}, business="")
# Methods that write nothing, but ask for a permission all the same.
READERS = {
    "VariantKeyRecords.list",
    # What is held in tests/steering/records/test_proposals.py: they give whoever asks what is theirs to see.
    "ProposalRecords.find",
    "ProposalRecords.list_waiting",
    "ProposalRecords.list_turned_down",
    # In tests/steering/records/test_auditor_links.py.
    "AuditorLinkRecords.list",
}
# Methods that ask for nothing, each with what stands in the place of a permission.
FREE: Mapping[str, str] = {
    "AdmissionRecords.admit": "the provider of identities has vouched, and access.yaml lets its groups in",
    "AuditorLinkRecords.open": "the signature of the link",
    "AuditRecords.note": "it notes what was allowed elsewhere",
    "CaseVersionRecords.record": "the texts are those of the folder, told by whoever reads it",
    "MeetingRecords.append": "the rights of the seat, as tests/steering/web/test_meeting_rights.py has them",
    "MeetingRecords.store_summaries": "they are worked out of events that are there",
    "PeopleRecords.open_link": "the secret of the link",
    "PeopleRecords.sign_out": "the secret of the browser",
    "WorkHourRecords.take_back": "an entry is found by who made it, in tests/steering/records/test_work_hours.py",
}


@dataclass(kw_only=True)
class House:
    """Records with a cohort, its member and workspace, and a cohort beside it with the same."""

    records: Records
    cohort: str
    member: str
    stranger: str
    proposal: str
    auditor_link: str


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A call that writes, the permission that it asks for, and of which place: that of the case, or of the cohort.

    What it asks for besides is in `more`.
    """

    call: Callable[[House, Actor], object]
    permission: Permission
    more: tuple[Permission, ...] = ()
    place: Callable[[House], str] = field(default=lambda _: CASE)


def of_cohort(call: Callable[[House, Actor], object], permission: Permission = "manage") -> Guard:
    return Guard(call=call, permission=permission, place=lambda house: house.cohort)


def of_installation(call: Callable[[House, Actor], object]) -> Guard:
    return Guard(call=call, permission="administer", place=lambda _: EVERYWHERE)


def scenario(by: Actor, name: str = "Lean") -> ScenarioInput:
    return ScenarioInput(
        name=name,
        note="",
        assumed=Assumptions(scenario=Scenario(drivers={"adoption_speed": Decimal("0.7")})),
        figures=FIGURES,
        by=by,
    )


def release_of(place: str, release: str) -> NewPublication:
    return NewPublication(
        case_id=place, dataset="adoption", release_id=release * 64, source="upload", source_name="a.csv",
        source_sha256="", rows=1,
    )  # fmt: skip


def publish(records: Records, by: Actor, release: str) -> None:
    facts: dict[str, Any] = {"source": "upload", "source_name": "a.csv", "source_sha256": "", "rows": 1}
    records.publish(CASE, "adoption", release * 64, by=by, **facts)


ANSWER = StoredAnswer(person="Ann", question_id="q", answered_at=NOW, seconds=1.0, rating=3, card="{}", body="{}")
REVIEW = ReviewEntry(run_id="run", kind="comment", subject="x", seen=0, by="Ann", body="{}")
GUARDS: Mapping[str, Guard] = {
    "PublicationRecords.publish": Guard(call=lambda house, by: publish(house.records, by, "c"), permission="publish"),
    "PublicationRecords.roll_back": Guard(
        call=lambda house, by: house.records.roll_back(CASE, "adoption", by=by), permission="publish"
    ),
    "PublicationRecords.roll_back_all": Guard(
        call=lambda house, by: house.records.roll_back_all([RollbackStep(case_id=CASE, dataset="adoption")], by=by),
        permission="publish",
    ),
    "PublicationRecords.publish_all": Guard(
        call=lambda house, by: house.records.publish_all([release_of(CASE, "c")], by=by), permission="publish"
    ),
    "ProposalRecords.make": Guard(
        call=lambda house, by: house.records.proposals.make([release_of(CASE, "c")], by=by), permission="publish"
    ),
    "ProposalRecords.approve": Guard(
        call=lambda house, by: house.records.proposals.approve(
            house.proposal, by=by, expected_revisions={(CASE, "adoption"): 2}
        ),
        permission="approve",
    ),
    "ProposalRecords.turn_down": Guard(
        call=lambda house, by: house.records.proposals.turn_down(house.proposal, by=by), permission="approve"
    ),
    "ReleaseRecords.remove": Guard(
        call=lambda house, by: house.records.releases.remove(house.records.releases.list_unused([CASE]), by=by),
        permission="publish",
    ),
    "Records.record_decisions": Guard(
        call=lambda house, by: house.records.record_decisions(
            CASE, decided(PAST.replace("id: start", "id: begin")), by=by, source="case"
        ),
        permission="edit",
    ),
    "Records.note_action": Guard(
        call=lambda house, by: house.records.note_action(CASE, "start", "hire", "done", on=NOW.date(), by=by),
        permission="edit",
    ),
    "Records.keep_scenario": Guard(
        call=lambda house, by: house.records.keep_scenario(CASE, scenario(by, "Other")), permission="edit"
    ),
    "Records.change_scenario": Guard(
        call=lambda house, by: house.records.change_scenario(
            CASE, "saved.lean", scenario(by, "Leaner"), expected_revision=1
        ),
        permission="edit",
    ),
    "Records.move_scenario": Guard(
        call=lambda house, by: house.records.move_scenario(
            CASE, "saved.lean", "proposed", FIGURES, by=by, expected_revision=1
        ),
        permission="edit",
    ),
    "Records.save_business_case": Guard(
        call=lambda house, by: house.records.save_business_case(CASE, "b", "b", by), permission="edit"
    ),
    "Records.delete_business_case": Guard(
        call=lambda house, by: house.records.delete_business_case(CASE, 1, by), permission="edit"
    ),
    "AuditorLinkRecords.make": Guard(
        call=lambda house, by: house.records.auditor_links.make(CASE, "soc2", "2026-01", "2026-06", by),
        permission="manage",
        more=("sources",),
    ),
    "AuditorLinkRecords.withdraw": Guard(
        call=lambda house, by: house.records.auditor_links.withdraw(house.auditor_link, by),
        permission="manage",
        more=("sources",),
    ),
    "MeetingRecords.make": Guard(
        call=lambda house, by: house.records.meetings.make("m", CASE, ["{}"], by=by), permission="present"
    ),
    "DrillRecords.append": Guard(
        call=lambda house, by: house.records.drill.append(CASE, ANSWER, by), permission="rehearse"
    ),
    "ReviewRecords.append": Guard(
        call=lambda house, by: house.records.reviews.append(CASE, REVIEW, by), permission="review"
    ),
    "WorkHourRecords.log": Guard(
        call=lambda house, by: house.records.work_hours.log(CASE, by, phase="design", minutes=5, on=NOW.date()),
        permission="rehearse",
    ),
    "WorkspaceRecords.show": Guard(
        call=lambda house, by: house.records.workspaces.show(CASE, by, shown=True), permission="publish"
    ),
    "WorkspaceRecords.replace_files": Guard(
        call=lambda house, by: house.records.workspaces.replace_files(CASE, by, lambda: None), permission="edit"
    ),
    "WorkspaceRecords.archive": of_cohort(lambda house, by: house.records.workspaces.archive(CASE, by)),
    "WorkspaceRecords.make": of_cohort(
        lambda house, by: house.records.workspaces.make(house.cohort, by, title="New", id="new")
    ),
    "VariantKeyRecords.store": of_cohort(
        lambda house, by: house.records.variant_keys.store(
            house.cohort, by, case_id=CASE, learner="Ann", seed=1, body="{}"
        )
    ),
    "CohortRecords.add": of_cohort(
        lambda house, by: house.records.cohorts.add(house.cohort, [NewMember(name="New", role="viewer")], by)
    ),
    "CohortRecords.change": of_cohort(
        lambda house, by: house.records.cohorts.change(house.cohort, house.member, by, role="viewer", group="")
    ),
    "CohortRecords.remove": of_cohort(lambda house, by: house.records.cohorts.remove(house.cohort, house.member, by)),
    "PeopleRecords.make_link": of_cohort(
        lambda house, by: house.records.people.make_link(house.member, house.cohort, by)
    ),
    "PeopleRecords.revoke_links": of_cohort(
        lambda house, by: house.records.people.revoke_links(house.member, house.cohort, by)
    ),
    "CohortRecords.make": of_installation(lambda house, by: house.records.cohorts.make("New", by)),
    "CohortRecords.archive": of_installation(lambda house, by: house.records.cohorts.archive(house.cohort, by)),
    "PeopleRecords.make_admin": of_installation(lambda house, by: house.records.people.make_admin("New", by)),
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with Records(tmp_path) as records:
        ids = [records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring")]
        people = []
        for cohort, workspace in zip(ids, (CASE, OTHER), strict=True):
            (member,) = records.cohorts.add(cohort, [NewMember(name="Ann", role="presenter")], COMMAND_LINE)
            records.workspaces.make(cohort, COMMAND_LINE, person_id=member.person.id, title="Case", id=workspace)
            people.append(member.person.id)
        for release in "ab":
            publish(records, TESTER, release)
        records.record_decisions(CASE, decided(), by=TESTER, source="case")
        records.keep_scenario(CASE, scenario(TESTER))
        records.save_business_case(CASE, "a", "a", TESTER)
        proposal = records.proposals.make([release_of(CASE, "d")], by=TESTER)
        link = records.auditor_links.make(CASE, "soc2", "2026-01", "2026-06", TESTER)
        yield House(
            records=records, cohort=ids[0], member=people[0], stranger=people[1], proposal=proposal.id,
            auditor_link=link.id,
        )  # fmt: skip


def list_classes(owner: type) -> Iterator[type]:
    """Yield a class of records with those that it is made of, and those that it holds."""
    for base in owner.__mro__:
        if base in (object, Database):
            continue
        yield base
        for member in vars(base).values():
            if isinstance(member, cached_property):
                yield from list_classes(get_type_hints(member.func)["return"])


def list_writers() -> set[str]:
    """Return every method of the records that writes, or is asked who does so, by its class."""
    return {
        f"{owner.__name__}.{name}"
        for owner in list_classes(Records)
        for name, method in vars(owner).items()
        if inspect.isfunction(method) and not name.startswith("_") and (_asks(method) or list_writes(method))
    }


def _asks(method: Callable[..., object]) -> bool:
    return Actor in get_type_hints(method).values()


def list_writes(method: Any) -> list[ast.Call]:
    """Return the calls of `write` in a method, or in a module."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "write"]


def dump(records: Records) -> Mapping[str, object]:
    """Every row of every table."""
    return records.read(
        lambda connection: {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))] for table in metadata.sorted_tables
        }
    )


def test_every_method_that_writes_is_held_here() -> None:
    assert list_writers() == set(GUARDS) | set(FREE) | READERS


@pytest.mark.parametrize("name", GUARDS)
def test_one_that_writes_asks_for_its_permission_at_its_place(house: House, name: str) -> None:
    guard = GUARDS[name]
    place, before = guard.place(house), dump(house.records)
    elsewhere = {OTHER: EVERYTHING, "another cohort": EVERYTHING}
    refused = {
        "a stranger": Actor(id="x", name="X"),
        **{
            f"without {permission}": Actor(id="x", name="X", grants={place: EVERYTHING - {permission}})
            for permission in (guard.permission, *guard.more)
        },
        "of another place": Actor(id="x", name="X", grants=elsewhere),
    }
    whom = "an admin" if guard.permission == "administer" else "your instructor"
    for who, actor in refused.items():
        with pytest.raises(NotAllowed, match=f"Ask {whom}"):
            guard.call(house, actor)
        assert dump(house.records) == before, who
    guard.call(house, Actor(id="x", name="X", grants={place: frozenset({guard.permission, *guard.more})}))
    assert dump(house.records) != before


def manager(house: House) -> Actor:
    return Actor(id="teacher", name="Teacher", grants={house.cohort: EVERYTHING - {"administer"}})


def test_a_link_is_made_by_whoever_manages_all_that_it_would_open(house: House) -> None:
    records, by = house.records, manager(house)
    admin = records.people.make_admin("Ada", COMMAND_LINE)
    for person in (house.stranger, admin.id):
        before = dump(records)
        for act in (records.people.make_link, records.people.revoke_links):
            with pytest.raises(NotAllowed, match="not a member of the cohort any more. Load the page again"):
                act(person, house.cohort, by)
        assert dump(records) == before
    (teacher,) = records.cohorts.add(house.cohort, [NewMember(name="Tom", role="instructor")], by)
    assert records.people.make_link(teacher.person.id, house.cohort, by)
    # Who teaches comes along into a copy, and is of both from then on.
    records.cohorts.make("Copy", COMMAND_LINE, copied_from=house.cohort)
    with pytest.raises(NotAllowed, match="Ask an admin"):
        records.people.make_link(teacher.person.id, house.cohort, by)
    own = Actor(id=teacher.person.id, name="Tom", grants=by.grants)
    assert records.people.make_link(teacher.person.id, house.cohort, own)


def test_nobody_becomes_an_admin_through_a_cohort(house: House) -> None:
    by, before = manager(house), dump(house.records)
    with pytest.raises(NotAllowed, match="Nobody is an admin of a cohort"):
        house.records.cohorts.add(house.cohort, [NewMember(name="New", role="admin")], by)
    with pytest.raises(NotAllowed, match="Nobody is an admin of a cohort"):
        house.records.cohorts.change(house.cohort, house.member, by, role="admin", group="")
    assert dump(house.records) == before


@pytest.mark.parametrize("role", ["instructor", "assistant"])
def test_an_answer_key_is_of_a_workspace_of_the_cohort(house: House, role: str) -> None:
    with pytest.raises(NotAllowed, match="no workspace of the cohort. Load the page again"):
        house.records.variant_keys.store(house.cohort, manager(house), case_id=OTHER, learner=role, seed=1, body="{}")


def test_a_workspace_is_of_a_member_of_the_cohort(house: House) -> None:
    before = dump(house.records)
    with pytest.raises(UnknownName, match="member"):
        house.records.workspaces.make(house.cohort, manager(house), person_id=house.stranger, title="x")
    assert dump(house.records) == before


def test_approving_is_a_permission_of_its_own(house: House) -> None:
    records = house.records
    records.move_scenario(CASE, "saved.lean", "proposed", FIGURES, by=TESTER, expected_revision=1)
    editor = Actor(id="x", name="X", grants={CASE: EVERYTHING - {"approve"}})
    with pytest.raises(NotAllowed):
        records.move_scenario(CASE, "saved.lean", "approved", FIGURES, by=editor, expected_revision=2)
    assert records.scenarios(CASE)[0].state == "proposed"


@pytest.mark.parametrize("owner", dict.fromkeys(list_classes(Records)), ids=lambda owner: str(owner.__name__))
def test_what_is_written_says_whose_case_it_changes(owner: type) -> None:
    for call in list_writes(owner):
        assert {keyword.arg for keyword in call.keywords} & {"counts", "place"}, ast.unparse(call)
