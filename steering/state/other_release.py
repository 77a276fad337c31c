"""A case as it would be with another release of one dataset in force: nothing is published to see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext, DatasetState
from steering.ingest.rollup import roll_up
from steering.state.cached_query import cache_query
from steering.warehouse import Manifest, Warehouse


def with_release(context: CaseContext, manifest: Manifest, home: Path, warehouse: Warehouse) -> CaseContext:
    """Return the case with a stored release in the place of the one in force.

    Raises:
        StoreUnavailable: the release can't be read, or its costs not be rolled up.
    """
    warehouse.integrity.check(manifest.dataset, manifest.release)
    releases = {**context.releases, manifest.dataset: manifest.release}
    state = context.dataset_states.get(manifest.dataset)
    states = {
        **context.dataset_states,
        manifest.dataset: DatasetState(manifest=manifest, history=state.history if state else ()),
    }
    references, tag = dict(releases), context.case.charter.team_tag

    def roll_up_costs() -> None:
        if "cost" in releases:
            roll_up(home, "cost", releases["cost"], tag, is_intact=warehouse.integrity.is_intact)

    roll_up_costs()
    if "cost" in references:
        references["cost"] = f"{references['cost']}@{tag}"
    return replace(
        context,
        releases=releases,
        query=cache_query(warehouse, references, roll_up_costs),
        dataset_states=states,
        # Results follow from the releases: those of the case as it is are not those of this one.
        results=LruCache(RESULTS),
    )
