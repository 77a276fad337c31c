"""A variant for each learner or group as a new workspace, from a case with the data that is in force for the cohort."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from steering.actors import Actor
from steering.cases.case import Case
from steering.cases.loader import dataset_files, load_case
from steering.errors import SteercoError, StoreUnavailable, UnknownName
from steering.exercises.key_body import KeyBody, KeyTrouble, name_subject, parse_body
from steering.exercises.passages import list_decision_passages, list_story_passages
from steering.exports.datasets import as_csv, compress
from steering.progress import report
from steering.records.variant_keys import StoredKey
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.new_workspaces import Owner, check_source, make_workspace
from steering.variants.folder import write_variant
from steering.variants.make import LearnerVariant, make_variants, read_source
from steering.variants.rows import DatasetRows
from steering.variants.trouble import TroubleKind, VariantSource
from steering.warehouse import read_manifest

# Seeds are from 0 up to this.
MOST_SEED = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Planting:
    """How variants are made: the seed, and the kinds of trouble."""

    seed: int
    kinds: tuple[TroubleKind, ...]


def make_variant_workspaces(
    app: AppState, cohort_id: str, owners: Sequence[Owner], source: Path, planting: Planting, by: Actor
) -> tuple[Workspace, ...]:
    """Make a workspace for each owner, each with other troubles, and store the answer key of each.

    With the same seed, who comes later gets what nobody before has got.

    Raises:
        NotAllowed: who asks makes no workspaces there, or does not review them.
        CaseRefused: the case can't be opened, or its datasets are no single CSV files.
        SteercoError: the case has no place for a trouble, or too few places for so many.
    """
    by.require("manage", cohort_id)
    before = list_earlier(app.records.variant_keys.list(cohort_id, by), planting.seed)
    app.records.workspaces.check_room(len(app.records.workspaces.list(cohort_id)), len(owners))
    check_source(source)
    with tempfile.TemporaryDirectory(prefix="steerco-") as place:
        scratch = Path(place)
        case = load_case(_assemble(app, cohort_id, source, scratch / "source"), scratch / "cases")
        origin = read_source(case, planting.kinds)
        learners = [*before, *name_owners(owners, before)]
        variants = list(make_variants(origin, learners, planting.seed, planting.kinds))[len(before) :]
        texts = (*list_story_passages(case.storyboard), *list_decision_passages(case.decisions))
        given = frozenset(passage.digest for passage in texts)
        names = {**origin.datasets, **_read_teams(case)}
        made = []
        for number, (owner, variant) in enumerate(zip(owners, variants, strict=True)):
            report(f"{owner.title}: {number + 1:,} of {len(owners):,}", number / len(owners))
            body = _describe(case, names, variant, len(before) + number, given)
            made.append(_make(app, cohort_id, owner, origin, variant, body, planting.seed, scratch / "variant", by))
    return tuple(made)


def copy_workspaces(
    app: AppState, cohort_id: str, owners: Sequence[Owner], source: Workspace, by: Actor
) -> tuple[Workspace, ...]:
    """Make a workspace for each owner as a copy of another of the cohort; what was planted there goes along.

    Raises:
        NotAllowed: who asks makes no workspaces there, or may not see every one.
        CaseRefused, StoreUnavailable: as for other new workspaces.
    """
    by.require("manage", cohort_id)
    by.require("publish", cohort_id)
    if source.cohort_id != cohort_id:
        raise UnknownName("workspace", source.id, ())
    key = next((key for key in app.records.variant_keys.list(cohort_id, by) if key.case_id == source.id), None)
    folder, made = app.workspaces.folder(source.id), []
    app.records.workspaces.check_room(len(app.records.workspaces.list(cohort_id)), len(owners))
    check_source(folder)
    for owner in owners:
        workspace = make_workspace(app.records, app.workspaces, cohort_id, owner, folder, by)
        if key:
            _store_key(app, workspace, by, owner.title, key.seed, key.body)
        made.append(workspace)
    return tuple(made)


def list_earlier(keys: Sequence[StoredKey], seed: int) -> list[str]:
    """Return the names under which variants of a seed were made before, in their order; copies are left out."""
    own = sorted((key for key in keys if key.seed == seed), key=lambda key: key.made_at)
    names: dict[int, str] = {}
    for key in own:
        names.setdefault(parse_body(key.body).number, key.learner)
    return [names[number] for number in sorted(names)]


def name_owners(owners: Sequence[Owner], before: Sequence[str] = ()) -> Iterator[str]:
    """Yield a name for each owner; of those that are equal, later ones are numbered."""
    names = set(before)
    for owner in owners:
        name, count = owner.title, 1
        while name in names:
            count += 1
            name = f"{owner.title} ({count})"
        names.add(name)
        yield name


def _assemble(app: AppState, cohort_id: str, source: Path, folder: Path) -> Path:
    """Copy a case, with the releases of the cohort in place of its own datasets."""
    try:
        shutil.copytree(source, folder, copy_function=shutil.copyfile)
        files = dataset_files(folder)
        for dataset, entry in app.records.in_force(cohort_id).items():
            for path in files[dataset][0] if dataset in files else ():
                path.unlink()
            manifest = read_manifest(app.home, dataset, entry.release_id)
            (folder / "datasets").mkdir(exist_ok=True)
            name = f"{dataset}.csv" + ".gz" * compress(manifest)
            (folder / "datasets" / name).write_bytes(as_csv(app.home, manifest))
    except OSError as error:
        raise StoreUnavailable(f"The variants could not be made ({error.strerror}). Try again.") from error
    return folder


def _read_teams(case: Case) -> dict[str, DatasetRows]:
    """Return the adoption data, which names the teams, whatever is planted."""
    return dict(read_source(case, ("stalled_team",)).datasets)


def _describe(
    case: Case, datasets: dict[str, DatasetRows], variant: LearnerVariant, number: int, given: frozenset[str]
) -> KeyBody:
    planted = tuple(
        KeyTrouble(trouble=trouble, names=name_subject(case, datasets, trouble)) for trouble in variant.planted
    )
    return KeyBody(number=number, planted=planted, given=given)


def _make(
    app: AppState, cohort_id: str, owner: Owner, origin: VariantSource, variant: LearnerVariant, body: KeyBody,
    seed: int, folder: Path, by: Actor,
) -> Workspace:  # fmt: skip
    write_variant(origin, variant, folder)
    try:
        workspace = make_workspace(app.records, app.workspaces, cohort_id, owner, folder, by)
        _store_key(app, workspace, by, variant.learner, seed, body.text)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return workspace


def _store_key(app: AppState, workspace: Workspace, by: Actor, learner: str, seed: int, body: str) -> None:
    """Store the key of a new workspace, which is put away where that fails: nobody would know its troubles."""
    keys, cohort_id = app.records.variant_keys, workspace.cohort_id
    try:
        keys.store(cohort_id, by, case_id=workspace.id, learner=learner, seed=seed, body=body)
    except SteercoError:
        app.records.workspaces.archive(workspace.id, by)
        raise
