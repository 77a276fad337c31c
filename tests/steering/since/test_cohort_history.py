"""What moved since a moment in a workspace that had the data of its cohort then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from steering.ingest import accept
from steering.ingest.publishing import build_publication
from steering.records.publication import NOTHING
from steering.since.moments import moment_options
from steering.since.report import SinceReport, since_report
from steering.state.app_state import AppState
from steering.storyboard.views import default_filters
from steering.warehouse import Manifest
from tests.actors import TESTER
from tests.steering.small_cases import KPI_ROWS, kpi, small


class Room:
    """A workspace that has the first release by its cohort, and the second with it."""

    def __init__(self, app: AppState, folder: Path) -> None:
        self.app, self.cohort = app, app.records.cohorts.make("Spring", TESTER).id
        self.first, self.second = (self._accept(folder, rate) for rate in ("0.6", "0.4"))
        self.publish(self.first, self.cohort)
        self.workspace = app.records.workspaces.make(self.cohort, TESTER, group="One", title="One")
        small(app.workspaces.folder(self.workspace.id), kpis=kpi(combine="last"))
        self.publish(self.second, self.cohort, self.workspace.id)

    def _accept(self, folder: Path, rate: str) -> Manifest:
        path = folder / f"kpi-{rate}.csv"
        path.write_text(f"{KPI_ROWS}\n2026-04,rate,,,,{rate}\n", "utf-8")
        return accept([path], "kpi", self.app.home, by="tester")

    def publish(self, manifest: Manifest, *places: str) -> None:
        wanted = [build_publication(manifest, place, source="upload") for place in places]
        self.app.records.publish_all(wanted, by=TESTER)

    def report(self, since: str) -> SinceReport:
        snapshot = self.app.workspaces.get(self.workspace).snapshot()
        report = since_report(snapshot.context, replace(snapshot.default_filters, since=since))
        assert report
        return report


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    app = AppState(tmp_path / "home", small(tmp_path / "own"))
    yield Room(app, tmp_path)
    app.close()


def test_the_data_of_then_is_that_of_the_cohort(room: Room) -> None:
    entry = room.app.records.history(room.cohort, "kpi")[0]
    report = room.report(f"release:{entry.id}")
    assert report.then.context.releases["kpi"] == room.first.release
    assert not [note for note in report.states.notes if "data" in note]
    assert report.by_id["rate"].levels[0] == pytest.approx(0.6)


def test_a_workspace_without_data_any_more_has_its_history(room: Room) -> None:
    records, place = room.app.records, room.workspace.id
    nothing = records.roll_back(place, "kpi", by=TESTER, to=NOTHING)
    context = room.app.workspaces.get(room.workspace).snapshot().context
    assert not context.has("kpi")
    history = context.dataset_states["kpi"].history
    assert [entry.release_id for entry in history] == [room.first.release, room.second.release, ""]
    assert history[-1] == nothing
    assert not [id for id, _ in moment_options(context, default_filters(context)) if id == f"release:{nothing.id}"]


def test_what_was_then_is_read_over_a_time_without_data(room: Room) -> None:
    records, place = room.app.records, room.workspace.id
    records.roll_back(place, "kpi", by=TESTER, to=NOTHING)
    room.publish(room.second, place)
    entry = records.history(room.cohort, "kpi")[0]
    assert room.report(f"release:{entry.id}").then.context.releases["kpi"] == room.first.release
