"""A small case held open, whose data and files are edited as people do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.since.report import SinceReport, since_report
from steering.state.app_state import AppState
from tests.steering.small_cases import KPI_ROWS, change


class Desk:
    """A case that is edited; `since` names the moment that it is compared with."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.app = AppState(home, folder)

    def lose(self, release: str) -> None:
        """Take a release away, and open the case anew."""
        self.app.close()
        folder = self.app.home / "releases" / "kpi" / release
        folder.rename(folder.with_name("elsewhere"))
        self.app = AppState(self.app.home, self.folder)

    @property
    def context(self) -> CaseContext:
        return self.app.snapshot().context

    @property
    def filters(self) -> Filters:
        return self.app.snapshot().default_filters

    def bring(self, rows: Iterable[str]) -> None:
        """Put other KPI rows into the case's folder."""
        (self.folder / "datasets" / "kpi.csv").write_text("\n".join([KPI_ROWS, *rows, ""]), encoding="utf-8")
        _ = self.context

    def edit(self, old: str, new: str, file: str = "case.yaml") -> None:
        change(self.folder, old, new, file)
        _ = self.context

    def find(self, since: str | None = None, as_of: str | None = None) -> SinceReport | None:
        return since_report(self.context, replace(self.filters, since=since, as_of=as_of or self.filters.as_of))

    def report(self, since: str | None = None, as_of: str | None = None) -> SinceReport:
        report = self.find(since, as_of)
        assert report
        return report

    def first_release(self, dataset: str = "kpi") -> str:
        """The id of the first publication, as a moment."""
        return f"release:{self.context.dataset_states[dataset].history[0].id}"

    def parts(self, id: str, since: str | None = None) -> dict[str, float]:
        """The parts of a figure's move by cause, those that are not 0."""
        split = self.report(since).by_id[id].split
        assert split
        return {cause: float(part) for cause, part in split.by_cause()}
