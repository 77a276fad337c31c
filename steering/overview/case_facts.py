"""How the case of a workspace stands, whoever works on it: checks that it fails, and claims that do not hold."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path

from steering.cases.storyboard import Scene, all_problems
from steering.catalog.contracts import dataset_label
from steering.conditions import ConditionState
from steering.errors import CaseRefused, UnknownName
from steering.formatting import pluralise
from steering.frames.agenda import SCENE_PAGES
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from steering.records.joint_history import release_in_force
from steering.records.workspaces import Workspace
from steering.review.financial import review_case
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard.claims import check_claims
from steering.storyboard.views import check_scenes

# What lies below it is known by the releases that are in force.
DATASETS = "datasets"
MISSING = "The files of the workspace are not there any more."


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """How a case stands: each check that it fails and each claim that does not hold, as a sentence.

    `fault` says why it can't be opened; `is_opened` is whether anybody ever came to it.
    """

    failures: tuple[str, ...] = ()
    claim_count: int = 0
    open_claims: tuple[str, ...] = ()
    is_opened: bool = True
    fault: str = ""


def find_case_key(app: AppState, workspace: Workspace) -> Hashable:
    """Return what the facts of a case follow from: equal for two workspaces with the same content."""
    records = app.records
    folder = _hash_folder(app, workspace)
    in_force = records.joint_histories([workspace.id])[workspace.id]
    return (
        folder,
        records.case_versions.is_known(workspace.id),
        tuple(sorted((name, release_in_force(entries)) for name, entries in in_force.items())),
        tuple(sorted(records.in_force(workspace.id))),
        tuple(revision.sha256 for revision in records.decisions(workspace.id, faults=[])),
        tuple((scenario.id, scenario.state) for scenario in records.scenarios(workspace.id, faults=[])),
    )


def gather_facts(records: Records, snapshot: CaseSnapshot) -> CaseFacts:
    """Gather how a case stands on the data that is in force for it."""
    if not is_opened(records, snapshot):
        return CaseFacts(is_opened=False)
    claims = list(_list_claims(snapshot))
    return CaseFacts(
        failures=(*_list_missing(records, snapshot), *_list_failures(snapshot)),
        claim_count=len(claims),
        open_claims=tuple(text for text, state in claims if state is not ConditionState.HOLDS),
    )


def is_opened(records: Records, snapshot: CaseSnapshot) -> bool:
    """Return whether somebody has opened a case: what its files said is on record from then on."""
    # Data is no sign of it: an instructor publishes for workspaces to which nobody has come.
    return records.case_versions.is_known(snapshot.context.case.id)


def describe_refusal(error: CaseRefused | UnknownName) -> str:
    """Describe why a case can't be opened."""
    if isinstance(error, UnknownName):
        return MISSING
    return f"The case can't be opened: {pluralise(error.count, 'problem')}, the first one: {error.problems[0]}"


def _list_missing(records: Records, snapshot: CaseSnapshot) -> Iterator[str]:
    """Yield what of the case's own data is not in force."""
    case = snapshot.context.case
    for dataset in sorted(case.datasets.keys() - records.in_force(case.id).keys()):
        label = dataset_label(dataset)
        yield f"The {label} data of the case is not current: Sources says what is wrong with its file."


def _list_failures(snapshot: CaseSnapshot) -> Iterator[str]:
    """Yield each check that fails: files with mistakes, scenes that can't be shown, and the financial review."""
    if snapshot.stale:
        yield from (str(problem) for problem in snapshot.stale.refused.problems)
    yield from (f"The current {name} data can't be read." for name in _list_damages(snapshot))
    story = snapshot.context.case.storyboard
    if story:
        checked = check_scenes(snapshot.context, story, SCENE_PAGES)
        yield from (str(problem) for problem in all_problems(checked))
    for item in review_case(snapshot.context.case):
        if not item.holds:
            yield f"{item.question} {item.why}"


def _list_damages(snapshot: CaseSnapshot) -> Iterator[str]:
    yield from (name for name, state in snapshot.context.dataset_states.items() if state.fault)


def _list_claims(snapshot: CaseSnapshot) -> Iterator[tuple[str, ConditionState]]:
    """Yield what each claim says, with why where it does not hold, and how it stands."""
    context = snapshot.context
    if context.case.storyboard is None:
        return
    story = check_scenes(context, context.case.storyboard, SCENE_PAGES)
    for number, scene in enumerate(story.scenes, start=1):
        for claim in check_claims(context, scene) if isinstance(scene, Scene) else ():
            yield f"Scene {number}: “{claim.claim.says}” {claim.reason}", claim.state


def _hash_folder(app: AppState, workspace: Workspace) -> str:
    """Return the hash of a case's files without its datasets; of what can't be read, the name alone counts."""
    is_own = workspace.cohort_id == INSTALLATION
    folder = app.snapshot().context.case.folder if is_own else app.workspaces.folder(workspace.id)
    hash = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] != DATASETS and path.is_file():
            hash.update(f"{name.as_posix()}\0".encode("utf-8", "surrogateescape") + _hash_file(path))
    return hash.hexdigest()


def _hash_file(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""
