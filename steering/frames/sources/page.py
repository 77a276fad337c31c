"""The frame of the Sources page: where does each figure come from, and how fresh is the data behind it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from steering import months
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import Problem
from steering.formatting import ABSENT, MINUS, join_words, pluralise
from steering.frames.blocks import Code, Column, Columns, Drilldown, Notice, Passage, Slot, TableBlock
from steering.frames.frame import Frame, provenance
from steering.ingest import Contract
from steering.records import Publication
from steering.sources import Source, compare, list_sources, query_descriptions, query_of_kpi
from steering.status import Status
from steering.warehouse import Manifest

PAGE = "sources"
# The place where data is taken along, brought and rolled back.
DESK = "desk"
# Digits of a release's id that tell it from the others.
SHORT = 8
FROM = {"folder": "case folder", "upload": "upload", "command": "command line"}
RULE = "on track when its latest data is of {month} or later, at risk a month behind, off track beyond."


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Every dataset and metric of the case, and one dataset closer: `filters.focus`, or the first of the catalog."""
    held = list_sources(context)
    focus = next((one for one in held if one.id == filters.focus), held[0])
    return Frame(
        page=PAGE,
        message=_describe_datasets(held),
        detail=_describe_gaps(held),
        blocks=(
            _build_dataset_table(held, context),
            Drilldown(
                label="Look closer at a dataset",
                options=tuple((one.id, one.contract.title) for one in held),
                chosen=focus.id,
            ),
            Slot(id=DESK, about=focus.id),
            Columns(blocks=(_build_history_table(focus), _build_warning_table(focus)), weights=(1, 1)),
            _build_dictionary_table(focus.contract),
            _build_metric_table(context, filters),
            _build_queries(),
        ),
        provenance=provenance(context, filters, [one.id for one in held]),
        notices=_build_notices(held),
    )


def build_preview(new: Manifest, old: Manifest | None) -> TableBlock:
    """What a new file holds, beside the release in force."""
    rows: list[tuple[str | None, ...]] = [("Period", _format_period(new), _format_period(old), None)]
    rows += [
        (one.name, _format_exactly(one.new), _format_exactly(one.old), _format_difference(one.new, one.old))
        for one in compare(new, old)
    ]
    return TableBlock(
        id="preview",
        title="What it holds",
        columns=(
            Column(label="Figure"),
            Column(label="This file", kind="figure"),
            Column(label="In force", kind="figure"),
            Column(label="Change", kind="figure"),
        ),
        rows=tuple(rows),
    )


def build_first_rows(manifest: Manifest, rows: Sequence[tuple[str, ...]]) -> TableBlock:
    """The first rows of a file as text."""
    names = [name for name, _ in manifest.columns if not name.startswith("_")]
    return TableBlock(
        id="first-rows",
        title=f"The first {pluralise(len(rows), 'row')}",
        columns=tuple(Column(label=name) for name in names),
        rows=tuple(rows),
        empty="The file has no rows.",
    )


def build_problem_table(id: str, title: str, found: Sequence[Problem], count: int, empty: str = "") -> TableBlock:
    """Problems of a file with their places, what was found and expected, and what to do."""
    return TableBlock(
        id=id,
        title=title,
        columns=(
            Column(label="Severity"),
            Column(label="Row", kind="count", help="As a spreadsheet counts: the header is row 1"),
            Column(label="Column"),
            Column(label="Found"),
            Column(label="Expected"),
            Column(label="What to do"),
        ),
        rows=tuple((one.severity, one.row, one.column, one.found, one.expected, one.remedy) for one in found),
        empty=empty,
        note=f"The first {len(found):,} of {count:,} are listed." if count > len(found) else "",
    )


def describe_rollback(source: Source) -> str:
    """What a rollback of a dataset puts in force again, as a sentence; nothing where there is no way back."""
    if source.previous is None:
        return ""
    return (
        f"Release {source.previous.release_id[:SHORT]} comes back: {pluralise(source.previous.rows, 'row')} from "
        f"{source.previous.source_name}, published {_format_moment(source.previous.published_at)} "
        f"by {source.previous.published_by}."
    )


def describe_release(source: Source) -> str:
    """What is in force of a dataset, as a sentence."""
    if source.publication is None:
        return f"This case has no {source.id} data yet."
    published = source.publication
    return (
        f"Release {published.release_id[:SHORT]} is in force: {pluralise(published.rows, 'row')} from "
        f"{published.source_name}, since {_format_moment(published.published_at)}."
    )


def _describe_datasets(held: Sequence[Source]) -> str:
    ready = [one for one in held if one.manifest]
    if not ready:
        return "No dataset is in force yet"
    ends = [one.manifest.period[1] for one in ready if one.manifest and one.manifest.period]
    latest = f", the latest data is of {months.format_month(max(ends))}" if ends else ""
    return f"{pluralise(len(ready), 'dataset')} in force{latest}"


def _describe_gaps(held: Sequence[Source]) -> str:
    missing = [one.contract.title for one in held if one.state == "missing"]
    late = [(one.contract.title, one.behind) for one in held if one.behind is not None and one.behind > 0]
    stale = [f"{title} ({pluralise(behind, 'month')})" for title, behind in late]
    said = [f"Behind: {join_words(stale)}."] if stale else []
    said += [f"Missing: {join_words(missing)}."] if missing else []
    return " ".join(said)


def _build_notices(held: Sequence[Source]) -> tuple[Notice, ...]:
    if all(one.dataset_state is None for one in held):
        remedy = "Choose a dataset below, fill in its template and upload it: adoption and KPIs show most."
        return (Notice(text="This case has no data yet.", remedy=remedy),)
    return tuple(Notice(text=one.dataset_state.fault) for one in held if one.dataset_state and one.dataset_state.fault)


def _build_dataset_table(held: Sequence[Source], context: CaseContext) -> TableBlock:
    month = months.format_month(context.case.charter.as_of)
    return TableBlock(
        id="datasets",
        title="Datasets",
        columns=(
            Column(label="Dataset"),
            Column(label="Freshness", kind="status", help=f"A dataset is {RULE.format(month=month)}"),
            Column(label="State"),
            Column(label="Rows", kind="count"),
            Column(label="Period"),
            Column(label="Months behind", kind="count"),
            Column(label="Warnings", kind="count"),
            Column(label="Release"),
            Column(label="Published"),
            Column(label="By"),
            Column(label="From"),
            Column(label="Source file"),
        ),
        rows=tuple(_build_dataset_row(one) for one in held),
        note=f"A dataset is {RULE.format(month=month)}",
    )


def _build_dataset_row(one: Source) -> tuple[str | int | None, ...]:
    manifest, published = one.manifest, one.publication
    return (
        one.contract.title,
        one.freshness if one.freshness is not Status.UNKNOWN else None,
        one.state,
        manifest.rows if manifest else None,
        _format_period(manifest),
        max(0, one.behind) if one.behind is not None else None,
        manifest.warning_count if manifest else None,
        *(_build_release_cells(published) if published else (None,) * 5),
    )


def _build_release_cells(one: Publication) -> tuple[str, ...]:
    return (
        one.release_id[:SHORT],
        _format_moment(one.published_at),
        one.published_by,
        FROM[one.source] if one.action == "publish" else "rollback",
        one.source_name,
    )


def _build_history_table(source: Source) -> TableBlock:
    entries = source.dataset_state.history if source.dataset_state else ()
    return TableBlock(
        id="history",
        title="Publications",
        columns=(
            Column(label="Published"),
            Column(label="Action"),
            Column(label="Release"),
            Column(label="Rows", kind="count"),
            Column(label="By"),
            Column(label="From"),
            Column(label="Source file"),
        ),
        rows=tuple(
            (
                _format_moment(one.published_at),
                one.action,
                one.release_id[:SHORT],
                one.rows,
                one.published_by,
                FROM[one.source],
                one.source_name,
            )
            for one in reversed(entries)
        ),
        empty=f"Nothing was published yet. Upload a {source.id} file to begin.",
        note="The latest first; the first line is in force." if entries else "",
    )


def _build_warning_table(source: Source) -> TableBlock:
    manifest = source.manifest
    found = [one for one in manifest.warnings if one.severity == "warning"] if manifest else []
    count = manifest.warning_count if manifest else 0
    return build_problem_table("warnings", "Warnings", found, count, "The release in force has no warnings.")


def _build_dictionary_table(contract: Contract) -> TableBlock:
    checked = f"One row per {contract.one_row_per}."
    if contract.standard:
        checked += f" Columns of {contract.standard}; others that the file has are kept."
    return TableBlock(
        id="dictionary",
        title=f"Data dictionary: {contract.title}",
        columns=(
            Column(label="Column"),
            Column(label="Type"),
            Column(label="Required"),
            Column(label="Meaning"),
            Column(label="Example"),
        ),
        rows=tuple(
            (one.name, _format_type(one.type, one.choices), "yes" if one.required else "no", one.meaning, one.example)
            for one in contract.columns
        ),
        note=checked,
    )


def _format_type(kind: str, choices: tuple[str, ...]) -> str:
    return f"{kind}: {', '.join(choices)}" if choices else kind


def _build_metric_table(context: CaseContext, filters: Filters) -> TableBlock:
    return TableBlock(
        id="metrics",
        title="KPIs and where their figures come from",
        columns=(
            Column(label="KPI"),
            Column(label="Definition"),
            Column(label="Formula"),
            Column(label="Source"),
            Column(label="Query", help="Its SQL is below"),
            Column(label="Owner"),
        ),
        rows=tuple(
            (kpi.name, kpi.definition, kpi.formula, kpi.source, query_of_kpi(kpi, filters.unit), kpi.owner)
            for kpi in context.case.kpis.values()
        ),
        empty="This case has no KPIs yet. Add metrics.yaml to the case folder, one block per KPI.",
    )


def _build_queries() -> Code:
    return Code(
        id="sql",
        title="The SQL behind the figures",
        label="Query",
        language="sql",
        passages=tuple(Passage(name=one.name, about=one.about, text=one.sql) for one in query_descriptions()),
    )


def _format_period(manifest: Manifest | None) -> str | None:
    if manifest is None or manifest.period is None:
        return None
    first, last = manifest.period
    return (
        months.format_month(last) if first == last else f"{months.format_month(first)} to {months.format_month(last)}"
    )


def _format_moment(when: dt.datetime) -> str:
    return f"{when.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def _format_exactly(figure: Decimal | None) -> str:
    return ABSENT if figure is None else f"{figure:,f}".replace("-", MINUS)


def _format_difference(new: Decimal | None, old: Decimal | None) -> str | None:
    if new is None or old is None:
        return None
    step = new - old
    return "none" if step == 0 else f"{step:+,f}".replace("-", MINUS)
