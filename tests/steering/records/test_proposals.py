"""Publications that wait for somebody else, several at once, after others, and back to any release; clean-up."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import get_args

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import IN_COHORT, OWN, Role, permissions_in_workspace
from steering.errors import NotAllowed, UnknownName
from steering.frames.log.entries import ACTIONS
from steering.records import NewPublication, NothingToRollBack, Proposal, Publication, Records, StaleRevision
from steering.records.audit_log import Action
from steering.records.proposals import AlreadyDecided
from steering.records.publication import NOTHING
from steering.records.publications import earlier_releases
from tests.actors import TESTER, somebody

A, B, C = "a" * 64, "b" * 64, "c" * 64
LEARNER = Actor(id="learner", name="Learner", grants={"case": OWN})


def wanted(release: str, dataset: str = "kpi", *, case: str = "case", expected: int | None = None) -> NewPublication:
    return NewPublication(
        case_id=case,
        dataset=dataset,
        release_id=release,
        source="upload",
        source_name=f"{release[0]}.csv",
        source_sha256=C,
        rows=3,
        expected_revision=expected,
    )


def publish(records: Records, release: str, dataset: str = "kpi", **more: str) -> Publication:
    return records.publish_all([wanted(release, dataset)], by=TESTER, **more)[0]


def in_force(records: Records, case: str = "case") -> dict[str, str]:
    return {name: entry.release_id for name, entry in records.in_force(case).items()}


def actions(records: Records) -> list[str]:
    return [entry.action for entry in reversed(records.audit_log.list())]


class TestTogether:
    def test_several_datasets_are_in_force_at_once_with_their_reason(self, records: Records) -> None:
        entries = records.publish_all([wanted(A), wanted(B, "cost")], by=TESTER, reason="  October closed  ")
        assert in_force(records) == {"kpi": A, "cost": B}
        assert {entry.reason for entry in entries} == {"October closed"}
        assert records.history("case", "kpi") == entries[:1]

    def test_one_that_is_stale_keeps_all_from_being_published(self, records: Records) -> None:
        first = publish(records, A)
        publish(records, B)
        with pytest.raises(StaleRevision, match="current kpi data has changed meanwhile.* before publishing"):
            records.publish_all([wanted(C, "cost"), wanted(C, expected=first.id)], by=TESTER)
        assert in_force(records) == {"kpi": B}
        assert actions(records) == ["publish", "publish"]

    def test_nothing_in_force_is_a_revision_too(self, records: Records) -> None:
        publish(records, A)
        with pytest.raises(StaleRevision):
            records.publish_all([wanted(B, expected=NOTHING)], by=TESTER)
        assert records.publish_all([wanted(B, "cost", expected=NOTHING)], by=TESTER)[0].release_id == B

    def test_a_place_where_one_may_not_keeps_all_from_being_published(self, records: Records) -> None:
        with pytest.raises(NotAllowed):
            records.publish_all([wanted(A), wanted(A, case="elsewhere")], by=LEARNER)
        assert in_force(records) == {} and actions(records) == []

    def test_histories_are_of_one_moment(self, records: Records) -> None:
        records.publish_all([wanted(A), wanted(B, "cost"), wanted(C, case="other")], by=TESTER)
        found = records.histories(["case", "other", "nowhere"])
        assert {
            place: {name: entries[-1].release_id for name, entries in own.items()} for place, own in found.items()
        } == {
            "case": {"kpi": A, "cost": B},
            "other": {"kpi": C},
            "nowhere": {},
        }


class TestBackToAny:
    def test_any_release_that_was_in_force_can_be_again(self, records: Records) -> None:
        entries = [publish(records, release) for release in (A, B, C)]
        back = records.roll_back("case", "kpi", by=TESTER, to=entries[0].id, reason="B and C were wrong")
        assert (back.release_id, back.action, back.reason, back.source_name) == (
            A,
            "rollback",
            "B and C were wrong",
            "a.csv",
        )
        with pytest.raises(NothingToRollBack):
            records.roll_back("case", "kpi", by=TESTER)
        forth = records.roll_back("case", "kpi", by=TESTER, to=entries[2].id)
        assert forth.release_id == C
        assert records.roll_back("case", "kpi", by=TESTER).release_id == A

    def test_what_is_in_force_or_of_another_dataset_is_refused(self, records: Records) -> None:
        publish(records, A)
        last, other = publish(records, B), publish(records, C, "cost")
        with pytest.raises(NothingToRollBack):
            records.roll_back("case", "kpi", by=TESTER, to=last.id)
        with pytest.raises(UnknownName):
            records.roll_back("case", "kpi", by=TESTER, to=other.id)
        assert in_force(records)["kpi"] == B

    def test_earlier_releases_are_each_listed_once(self, records: Records) -> None:
        for release in (A, B, A, C, B):
            publish(records, release)
        assert [entry.release_id for entry in earlier_releases(records.history("case", "kpi"))] == [C, A]
        assert earlier_releases(()) == ()


def propose(records: Records, *releases: NewPublication, by: Actor = LEARNER) -> Proposal:
    return records.proposals.make(releases, by=by, reason="new month")


def seen(records: Records) -> dict[tuple[str, str], int]:
    return {("case", name): entry.id for name, entry in records.in_force("case").items()}


class TestApproval:
    def test_it_waits_and_is_in_force_once_somebody_else_approves(self, records: Records) -> None:
        publish(records, A)
        proposal = propose(records, wanted(B), wanted(C, "cost"))
        assert in_force(records) == {"kpi": A}
        assert (
            records.proposals.list_waiting(["case"], by=TESTER) == (proposal,)
            and records.proposals.list_waiting(["other"], by=TESTER) == ()
        )
        entries = records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=seen(records))
        assert in_force(records) == {"kpi": B, "cost": C}
        assert {(entry.published_by, entry.approved_by, entry.reason) for entry in entries} == {
            ("learner", "teacher", "new month")
        }
        assert records.proposals.list_waiting(["case"], by=TESTER) == ()
        assert records.proposals.find(proposal.id, by=TESTER).state == "approved"
        assert actions(records) == ["publish", "propose", "propose", *["approve", "publish"] * 2]

    def test_nobody_approves_their_own(self, records: Records) -> None:
        proposal = propose(records, wanted(B), by=TESTER)
        with pytest.raises(NotAllowed, match="somebody else has to approve it"):
            records.proposals.approve(proposal.id, by=TESTER, expected_revisions={})
        with pytest.raises(NotAllowed, match="You may not approve"):
            records.proposals.approve(proposal.id, by=LEARNER, expected_revisions={})
        assert in_force(records) == {} and records.proposals.list_waiting(["case"], by=TESTER) == (proposal,)

    def test_an_approver_who_saw_other_data_decides_again(self, records: Records) -> None:
        publish(records, A)
        proposal, before = propose(records, wanted(B)), seen(records)
        publish(records, C)
        with pytest.raises(StaleRevision):
            records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=before)
        assert in_force(records) == {"kpi": C} and records.proposals.list_waiting(["case"], by=TESTER) == (proposal,)
        records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=seen(records))
        assert in_force(records) == {"kpi": B}

    def test_turned_down_or_withdrawn_it_is_decided_for_good(self, records: Records) -> None:
        first = propose(records, wanted(A))
        records.proposals.turn_down(first.id, by=somebody("teacher"), note="October is missing")
        second = propose(records, wanted(B))
        records.proposals.turn_down(second.id, by=LEARNER)
        third = propose(records, wanted(C))
        fourth = propose(records, wanted(A))
        found = {each.id: records.proposals.find(each.id, by=TESTER).state for each in (first, second, third, fourth)}
        assert list(found.values()) == ["turned down", "withdrawn", "withdrawn", "waiting"]
        assert records.proposals.find(first.id, by=TESTER).note == "October is missing"
        with pytest.raises(StaleRevision):
            records.proposals.approve(first.id, by=somebody("teacher"), expected_revisions={})
        with pytest.raises(StaleRevision):
            records.proposals.turn_down(second.id, by=LEARNER)
        assert in_force(records) == {}

    def test_what_is_proposed_again_takes_the_place_of_all_of_the_earlier_one_and_says_so(
        self, records: Records
    ) -> None:
        first = propose(records, wanted(A), wanted(A, "cost"))
        second = propose(records, wanted(B), wanted(B, "cost"), wanted(B, "usage"))
        assert (first.replaced, second.replaced) == ((), (first.id,))
        assert [proposal.id for proposal in records.proposals.list_waiting(["case"], by=TESTER)] == [second.id]
        assert actions(records) == [*["propose"] * 2, *["turn-down"] * 2, *["propose"] * 3]
        closed = [entry for entry in records.audit_log.list() if entry.action == "turn-down"]
        assert all(f'"proposal":"{first.id}","withdrawn":true' in entry.facts for entry in closed)

    @pytest.mark.parametrize(
        ("more", "says"),
        [
            (wanted(A, "cost"), "together with cost data, which would no longer wait"),
            (wanted(A, case="other"), "for more workspaces, where it would no longer wait"),
        ],
    )
    def test_what_would_drop_more_than_it_replaces_is_refused(
        self, records: Records, more: NewPublication, says: str
    ) -> None:
        first = propose(records, wanted(A), more, by=TESTER)
        with pytest.raises(NotAllowed, match=f"proposed this before {says}"):
            propose(records, wanted(B), by=TESTER)
        assert records.proposals.list_waiting(["case"], by=TESTER) == (first,)
        assert actions(records) == ["propose", "propose"]
        assert propose(records, wanted(B), by=LEARNER).replaced == (), "what somebody else proposed stays"

    def test_a_stranger_neither_proposes_nor_sees_nor_turns_down(self, records: Records) -> None:
        stranger = Actor(id="stranger", name="Stranger", grants={"elsewhere": OWN})
        with pytest.raises(NotAllowed):
            propose(records, wanted(A), by=stranger)
        proposal = propose(records, wanted(A))
        with pytest.raises(NotAllowed):
            records.proposals.turn_down(proposal.id, by=stranger)
        with pytest.raises(NotAllowed):
            records.proposals.find(proposal.id, by=stranger)
        assert records.proposals.list_waiting(["case"], by=stranger) == ()
        assert records.proposals.find(proposal.id, by=TESTER).state == "waiting"

    def test_where_the_cohort_asks_for_it_uploads_wait_and_the_folder_does_not(self, records: Records) -> None:
        cohort = records.cohorts.make("Spring", TESTER, needs_approval=True)
        workspace = records.workspaces.make(cohort.id, TESTER, group="one", title="One")
        for place in (cohort.id, workspace.id):
            with pytest.raises(NotAllowed, match="somebody else has to approve"):
                records.publish_all([wanted(A, case=place)], by=TESTER)
            folder = {"source": "folder", "source_name": "kpi.csv", "source_sha256": C, "rows": 1}
            assert records.publish(place, "kpi", A, by=TESTER, **folder).release_id == A
        proposal = propose(records, wanted(B, case=workspace.id), by=TESTER)
        expected = {(workspace.id, "kpi"): records.in_force(workspace.id)["kpi"].id}
        records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=expected)
        assert in_force(records, workspace.id) == {"kpi": B}

    def test_of_two_who_approve_at_once_one_does(self, records: Records) -> None:
        proposal, both = propose(records, wanted(B)), Barrier(2)

        def approve(name: str) -> str:
            both.wait()
            try:
                records.proposals.approve(proposal.id, by=somebody(name), expected_revisions={})
            except StaleRevision as error:
                return str(error)
            return name

        with ThreadPoolExecutor(2) as pool:
            told = set(pool.map(approve, ("teacher", "other")))
        (entry,) = records.history("case", "kpi")
        assert told == {entry.approved_by, str(AlreadyDecided())}
        assert actions(records) == ["propose", "approve", "publish"]

    def test_what_was_seen_is_part_of_a_proposal_too(self, records: Records) -> None:
        first = publish(records, A)
        publish(records, B)
        with pytest.raises(StaleRevision, match="current kpi data has changed meanwhile.* before proposing"):
            propose(records, wanted(C, expected=first.id))
        assert records.proposals.list_waiting(["case"], by=TESTER) == ()
        # Whoever has not looked is told nothing of what was there before.
        assert propose(records, wanted(C)).releases[0].expected_revision == seen(records)["case", "kpi"]


class TestSight:
    """A cohort with two workspaces, each of a learner, and a proposal for the second one."""

    @pytest.fixture
    def places(self, records: Records) -> tuple[str, str, str]:
        cohort = records.cohorts.make("Spring", TESTER).id
        made = [records.workspaces.make(cohort, TESTER, group=name, title=name).id for name in ("One", "Two")]
        return cohort, made[0], made[1]

    @pytest.fixture
    def own(self, places: tuple[str, str, str]) -> Actor:
        return Actor(id="second", name="Learner 2", grants={places[2]: OWN})

    def in_role(self, role: Role, places: tuple[str, str, str]) -> Actor:
        """Somebody of a role in the cohort, with a workspace of their own where they are a learner: the first."""
        cohort, first, _ = places
        grants = {place: permissions_in_workspace(role, is_own=place == first, is_shown=True) for place in places[1:]}
        return Actor(id=role, name=role, grants={cohort: IN_COHORT[role], **grants})

    @pytest.mark.parametrize("role", get_args(Role))
    def test_only_the_author_and_those_who_may_approve_see_it(
        self, records: Records, places: tuple[str, str, str], own: Actor, role: Role
    ) -> None:
        cohort, first, second = places
        proposal, somebody_else = propose(records, wanted(A, case=second), by=own), self.in_role(role, places)
        shown = (proposal,) if role == "instructor" else ()
        for place in (cohort, second):
            assert records.proposals.list_waiting([place], by=own) == (proposal,)
            assert records.proposals.list_waiting([place], by=somebody_else) == shown
        assert records.proposals.list_waiting([first], by=somebody_else) == ()
        records.proposals.turn_down(proposal.id, by=TESTER, note="October is missing")
        assert records.proposals.list_turned_down([cohort], by=somebody_else) == ()
        (told,) = records.proposals.list_turned_down([cohort], by=own)
        assert (told.id, told.note) == (proposal.id, "October is missing")

    def test_who_may_approve_a_part_of_it_alone_sees_nothing(
        self, records: Records, places: tuple[str, str, str]
    ) -> None:
        cohort, first, second = places
        propose(records, wanted(A, case=first), wanted(A, case=second), by=TESTER)
        partly = Actor(id="x", name="X", grants={first: frozenset({"approve"})})
        assert records.proposals.list_waiting([cohort], by=partly) == ()

    def test_a_workspace_that_was_put_away_gets_nothing(self, records: Records, places: tuple[str, str, str]) -> None:
        cohort, first, second = places
        proposal = propose(records, wanted(A, case=first), wanted(A, case=second), by=TESTER)
        records.workspaces.archive(second, TESTER)
        instructor = self.in_role("instructor", places)
        grants = {place: own for place, own in instructor.grants.items() if place != second}
        approver = Actor(id="instructor", name="Instructor", grants=grants)
        (waiting,) = records.proposals.list_waiting([cohort], by=approver)
        assert [release.case_id for release in waiting.publishable] == [first]
        records.proposals.approve(proposal.id, by=approver, expected_revisions={})
        assert in_force(records, first) == {"kpi": A} and in_force(records, second) == {}

    def test_where_every_workspace_was_put_away_it_can_only_be_turned_down(
        self, records: Records, places: tuple[str, str, str], own: Actor
    ) -> None:
        cohort, _, second = places
        proposal, approver = propose(records, wanted(A, case=second), by=own), self.in_role("instructor", places)
        records.workspaces.archive(second, TESTER)
        with pytest.raises(NotAllowed, match="put away since, so there is nothing to publish to. Turn it down"):
            records.proposals.approve(proposal.id, by=approver, expected_revisions={})
        assert in_force(records, second) == {}
        with pytest.raises(NotAllowed, match="Ask your instructor"):
            records.proposals.turn_down(proposal.id, by=self.in_role("assistant", places))
        assert len(records.proposals.list_waiting([cohort], by=approver)) == 1
        records.proposals.turn_down(proposal.id, by=approver)
        assert records.proposals.find(proposal.id, by=own).state == "turned down"


class TestCommandLine:
    def test_a_command_proposes_for_a_person_who_then_does_not_approve(self, records: Records) -> None:
        with pytest.raises(NotAllowed, match="say who brings it: give --by NAME"):
            propose(records, wanted(A), by=COMMAND_LINE)
        proposal = records.proposals.make([wanted(A)], by=COMMAND_LINE, author="teacher")
        assert proposal.proposed_by == "teacher"
        (entry,) = records.audit_log.list()
        facts = json.loads(entry.facts)
        assert (entry.actor_id, facts["author"], facts["account"]) == ("command line", "teacher", os.getuid())
        with pytest.raises(NotAllowed, match="somebody else has to approve it"):
            records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions={})
        (published,) = records.proposals.approve(proposal.id, by=somebody("other"), expected_revisions={})
        assert (published.published_by, published.approved_by) == ("teacher", "other")

    def test_two_people_at_the_command_line_do_not_take_one_another_s_place(self, records: Records) -> None:
        first, second = (
            records.proposals.make([wanted(A)], by=COMMAND_LINE, author=name) for name in ("teacher", "other")
        )
        assert second.replaced == ()
        again = records.proposals.make([wanted(B)], by=COMMAND_LINE, author="teacher")
        assert again.replaced == (first.id,)

    def test_nobody_else_proposes_in_another_s_name(self, records: Records) -> None:
        with pytest.raises(NotAllowed, match="in your own name alone"):
            records.proposals.make([wanted(A)], by=LEARNER, author="teacher")
        assert records.audit_log.list() == ()

    def test_one_of_before_without_a_name_is_turned_down_and_not_approved(self, records: Records) -> None:
        proposal = records.proposals.make([wanted(A)], by=COMMAND_LINE, author=COMMAND_LINE.id)
        with pytest.raises(NotAllowed, match="it may be your own. Turn it down"):
            records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions={})
        records.proposals.turn_down(proposal.id, by=somebody("teacher"))
        assert in_force(records) == {}


class TestCleanUp:
    def test_what_is_in_force_waits_or_is_named_is_used(self, records: Records) -> None:
        for release in (A, B, C):
            publish(records, release)
        propose(records, wanted(A))
        (unused,) = records.releases.list_unused(["case"])
        assert (unused.release_id, unused.last.source_name) == (B, "b.csv")
        assert records.releases.list_unused() == (unused,)
        assert records.releases.list_used() == {A, B, C}

    def test_one_cleaned_up_is_not_gone_back_to_until_it_is_published_again(self, records: Records) -> None:
        first = publish(records, A)
        publish(records, B)
        records.releases.remove(records.releases.list_unused(["case"]), by=TESTER)
        assert records.releases.list_removed("case", "kpi") == {A} and records.releases.list_used() == {B}
        assert records.releases.list_unused() == () and not records.is_referenced("kpi", A)
        with pytest.raises(NotAllowed, match="was cleaned up"):
            records.roll_back("case", "kpi", by=TESTER, to=first.id)
        publish(records, A)
        assert records.releases.list_removed("case", "kpi") == frozenset() and records.is_referenced("kpi", A)

    def test_what_came_into_use_meanwhile_stays_with_all_that_was_chosen(self, records: Records) -> None:
        first = publish(records, A)
        publish(records, B)
        publish(records, C)
        unused = records.releases.list_unused(["case"])
        records.roll_back("case", "kpi", by=TESTER, to=first.id)
        with pytest.raises(NotAllowed, match="is in use by now"):
            records.releases.remove(unused, by=TESTER)
        assert records.releases.list_removed("case", "kpi") == frozenset()

    def test_the_same_rows_elsewhere_say_nothing_and_stay(self, records: Records) -> None:
        records.publish_all([wanted(A), wanted(A, case="other")], by=TESTER)
        publish(records, B)
        unused = records.releases.list_unused(["case"])
        assert [release.release_id for release in unused] == [A]
        records.releases.remove(unused, by=TESTER)
        assert records.is_referenced("kpi", A) and in_force(records, "other") == {"kpi": A}

    def test_who_may_not_publish_cleans_nothing_up(self, records: Records) -> None:
        publish(records, A)
        publish(records, B)
        with pytest.raises(NotAllowed):
            records.releases.remove(records.releases.list_unused(), by=Actor(id="x", name="X"))
        assert records.releases.list_removed("case", "kpi") == frozenset()


def test_every_action_of_the_log_has_words_of_its_own() -> None:
    assert set(ACTIONS) == set(get_args(Action))
    assert len(set(ACTIONS.values())) == len(ACTIONS)
