"""Who asks that somebody else approve a publication, and what was published while it waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE
from steering.cases.folder import WORKSPACES
from steering.errors import StoreUnavailable
from steering.ingest import load, publishing
from steering.ingest.proposal_changes import find_revisions, list_changes
from steering.ingest.publishing import ApprovalNeed, build_publication, find_need, publish_or_propose
from steering.records import Proposal, Records
from steering.warehouse import Manifest
from steering.warehouse.removal import list_stored
from tests.actors import TESTER, somebody

KPI = "month,kpi_id,value\n2026-01,lead_time,12.5\n"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records(tmp_path) as opened:
        yield opened


@pytest.fixture
def places(tmp_path: Path, records: Records) -> Mapping[str, str]:
    """The ids of a cohort and of three workspaces by their titles; the case of the third one asks."""
    cohort = records.cohorts.make("Spring", TESTER).id
    ids = {name: records.workspaces.make(cohort, TESTER, group=name, title=name).id for name in ("One", "Two", "Three")}
    for name, id in ids.items():
        folder = tmp_path / WORKSPACES / id
        folder.mkdir(parents=True)
        (folder / "case.yaml").write_text(f"title: x\nneeds_approval: {'true' if name == 'Three' else 'false'}\n")
    return {"Spring": cohort, **ids}


def release(home: Path, value: str = "12.5") -> Manifest:
    path = home / f"kpi-{value}.csv"
    path.write_text(KPI.replace("12.5", value))
    manifest = load([path], "kpi", home, by="x").manifest
    assert manifest
    return manifest


def bring(
    home: Path, records: Records, manifest: Manifest, *places: str, author: str = "learner"
) -> Proposal | tuple[object, ...]:
    wanted = [(manifest, build_publication(manifest, place, source="upload")) for place in places]
    return publish_or_propose(wanted, None, home=home, records=records, by=somebody(author))


class TestWhoAsks:
    def test_the_case_of_one_asks_for_all(self, tmp_path: Path, records: Records, places: Mapping[str, str]) -> None:
        asks = {"home": tmp_path, "records": records}
        assert find_need([places["One"], places["Two"]], None, **asks) is None
        need = find_need(list(places.values()), None, **asks)
        assert need == ApprovalNeed(cohort=False, cases=(places["Three"],))
        manifest = release(tmp_path)
        assert isinstance(bring(tmp_path, records, manifest, places["One"], places["Three"]), Proposal)
        assert not records.in_force(places["One"]), "it is published to all of them or to none"
        assert isinstance(bring(tmp_path, records, manifest, places["One"], places["Two"]), tuple)

    @pytest.mark.parametrize(
        ("cohort", "cases", "says"),
        [
            (True, 0, "The cohort asks that"),
            (False, 1, "The case of A asks that"),
            (False, 2, "The cases of A and B ask that"),
            (False, 5, "The cases of A, B, C and 2 more ask that"),
            (True, 1, "The cohort and the case of A ask that"),
        ],
    )
    def test_it_is_said_who(self, cohort: bool, cases: int, says: str) -> None:
        names = tuple("ABCDE"[:cases])
        assert ApprovalNeed(cohort=cohort, cases=names).describe({name: name for name in names}).startswith(says)

    def test_of_the_case_that_is_open_no_title_is_needed(self) -> None:
        text = ApprovalNeed(cohort=False, cases=("case",)).describe({})
        assert text == "The case asks that somebody else approve what is published."


class TestMeanwhile:
    @pytest.fixture
    def proposal(self, tmp_path: Path, records: Records, places: Mapping[str, str]) -> Proposal:
        bring(tmp_path, records, release(tmp_path, "1.5"), places["One"], places["Two"])
        proposal = bring(tmp_path, records, release(tmp_path), *list(places.values())[1:])
        assert isinstance(proposal, Proposal)
        return proposal

    def histories(self, records: Records, proposal: Proposal) -> dict[str, object]:
        return {"histories": records.histories({release.case_id for release in proposal.releases})}

    def test_nothing_has_changed_at_first(self, records: Records, proposal: Proposal) -> None:
        assert list_changes(proposal, **self.histories(records, proposal)) == ()

    def test_one_release_in_several_places_is_one_change(
        self, tmp_path: Path, records: Records, places: Mapping[str, str], proposal: Proposal
    ) -> None:
        bring(tmp_path, records, release(tmp_path, "2.5"), places["One"], places["Two"], author="teacher")
        (change,) = list_changes(proposal, **self.histories(records, proposal))
        assert (change.entry.published_by, set(change.places)) == ("teacher", {places["One"], places["Two"]})
        before = change.before[places["One"]]
        assert before and before.source_name == "kpi-1.5.csv"

    def test_a_rollback_is_a_change_and_what_is_seen_then_is_approved(
        self, tmp_path: Path, records: Records, places: Mapping[str, str]
    ) -> None:
        one = places["One"]
        bring(tmp_path, records, release(tmp_path, "1.5"), one)
        bring(tmp_path, records, release(tmp_path, "2.5"), one)
        proposal = bring(tmp_path, records, release(tmp_path), one, places["Three"])
        assert isinstance(proposal, Proposal)
        records.roll_back(one, "kpi", by=TESTER, reason="wrong month")
        (change,) = list_changes(proposal, **self.histories(records, proposal))
        assert (change.entry.action, change.entry.reason, change.places) == ("rollback", "wrong month", (one,))
        seen = find_revisions(proposal, **self.histories(records, proposal))
        asks = {"home": tmp_path, "records": records, "by": somebody("teacher"), "expected_revisions": seen}
        assert len(publishing.approve(proposal, **asks)) == 2
        assert publishing.approve(proposal, **asks) == (), "a second click does nothing"

    def test_one_whose_release_is_gone_from_the_disk_is_not_put_in_force(
        self, tmp_path: Path, records: Records, places: Mapping[str, str]
    ) -> None:
        proposal = bring(tmp_path, records, release(tmp_path), places["Three"])
        assert isinstance(proposal, Proposal)
        (stored,) = list_stored(tmp_path, before=2e10)
        for file in (tmp_path / "releases" / stored.dataset / stored.release_id).iterdir():
            file.unlink()
        with pytest.raises(StoreUnavailable):
            publishing.approve(proposal, home=tmp_path, records=records, by=somebody("teacher"), expected_revisions={})
        assert not records.in_force(places["Three"])
        assert records.proposals.find(proposal.id, by=COMMAND_LINE).state == "waiting"
