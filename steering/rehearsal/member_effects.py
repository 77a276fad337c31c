"""What other releases would change in each workspace of a cohort: claims, conditions of decisions, gates, readiness.

What workspaces share is worked out once: answers of queries for equal releases, results for equal files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from steering.cases.case import Case
from steering.cases.loader import load_case
from steering.context import dimensions
from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext, DatasetState, Query
from steering.errors import CaseRefused, SteercoError
from steering.progress import ProgressCallback
from steering.records import Publication, Records
from steering.records.workspaces import Workspace
from steering.rehearsal.history import list_runs
from steering.rehearsal.readiness import VerdictState, judge
from steering.rehearsal.readiness_evidence import gather_evidence
from steering.release_effects import Effects, compare_claims, compare_contexts
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.state.first_look import FirstLook
from steering.state.other_release import query_releases, with_releases, without_dataset
from steering.state.place_histories import begins_again, list_folder_datasets
from steering.warehouse import Manifest
from steering.warehouse.provenance import load_manifest_of

# Files that no figure, gate or condition follows from.
NOT_IN_FIGURES = ("storyboard.yaml", "questions.yaml", "spreadsheet.yaml")
# Lays other releases on the case of a workspace.
Lay = Callable[[Workspace, CaseContext, FirstLook], CaseContext]


@dataclass(frozen=True, kw_only=True)
class MemberEffects:
    """What would change in a workspace; without `effects` it can't be told, and `note` says why.

    `person` is who rehearsed last there, with their readiness before and after; None where nobody has.
    """

    workspace: Workspace
    effects: Effects | None = None
    note: str = ""
    person: str = ""
    readiness: tuple[VerdictState, VerdictState] | None = None

    @property
    def count(self) -> int:
        """How many claims, conditions and gates would stand otherwise, and whether readiness would."""
        if self.effects is None:
            return 0
        claims = sum(claim.has_changed for claim in self.effects.claims)
        conditions = sum(condition.has_changed for condition in self.effects.conditions)
        gates = sum(gate.has_changed for gate in self.effects.gates)
        return claims + conditions + gates + self.has_new_readiness

    @property
    def has_new_readiness(self) -> bool:
        """Whether the verdict on who rehearsed last would be another one."""
        return self.readiness is not None and self.readiness[0] is not self.readiness[1]


@dataclass(kw_only=True)
class _Shared:
    """What equal workspaces share: by releases and team tag the way to ask, by all that figures follow from results.

    `first_look` is what they share of folders that nobody has opened.
    """

    first_look: FirstLook
    queries: dict[Any, Query] = field(default_factory=dict)
    results: dict[str, tuple[LruCache[Any], LruCache[Any]]] = field(default_factory=dict)
    effects: dict[str, Effects] = field(default_factory=dict)


def list_member_effects(
    app: AppState,
    workspaces: Sequence[Workspace],
    manifests: Sequence[Manifest],
    now: dt.datetime,
    progress: ProgressCallback,
) -> tuple[MemberEffects, ...]:
    """Work out what releases would change in each of several workspaces, if they were published there.

    Raises:
        StoreUnavailable: the records can't be read now.
    """

    def lay(_: Workspace, before: CaseContext, __: FirstLook) -> CaseContext:
        return with_releases(before, manifests, app.home, app.warehouse)

    return _list_effects(app, workspaces, lay, now, progress)


def list_rollback_effects(
    app: AppState,
    workspaces: Sequence[Workspace],
    dataset: str,
    targets: Mapping[str, Manifest | None],
    now: dt.datetime,
    progress: ProgressCallback,
) -> tuple[MemberEffects, ...]:
    """Work out what would change in each of several workspaces, if each went back to its own release of a dataset.

    `targets` are by workspace what would be in force, None for no data.

    Raises:
        StoreUnavailable: the records can't be read now.
    """

    def lay(workspace: Workspace, before: CaseContext, first_look: FirstLook) -> CaseContext:
        target = targets[workspace.id]
        if target is None and begins_again(before.case, before.dataset_states[dataset].history, dataset):
            target = first_look.foresee_releases(before.case, [dataset]).get(dataset)
        if target is None:
            return without_dataset(before, dataset, app.home, app.warehouse)
        return with_releases(before, [target], app.home, app.warehouse)

    return _list_effects(app, workspaces, lay, now, progress)


def _list_effects(
    app: AppState, workspaces: Sequence[Workspace], lay: Lay, now: dt.datetime, progress: ProgressCallback
) -> tuple[MemberEffects, ...]:
    ids = [workspace.id for workspace in workspaces]
    histories = app.records.joint_histories(ids, list_folder_datasets(app, ids))
    shared, found = _Shared(first_look=FirstLook(app)), []
    for number, workspace in enumerate(workspaces):
        progress(workspace.title, number / len(workspaces))
        found.append(_find_effects(app, workspace, lay, histories[workspace.id], shared, now))
    progress("Done", 1.0)
    return tuple(found)


def _find_effects(
    app: AppState,
    workspace: Workspace,
    lay: Lay,
    histories: Mapping[str, tuple[Publication, ...]],
    shared: _Shared,
    now: dt.datetime,
) -> MemberEffects:
    try:
        before = _open(app, workspace, histories, shared)
        after = lay(workspace, before, shared.first_look)
        after = replace(after, query=_share_query(app, after.case, after.releases, shared))
        effects = _compare(before, after, shared)
        person, readiness = _judge(app.records, before, after, now)
    except CaseRefused:
        return MemberEffects(workspace=workspace, note="Its case can't be opened.")
    except SteercoError as error:
        return MemberEffects(workspace=workspace, note=str(error))
    return MemberEffects(workspace=workspace, effects=effects, person=person, readiness=readiness)


def _open(
    app: AppState, workspace: Workspace, histories: Mapping[str, tuple[Publication, ...]], shared: _Shared
) -> CaseContext:
    """Open a workspace's case as whoever comes finds it, without holding it open or publishing what its folder has."""
    case = load_case(app.workspaces.folder(workspace.id), app.home / "cases")
    own = {
        name
        for name, history in histories.items()
        if history[-1].case_id == case.id and (history[-1].has_data or not begins_again(case, history, name))
    }
    manifests = shared.first_look.foresee_releases(case, sorted(case.datasets.keys() - own))
    states = {name: _state(app, history) for name, history in histories.items() if name not in manifests}
    states |= {name: DatasetState(manifest=manifest, history=()) for name, manifest in manifests.items()}
    states = dict(sorted(states.items()))
    releases = {name: state.manifest.release for name, state in states.items() if state.manifest}
    return CaseContext(
        case=case,
        releases=releases,
        query=_share_query(app, case, releases, shared),
        dataset_states=states,
        decisions=shared.first_look.foresee_decisions(case),
        scenarios=app.records.scenarios(case.id, faults=[]),
    )


def _state(app: AppState, history: tuple[Publication, ...]) -> DatasetState:
    entry = history[-1]
    if not entry.has_data:
        return DatasetState(manifest=None, history=history)
    try:
        app.warehouse.integrity.check(entry.dataset, entry.release_id)
        manifest = load_manifest_of(app.home, entry.dataset, entry.release_id, entry.source_name, entry.source_sha256)
    except SteercoError as error:
        return DatasetState(manifest=None, history=history, fault=str(error))
    return DatasetState(manifest=manifest, history=history)


def _share_query(app: AppState, case: Case, releases: Mapping[str, str], shared: _Shared) -> Query:
    key = (case.charter.team_tag, *sorted(releases.items()))
    if key not in shared.queries:
        shared.queries[key] = query_releases(case, releases, app.home, app.warehouse)
    return shared.queries[key]


def _compare(before: CaseContext, after: CaseContext, shared: _Shared) -> Effects:
    """Compare a workspace with itself; all but its claims once for those that differ in their storyboards alone."""
    key = _digest(before, after)
    if key not in shared.results:
        shared.results[key] = LruCache(RESULTS), LruCache(RESULTS)
    one, other = shared.results[key]
    sides = replace(before, results=one), replace(after, results=other)
    if key not in shared.effects:
        shared.effects[key] = compare_contexts(*sides)
    return replace(shared.effects[key], claims=tuple(compare_claims(*sides)))


def _digest(before: CaseContext, after: CaseContext) -> str:
    """The hash of all that the figures, gates and conditions of a workspace follow from."""
    texts = {name: document.text for name, document in before.case.texts.items() if name not in NOT_IN_FIGURES}
    parts = (
        sorted(texts.items()),
        sorted(before.releases.items()),
        sorted(after.releases.items()),
        [(entry.decision.id, entry.sha256, repr(entry.events)) for entry in before.decisions],
        [(entry.scenario_id, entry.sha256, entry.state) for entry in before.scenarios],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _judge(
    records: Records, before: CaseContext, after: CaseContext, now: dt.datetime
) -> tuple[str, tuple[VerdictState, VerdictState] | None]:
    """Return who rehearsed last, and their readiness before and after."""
    story = before.case.storyboard
    last = next(iter(list_runs(records.meetings, before.case.id, now).runs), None)
    if story is None or last is None:
        return "", None
    verdicts = [
        judge(story.readiness, gather_evidence(_snapshot(context), records, story, last.person, now)).state
        for context in (before, after)
    ]
    return last.name, (verdicts[0], verdicts[1])


def _snapshot(context: CaseContext) -> CaseSnapshot:
    months = tuple(reversed(dimensions.available_months(context))) or (context.case.charter.as_of,)
    return CaseSnapshot(context=context, months=months, units=dimensions.available_units(context), refused={})
