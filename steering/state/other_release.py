"""A case as it would be with other releases in force: nothing is published to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from steering.cases.case import Case
from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext, DatasetState, Query
from steering.ingest.rollup import roll_up
from steering.state.cached_query import cache_query
from steering.warehouse import Manifest, Warehouse


def with_release(context: CaseContext, manifest: Manifest, home: Path, warehouse: Warehouse) -> CaseContext:
    """Return the case with a stored release in the place of the one in force; see `with_releases`."""
    return with_releases(context, [manifest], home, warehouse)


def with_releases(context: CaseContext, manifests: Sequence[Manifest], home: Path, warehouse: Warehouse) -> CaseContext:
    """Return the case with stored releases in the place of those in force.

    Raises:
        StoreUnavailable: a release can't be read, or its costs not be rolled up.
    """
    states = dict(context.dataset_states)
    for manifest in manifests:
        warehouse.integrity.check(manifest.dataset, manifest.release)
        state = context.dataset_states.get(manifest.dataset)
        states[manifest.dataset] = DatasetState(manifest=manifest, history=state.history if state else ())
    releases = {**context.releases, **{manifest.dataset: manifest.release for manifest in manifests}}
    return replace(
        context,
        releases=releases,
        query=query_releases(context.case, releases, home, warehouse),
        dataset_states=states,
        # Results follow from the releases: those of the case as it is are not those of this one.
        results=LruCache(RESULTS),
    )


def without_dataset(context: CaseContext, dataset: str, home: Path, warehouse: Warehouse) -> CaseContext:
    """Return the case as it would be without any release of a dataset.

    Raises:
        StoreUnavailable: the costs can't be rolled up.
    """
    releases = {name: id for name, id in context.releases.items() if name != dataset}
    state = context.dataset_states.get(dataset)
    return replace(
        context,
        releases=releases,
        query=query_releases(context.case, releases, home, warehouse),
        dataset_states={
            **context.dataset_states,
            dataset: DatasetState(manifest=None, history=state.history if state else ()),
        },
        results=LruCache(RESULTS),
    )


def query_releases(case: Case, releases: Mapping[str, str], home: Path, warehouse: Warehouse) -> Query:
    """Return the way to ask about releases, with the costs rolled up by the team tag of a case.

    Raises:
        StoreUnavailable: the costs can't be rolled up.
    """
    references, tag = dict(releases), case.charter.team_tag

    def roll_up_costs() -> None:
        if "cost" in releases:
            roll_up(home, "cost", releases["cost"], tag, is_intact=warehouse.integrity.is_intact)

    roll_up_costs()
    if "cost" in references:
        references["cost"] = f"{references['cost']}@{tag}"
    return cache_query(warehouse, references, roll_up_costs)
