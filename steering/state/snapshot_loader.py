"""Reads the case, publishes what is new in its folder, and puts together what the pages show.

What can't be read is told and left out, so that everything else is shown: a dataset whose release is damaged, a
record that somebody altered, a file of the case with mistakes.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from steering.actors import LOCAL
from steering.cases.case import Case
from steering.cases.last_good import LastGood, StaleFiles
from steering.cases.loader import stamp_files
from steering.catalog.contracts import dataset_label
from steering.context import dimensions
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext, DatasetState
from steering.context.past import PastMeeting
from steering.errors import CaseRefused, FileRefused, Problem, StoreUnavailable
from steering.ingest.file_set import FileSet, gather
from steering.ingest.pipeline import accept
from steering.ingest.publish import with_source
from steering.ingest.publishing import build_publication
from steering.ingest.rollup import roll_up
from steering.progress import ProgressCallback
from steering.records import Publication, Records
from steering.records.joint_history import find_folder_digest, is_of_folder, join_histories, release_in_force
from steering.records.meetings import MeetingEntry
from steering.state.cached_query import cache_query
from steering.state.case_past import CasePast, PastStore
from steering.state.case_snapshot import CaseSnapshot
from steering.warehouse import Answer, Manifest, QueryFailed, Warehouse, any_release
from steering.warehouse.provenance import load_manifest_of

T = TypeVar("T")
# How long what could not be read or written is left alone before it is tried again.
RETRY_SECONDS = 10.0
LOST = (
    "The records of this folder are empty, although releases lie beside them. If it was in use before, records.sqlite "
    "was lost: what was decided, saved and published is not there. Stop the app and put the file back from a copy."
)


class SnapshotLoader:
    """Makes snapshots of the case at a path; used by one thread at a time.

    `shared` names a cohort: of datasets that the case does not bring itself, it has those of the cohort.
    """

    def __init__(
        self,
        home: Path,
        case: Path,
        records: Callable[[], Records],
        warehouse: Warehouse,
        *,
        shared: str = "",
        answers: LruCache[Answer] | None = None,
    ) -> None:
        self._home, self._path, self._shared, self._answers = home, case, shared, answers
        self._records, self._warehouse = records, warehouse
        self._last_good = LastGood(case, home / "last-good")
        # The case, once it was read, and the cohort: whose changes in the records matter here.
        self.places = {shared} - {""}
        # SHA-256 of the folder's datasets by their files, with the stamps of these for which it was worked out.
        self._digests: dict[tuple[Path, ...], tuple[tuple[tuple[int, int, int], ...], str]] = {}
        self._faults: list[str] = []
        self._lost = ""
        self._past = PastStore()
        # What is being done, and how much of the whole is done: whoever waits for the first snapshot reads it.
        self.progress: tuple[str, float] = ("Opening the case", 0.0)

    def look(self) -> Hashable:
        """What a snapshot follows from; another answer means that it has to be made again."""
        retry = int(monotonic() / RETRY_SECONDS) if self._faults else None
        return stamp_files(self._path), self._version(), self._warehouse.integrity.damage_count, retry

    def load(self, answer: Hashable, before: CaseSnapshot | None) -> tuple[CaseSnapshot, Hashable]:
        """Make a snapshot, and return it with the answer of `look` that it stands for.

        Raises:
            CaseRefused: the case can't be opened, and there is no snapshot before; it carries every problem.
        """
        assert isinstance(answer, tuple)
        self._faults = []
        try:
            case, stale = self._last_good.load(self._home / "cases")
        except CaseRefused as refused:
            if before is None:
                raise
            case, stale = before.context.case, StaleFiles(names=(), since=dt.datetime.now(dt.UTC), refused=refused)
        self.places = {case.id, self._shared} - {""}
        self._attempt(lambda: self._notice_loss(before), None)
        self._attempt(partial(self._record_texts, case), None)
        refused_files = self._publish_folder(case)
        self._attempt(partial(self._record_decisions, case), None)
        # Read before the records are: whatever is written from here on is seen by the next look.
        version = self._version()
        if isinstance(version, str):
            self._faults.append(version)
        snapshot = self._build(case, before)
        snapshot = replace(snapshot, refused=refused_files, stale=stale, faults=tuple(dict.fromkeys(self._faults)))
        retry = int(monotonic() / RETRY_SECONDS) if self._faults else None
        return snapshot, (answer[0], version, answer[2], retry)

    def peek(self) -> CaseSnapshot:
        """Return the case on what is in force; what is new in its folder is neither published nor recorded.

        Raises:
            CaseRefused: the case can't be opened, and never could.
        """
        self._faults = []
        case, stale = self._last_good.load(self._home / "cases")
        return replace(self._build(case, None), stale=stale, faults=tuple(dict.fromkeys(self._faults)))

    def _version(self) -> int | str:
        try:
            return self._records().version(*self.places)
        except StoreUnavailable as error:
            return str(error)

    def _attempt(self, work: Callable[[], T], otherwise: T) -> T:
        """The result of some work with the stores; where they can't be had, that is told, and another result stands."""
        try:
            return work()
        except StoreUnavailable as error:
            if str(error) not in self._faults:
                logging.getLogger("steerco").warning("%s", error)
                self._faults.append(str(error))
            return otherwise

    def _notice_loss(self, before: CaseSnapshot | None) -> None:
        had_releases = before is not None and bool(before.context.releases)
        if (before is None or had_releases) and self._records().is_empty() and any_release(self._home):
            self._lost = LOST
            logging.getLogger("steerco").warning(LOST)
        if self._lost:
            self._faults.append(self._lost)

    def _build(self, case: Case, before: CaseSnapshot | None) -> CaseSnapshot:
        records, last = self._records, before.context if before else None
        histories = self._attempt(
            lambda: self._histories(case),
            {name: state.history for name, state in last.dataset_states.items()} if last else {},
        )
        in_force = {name: history[-1].release_id for name, history in histories.items() if history[-1].has_data}
        states = {name: self._state(history) for name, history in histories.items()}
        references = self._references(case, in_force, states)
        scenarios = self._attempt(
            lambda: records().scenarios(case.id, faults=self._faults), last.scenarios if last else ()
        )
        entries = [entry for history in histories.values() for entry in history]
        ids = {id for entry in entries for id in (entry.published_by, entry.approved_by) if id}
        ids |= {scenario.recorded_by for scenario in scenarios}
        context = CaseContext(
            case=case,
            releases={name: id for name, id in in_force.items() if states[name].manifest},
            query=cache_query(
                self._warehouse,
                references,
                partial(self._references, case, in_force, states),
                share=self._answers,
                scope=self._shared or case.id,
            ),
            dataset_states=states,
            decisions=self._attempt(
                lambda: records().decisions(case.id, faults=self._faults), last.decisions if last else ()
            ),
            scenarios=scenarios,
            names=self._attempt(lambda: records().people.names(ids - {LOCAL.id}), last.names if last else {}),
        )
        context = replace(context, past=self._open_past(context))
        none: tuple[str, ...] = ()
        months = self._attempt(lambda: tuple(reversed(dimensions.available_months(context))), none)
        units = self._attempt(lambda: dimensions.available_units(context), none)
        return CaseSnapshot(context=context, months=months or (case.charter.as_of,), units=units, refused={})

    def _histories(self, case: Case) -> dict[str, tuple[Publication, ...]]:
        """All that was in force as of one moment, by dataset: that of its cohort, then that of the case."""
        histories = self._records().histories([place for place in (self._shared, case.id) if place])
        return join_histories(histories[case.id], histories.get(self._shared, {}), case.datasets.keys())

    def _record_decisions(self, case: Case) -> None:
        self._records().record_decisions(case.id, case.decisions, by=LOCAL, source="case")

    def _record_texts(self, case: Case) -> None:
        self._records().case_versions.record(case.id, {name: text.text for name, text in case.texts.items()})

    def _open_past(self, context: CaseContext) -> CasePast:
        records, id = self._records, context.case.id
        meetings: tuple[MeetingEntry, ...] = ()
        meetings = self._attempt(lambda: records().meetings.list(id), meetings)
        return CasePast(
            home=self._home,
            warehouse=self._warehouse,
            records=records,
            now=context,
            versions=self._attempt(lambda: records().case_versions.list(id), ()),
            meetings=tuple(PastMeeting(id=meeting.id, held_at=meeting.made_at) for meeting in meetings),
            store=self._past,
        )

    def _state(self, history: tuple[Publication, ...]) -> DatasetState:
        if not history[-1].has_data:
            return DatasetState(manifest=None, history=history)
        try:
            return DatasetState(manifest=self._read_release(history[-1]), history=history)
        except StoreUnavailable as error:
            return DatasetState(manifest=None, history=history, fault=str(error))

    def _read_release(self, entry: Publication) -> Manifest:
        dataset, release = entry.dataset, entry.release_id
        self._warehouse.integrity.check(dataset, release)
        return load_manifest_of(self._home, dataset, release, entry.source_name, entry.source_sha256)

    def _references(
        self, case: Case, in_force: Mapping[str, str], states: dict[str, DatasetState]
    ) -> Mapping[str, str]:
        """What the warehouse is asked for: releases, that of costs with the rollup by the case's own team tag.

        A dataset whose rollup can't be made is marked in `states`.
        """
        references = {name: id for name, id in in_force.items() if states[name].manifest}
        if "cost" in references:
            release, tag = references["cost"], case.charter.team_tag
            try:
                roll_up(self._home, "cost", release, tag, is_intact=self._warehouse.integrity.is_intact)
                references["cost"] = f"{release}@{tag}"
            except (StoreUnavailable, QueryFailed) as error:
                states["cost"] = replace(states["cost"], manifest=None, fault=str(error))
                del references["cost"]
        return references

    def _publish_folder(self, case: Case) -> dict[str, FileRefused]:
        """Publish the folder's files that are new or edited, all at the same moment; a refused one leaves what is."""
        refused: dict[str, FileRefused] = {}
        manifests: list[Manifest] = []
        count = len(case.datasets)
        for index, (dataset, paths) in enumerate(case.datasets.items()):

            def tell(phase: str, share: float | None, /, dataset: str = dataset, index: int = index) -> None:
                label = dataset_label(dataset)
                self.progress = f"{label[:1].upper()}{label[1:]} data: {phase}", (index + (share or 0)) / count

            try:
                manifest = self._attempt(partial(self._accept, case, dataset, paths, tell), None)
                manifests += [manifest] if manifest else []
            except FileRefused as error:
                refused[dataset] = error
        if manifests:
            self._attempt(partial(self._publish, case, manifests), None)
        return refused

    def _accept(self, case: Case, dataset: str, paths: Sequence[Path], progress: ProgressCallback) -> Manifest | None:
        """Keep the folder's files of a dataset as a release; None where they are not to be published."""
        files, history = gather(paths), self._records().history(case.id, dataset)
        # What an instructor brought to a workspace before anybody opened it is newer than the files it began with.
        is_overtaken = self._shared and release_in_force(history) and not any(map(is_of_folder, history))
        if is_overtaken or self._digest(files) == find_folder_digest(history):
            return None
        tag = case.charter.team_tag
        manifest = accept(files, dataset, self._home, by=LOCAL.id, team_tag=tag, progress=progress)
        return with_source(manifest, files)

    def _publish(self, case: Case, manifests: Sequence[Manifest]) -> None:
        releases = [build_publication(manifest, case.id, source="folder") for manifest in manifests]
        self._records().publish_all(releases, by=LOCAL)

    def _digest(self, files: FileSet) -> str:
        """The SHA-256 of files, worked out once for each stamp of theirs.

        Raises:
            FileRefused: one can't be read.
        """
        key = tuple(file.path for file in files.files)
        try:
            statuses = [path.stat() for path in key]
            stamp = tuple((status.st_mtime_ns, status.st_size, status.st_ino) for status in statuses)
            if self._digests.get(key, (None, ""))[0] != stamp:
                self._digests[key] = (stamp, files.digest())
        except OSError as error:
            name = Path(error.filename).name if error.filename else files.name
            found = f"what can't be read ({error.strerror})"
            remedy = "Put a file in its place that the app may read."
            problem = Problem(file=name, found=found, expected="a file", remedy=remedy)
            raise FileRefused(name, [problem]) from error
        return self._digests[key][1]
