"""Releases that nothing uses, as a table with what deleting each of them frees."""

from __future__ import annotations

from steering.catalog.contracts import dataset_label
from steering.formatting import format_bytes, format_moment
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import CellValue
from steering.ingest.clean_up import Unused


def build_unused(unused: Unused) -> TableBlock:
    """Return a row for each release, the one that was in force last first; one that several places have is one row."""
    latest = {
        (release.dataset, release.release_id): (release.last, size)
        for release, size in sorted(unused.earlier, key=lambda each: each[0].last.id)
    }
    rows: list[tuple[CellValue, ...]] = [
        (_label(entry.dataset), entry.source_name, format_bytes(size), format_moment(entry.published_at))
        for entry, size in reversed(latest.values())
    ]
    rows += [
        (_label(release.dataset), release.release_id[:8], format_bytes(release.bytes), "never")
        for release in unused.never_published
    ]
    return TableBlock(
        id="unused",
        title="Releases that nothing uses",
        columns=(
            Column(label="Dataset"),
            Column(label="Source file"),
            Column(label="Frees", kind="figure"),
            Column(label="Last published"),
        ),
        rows=tuple(rows),
    )


def _label(dataset: str) -> str:
    label = dataset_label(dataset)
    return label[:1].upper() + label[1:]
