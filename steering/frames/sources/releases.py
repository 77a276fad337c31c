"""One release or file of a dataset: its preview, its problems, what is current, and what a rollback restores."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from steering import months
from steering.catalog.contracts import dataset_label
from steering.formatting import ABSENT, MINUS, format_moment, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.records import Publication
from steering.sources import Source, compare
from steering.warehouse import Manifest

# Digits of a release's id that tell it from the others.
SHORT = 8
# What a rollback to before the first release puts in force.
NO_DATA = "no data"


def build_preview(new: Manifest, old: Manifest | None) -> TableBlock:
    """Build the preview of a new file, compared with the current release."""
    rows: list[tuple[str | None, ...]] = [("Period", format_period(new), format_period(old), None)]
    rows += [
        (
            figure.name,
            _format_exactly(figure.new),
            _format_exactly(figure.old),
            _format_difference(figure.new, figure.old),
        )
        for figure in compare(new, old)
    ]
    return TableBlock(
        id="preview",
        title="Contents",
        columns=(
            Column(label="Figure"),
            Column(label="This file", kind="figure"),
            Column(label="Current", kind="figure"),
            Column(label="Change", kind="figure"),
        ),
        rows=tuple(rows),
    )


def build_first_rows(manifest: Manifest, rows: Sequence[tuple[str, ...]]) -> TableBlock:
    """Build the first rows of a file as text."""
    names = [name for name, _ in manifest.columns if not name.startswith("_")]
    return TableBlock(
        id="first-rows",
        title=f"The first {pluralise(len(rows), 'row')}",
        columns=tuple(Column(label=name) for name in names),
        rows=tuple(rows),
        empty="The file has no rows.",
    )


def describe_restoring(source: Source, entry: Publication) -> str:
    """Describe what going back to the release of an entry puts in force again, as a sentence."""
    return (
        f"Release {entry.release_id[:SHORT]} will be restored: {pluralise(entry.rows, 'row')} from "
        f"{entry.source_name}, published {format_moment(entry.published_at)} "
        f"by {source.publisher_of(entry)}."
    )


def describe_release(source: Source) -> str:
    """Describe what is in force of a dataset, as a sentence."""
    if source.publication is None:
        when = f" since {format_moment(source.last_entry.published_at)}" if source.last_entry else " yet"
        return f"This case has no {dataset_label(source.id)} data{when}."
    published = source.publication
    return (
        f"Release {published.release_id[:SHORT]} is current: {pluralise(published.rows, 'row')} from "
        f"{published.source_name}, since {format_moment(published.published_at)}."
    )


def format_period(manifest: Manifest | None) -> str | None:
    """`Jan 2026 to Oct 2026`; None where the data has no months."""
    if manifest is None or manifest.period is None:
        return None
    first, last = manifest.period
    return (
        months.format_month(last) if first == last else f"{months.format_month(first)} to {months.format_month(last)}"
    )


def _format_exactly(figure: Decimal | None) -> str:
    return ABSENT if figure is None else f"{figure:,f}".replace("-", MINUS)


def _format_difference(new: Decimal | None, old: Decimal | None) -> str | None:
    if new is None or old is None:
        return None
    step = new - old
    return "none" if step == 0 else f"{step:+,f}".replace("-", MINUS)
