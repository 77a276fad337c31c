"""What whoever comes to a workspace first will find there: nothing is published or recorded to see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from steering.actors import LOCAL
from steering.cases.case import Case
from steering.errors import FileRefused
from steering.ingest.file_set import gather
from steering.ingest.pipeline import accept
from steering.ingest.publish import with_source
from steering.records import DecisionRevision
from steering.records.decision_revision import draft_revisions
from steering.state.app_state import AppState
from steering.warehouse import Manifest


class FirstLook:
    """Looks into folders that nobody has opened; equal files of several are read once."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._known: dict[tuple[str, str, str, str], Manifest] = {}

    def foresee_releases(self, case: Case, datasets: Iterable[str]) -> Mapping[str, Manifest]:
        """Return the releases that a folder's files of datasets will be; a file with mistakes will be none.

        Raises:
            StoreUnavailable: a file can't be checked, or its rows not be kept, now.
        """
        found = {}
        for dataset in datasets:
            try:
                found[dataset] = self._accept(case, dataset)
            except (FileRefused, OSError):
                # Sources tells whoever comes; until then what the cohort has stands.
                continue
        return found

    def foresee_decisions(self, case: Case) -> tuple[DecisionRevision, ...]:
        """Return the decisions on record; of a case that nobody has opened, those of its file."""
        records = self._app.records
        if records.case_versions.is_known(case.id):
            return records.decisions(case.id, faults=[])
        return draft_revisions(case.id, case.decisions, by=LOCAL.id, source="case")

    def _accept(self, case: Case, dataset: str) -> Manifest:
        files, tag = gather(case.datasets[dataset]), case.charter.team_tag
        key = dataset, files.name, files.digest(), tag
        if key not in self._known:
            manifest = accept(files, dataset, self._app.home, by=LOCAL.id, team_tag=tag)
            self._known[key] = with_source(manifest, files)
        return self._known[key]
