"""Publications that wait for somebody else, several at once, after others, and back to any release; clean-up."""

from __future__ import annotations

from typing import get_args

import pytest

from steering.actors import Actor
from steering.catalog.roles import OWN
from steering.errors import NotAllowed, UnknownName
from steering.frames.log.entries import ACTIONS
from steering.records import NewPublication, NothingToRollBack, Proposal, Publication, Records, StaleRevision
from steering.records.audit_log import Action
from steering.records.publications import NOTHING, earlier_releases
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
            records.proposals.list_waiting(["case"]) == (proposal,) and records.proposals.list_waiting(["other"]) == ()
        )
        entries = records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=seen(records))
        assert in_force(records) == {"kpi": B, "cost": C}
        assert {(entry.published_by, entry.approved_by, entry.reason) for entry in entries} == {
            ("learner", "teacher", "new month")
        }
        assert records.proposals.list_waiting(["case"]) == ()
        assert records.proposals.find(proposal.id).state == "approved"
        assert actions(records) == ["publish", "propose", "propose", *["approve", "publish"] * 2]

    def test_nobody_approves_their_own(self, records: Records) -> None:
        proposal = propose(records, wanted(B), by=TESTER)
        with pytest.raises(NotAllowed, match="somebody else has to approve it"):
            records.proposals.approve(proposal.id, by=TESTER, expected_revisions={})
        with pytest.raises(NotAllowed, match="You may not approve"):
            records.proposals.approve(proposal.id, by=LEARNER, expected_revisions={})
        assert in_force(records) == {} and records.proposals.list_waiting(["case"]) == (proposal,)

    def test_an_approver_who_saw_other_data_decides_again(self, records: Records) -> None:
        publish(records, A)
        proposal, before = propose(records, wanted(B)), seen(records)
        publish(records, C)
        with pytest.raises(StaleRevision):
            records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=before)
        assert in_force(records) == {"kpi": C} and records.proposals.list_waiting(["case"]) == (proposal,)
        records.proposals.approve(proposal.id, by=somebody("teacher"), expected_revisions=seen(records))
        assert in_force(records) == {"kpi": B}

    def test_turned_down_or_withdrawn_it_is_decided_for_good(self, records: Records) -> None:
        first = propose(records, wanted(A))
        records.proposals.turn_down(first.id, by=somebody("teacher"), note="October is missing")
        second = propose(records, wanted(B))
        records.proposals.turn_down(second.id, by=LEARNER)
        third = propose(records, wanted(C))
        fourth = propose(records, wanted(A))
        found = {each.id: records.proposals.find(each.id).state for each in (first, second, third, fourth)}
        assert list(found.values()) == ["turned down", "withdrawn", "withdrawn", "waiting"]
        assert records.proposals.find(first.id).note == "October is missing"
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
        assert [proposal.id for proposal in records.proposals.list_waiting(["case"])] == [second.id]
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
        assert records.proposals.list_waiting(["case"]) == (first,)
        assert actions(records) == ["propose", "propose"]
        assert propose(records, wanted(B), by=LEARNER).replaced == (), "what somebody else proposed stays"

    def test_a_stranger_neither_proposes_nor_turns_down(self, records: Records) -> None:
        stranger = Actor(id="stranger", name="Stranger", grants={"elsewhere": OWN})
        with pytest.raises(NotAllowed):
            propose(records, wanted(A), by=stranger)
        proposal = propose(records, wanted(A))
        with pytest.raises(NotAllowed):
            records.proposals.turn_down(proposal.id, by=stranger)
        assert records.proposals.find(proposal.id).state == "waiting"

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
