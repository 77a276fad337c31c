"""What somebody writes lays their own case anew and no other; what is published for a cohort, those of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE
from steering.records import Records
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER
from tests.steering.small_cases import small

NAMES = ("one", "two", "other", "own")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    """Two workspaces of a cohort, one of another, and the installation's own case."""
    app = AppState(tmp_path / "home", small(tmp_path / "own", teams=["2026-04,T1,Claims,Care,1,scaled,30,4"]))
    cohorts = [app.records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring")]
    for name, cohort in zip(NAMES, [cohorts[0], cohorts[0], cohorts[1]], strict=False):
        app.records.workspaces.make(cohort, COMMAND_LINE, title=name, id=name)
        small(app.workspaces.folder(name))
    yield app
    app.close()


def look(app: AppState) -> Mapping[str, CaseSnapshot]:
    return {name: app.find_case(name).snapshot() for name in NAMES}


def publish(records: Records, place: str) -> None:
    records.publish(place, "adoption", "a" * 64, by=TESTER, source="upload", source_name="a", source_sha256="", rows=1)


def cohort_of(records: Records, name: str) -> str:
    workspace = records.workspaces.find(name)
    assert workspace
    return workspace.cohort_id


CHANGES: Mapping[str, tuple[Callable[[Records], object], set[str]]] = {
    "a workspace's release": (lambda records: publish(records, "one"), {"one"}),
    "a cohort's release": (lambda records: publish(records, cohort_of(records, "one")), {"one", "two"}),
    "a business case": (lambda records: records.save_business_case("own", "x", "y", TESTER), {"own"}),
    "what names no place": (lambda records: records.write(lambda _: None), set(NAMES)),
    "a cohort": (lambda records: records.cohorts.make("Winter", TESTER), set()),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "by another process"])
def test_a_change_lays_anew_what_it_changes(app: AppState, change: str, elsewhere: bool) -> None:
    make, affected = CHANGES[change]
    before = look(app)
    assert all(look(app)[name] is snapshot for name, snapshot in before.items())
    with Records(app.home) if elsewhere else nullcontext(app.records) as records:
        make(records)
    after = look(app)
    assert {name for name in NAMES if after[name] is not before[name]} == affected


def test_whoever_has_written_sees_it_in_the_next_look_and_others_wait_for_nothing(app: AppState) -> None:
    before = {name: app.records.count_own_writes(name) for name in NAMES}
    app.records.save_business_case("one", "x", "y", TESTER)
    assert {name for name in NAMES if app.records.count_own_writes(name) != before[name]} == {"one"}
    assert app.find_case("one").recent_snapshot() is None


def test_the_count_of_a_place_rises_by_what_changes_it_and_by_what_changes_all(tmp_path: Path) -> None:
    with Records(tmp_path) as records:
        publish(records, "a")
        publish(records, "a")
        publish(records, "b")
        records.write(lambda _: None)
        assert [records.version(*places) for places in (("a",), ("b",), ("c",), ("a", "b"), ())] == [3, 2, 1, 4, 4]


def test_workspaces_of_a_cohort_share_answers_and_those_of_another_have_their_own(app: AppState) -> None:
    """All on the same release, which is stored once: nothing tells one cohort that another has it too."""
    release = app.case.snapshot().context.releases["adoption"]
    for place in (cohort_of(app.records, "one"), cohort_of(app.records, "other")):
        app.records.publish(
            place, "adoption", release, by=TESTER, source="upload", source_name="a", source_sha256="", rows=1
        )
    months = {name: app.find_case(name).snapshot().context.query("adoption_months") for name in NAMES}
    assert months["one"] is months["two"]
    assert len({id(months[name]) for name in ("one", "other", "own")}) == 3
    assert months["one"].rows == months["other"].rows == months["own"].rows
