"""A case in a folder with the releases of its own files, as whoever opens it first has it; nothing goes on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from steering.actors import COMMAND_LINE
from steering.cases.case import Case
from steering.context.case_context import CaseContext, DatasetState
from steering.ingest.rollup import roll_up
from steering.records.decision_revision import draft_revisions
from steering.records.publication import Publication
from steering.state.cached_query import cache_query
from steering.warehouse import Manifest, Warehouse


def build_folder_context(
    case: Case, home: Path, warehouse: Warehouse, manifests: Mapping[str, Manifest]
) -> CaseContext:
    """Return the context of a case on releases that are stored in `home`, by dataset.

    The releases are taken for published now, and the decisions of its file for recorded now.
    """
    tag, now = case.charter.team_tag, dt.datetime.now(dt.UTC)
    references = {name: manifest.release for name, manifest in manifests.items()}

    def repair() -> None:
        if "cost" in manifests:
            roll_up(home, "cost", manifests["cost"].release, tag, is_intact=warehouse.integrity.is_intact)

    if "cost" in references:
        references["cost"] += f"@{tag}"
    return CaseContext(
        case=case,
        releases={name: manifest.release for name, manifest in manifests.items()},
        query=cache_query(warehouse, references, repair, scope=case.id),
        dataset_states={
            name: DatasetState(manifest=manifest, history=(_publication(at, case.id, manifest, now),))
            for at, (name, manifest) in enumerate(manifests.items(), start=1)
        },
        decisions=draft_revisions(case.id, case.decisions, by=COMMAND_LINE.id, source="case"),
    )


def _publication(id: int, case_id: str, manifest: Manifest, at: dt.datetime) -> Publication:
    return Publication(
        id=id,
        case_id=case_id,
        dataset=manifest.dataset,
        release_id=manifest.release,
        published_at=at,
        published_by=COMMAND_LINE.id,
        action="publish",
        source="folder",
        source_name=manifest.source_name,
        source_sha256=manifest.source_sha256,
        rows=manifest.rows,
    )
