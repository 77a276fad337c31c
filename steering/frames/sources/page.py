"""The frame of the Sources page: where does each figure come from, and how fresh is the data behind it?"""

from __future__ import annotations

from collections.abc import Sequence

from steering import months
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.unknown_teams import find_unknown_teams
from steering.errors import SteercoError
from steering.formatting import format_moment, join_words, pluralise
from steering.frames.blocks import Choice, Column, Columns, Notice, Slot, TableBlock
from steering.frames.code_block import Code, Passage
from steering.frames.frame import Frame, provenance
from steering.frames.problem_table import build_problem_table
from steering.frames.sources.releases import NO_DATA, SHORT, format_period
from steering.ingest import Contract
from steering.records import Publication
from steering.sources import Source, list_sources, query_descriptions, query_of_kpi
from steering.status import Status

PAGE = "sources"
# The place where data is taken along, brought and rolled back.
DESK = "desk"
FROM = {"folder": "case folder", "upload": "upload", "command": "command line"}
RULE = "on track when its latest data is of {month} or later, at risk a month behind, off track beyond."


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Build the list of datasets and metrics, and details of one: `filters.focus`, or the first dataset."""
    sources = list_sources(context)
    focus = next((source for source in sources if source.id == filters.focus), sources[0])
    return Frame(
        page=PAGE,
        message=_describe_datasets(sources),
        detail=_describe_gaps(sources),
        blocks=(
            _build_dataset_table(sources, context),
            Choice(
                label="Details for a dataset",
                options=tuple((source.id, source.contract.title) for source in sources),
                chosen=focus.id,
            ),
            Slot(id=DESK, about=focus.id),
            Columns(blocks=(_build_history_table(focus), _build_warning_table(focus)), weights=(2, 1)),
            _build_dictionary_table(focus.contract),
            _build_metric_table(context, filters),
            _build_queries(),
        ),
        provenance=provenance(context, filters, [source.id for source in sources]),
        notices=_build_notices(context, sources),
    )


def _describe_datasets(sources: Sequence[Source]) -> str:
    ready = [source for source in sources if source.manifest]
    if not ready:
        return "No dataset is published yet"
    ends = [source.manifest.period[1] for source in ready if source.manifest and source.manifest.period]
    latest = f", latest data {months.format_month(max(ends))}" if ends else ""
    return f"{pluralise(len(ready), 'dataset')} published{latest}"


def _describe_gaps(sources: Sequence[Source]) -> str:
    missing = [source.contract.title for source in sources if source.state == "missing"]
    late = [
        (source.contract.title, source.behind) for source in sources if source.behind is not None and source.behind > 0
    ]
    stale = [f"{title} ({pluralise(behind, 'month')})" for title, behind in late]
    sentences = [f"Behind: {join_words(stale)}."] if stale else []
    sentences += [f"Missing: {join_words(missing)}."] if missing else []
    return " ".join(sentences)


def _build_notices(context: CaseContext, sources: Sequence[Source]) -> tuple[Notice, ...]:
    if all(source.state == "missing" for source in sources):
        remedy = "Choose a dataset below, fill in its template and upload it: adoption and KPIs show most."
        return (Notice(text="This case has no data yet.", remedy=remedy),)
    faults = [
        Notice(text=source.dataset_state.fault)
        for source in sources
        if source.dataset_state and source.dataset_state.fault
    ]
    return (*faults, *_build_team_notices(context))


def _build_team_notices(context: CaseContext) -> tuple[Notice, ...]:
    try:
        problem = find_unknown_teams(context, "")
    except SteercoError:
        # A release that turns out to be damaged has its own notice; this page opens whatever is damaged.
        return ()
    return (Notice(text=f"The charges name {problem.found}.", remedy=problem.remedy),) if problem else ()


def _build_dataset_table(sources: Sequence[Source], context: CaseContext) -> TableBlock:
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
            Column(label="By", minor=True),
            Column(label="From", minor=True),
            Column(label="Source file"),
        ),
        rows=tuple(_build_dataset_row(source) for source in sources),
        note=f"A dataset is {RULE.format(month=month)}",
    )


def _build_dataset_row(source: Source) -> tuple[str | int | None, ...]:
    manifest, published = source.manifest, source.publication
    return (
        source.contract.title,
        source.freshness if source.freshness is not Status.UNKNOWN else None,
        source.state,
        manifest.rows if manifest else None,
        format_period(manifest),
        max(0, source.behind) if source.behind is not None else None,
        manifest.warning_count if manifest else None,
        *(_build_release_cells(source, published) if published else (None,) * 5),
    )


def _build_release_cells(source: Source, publication: Publication) -> tuple[str, ...]:
    return (
        publication.release_id[:SHORT],
        format_moment(publication.published_at),
        source.publisher_of(publication),
        FROM[publication.source] if publication.action == "publish" else "rollback",
        publication.source_name,
    )


def _build_history_table(source: Source) -> TableBlock:
    """Build the list of publications; who approved them and why is told where any has it."""
    entries = source.history
    more = [
        (label, tell)
        for label, tell in (("Approved by", source.approver_of), ("Why", _reason_of))
        if any(tell(entry) for entry in entries)
    ]
    return TableBlock(
        id="history",
        title="Publications",
        columns=(
            Column(label="Published"),
            Column(label="Action"),
            Column(label="Release"),
            Column(label="Rows", kind="count"),
            Column(label="By"),
            *(Column(label=label, kind="words" if label == "Why" else "text") for label, _ in more),
            Column(label="From"),
            Column(label="Source file"),
        ),
        rows=tuple(
            (
                format_moment(publication.published_at),
                publication.action,
                publication.release_id[:SHORT] or NO_DATA,
                publication.rows if publication.has_data else None,
                source.publisher_of(publication),
                *(tell(publication) or None for _, tell in more),
                FROM[publication.source] if publication.has_data else None,
                publication.source_name or None,
            )
            for publication in reversed(entries)
        ),
        empty="Nothing has been published yet. Upload a file to begin.",
        note="Latest first; the first line is current." if entries else "",
    )


def _reason_of(publication: Publication) -> str:
    return publication.reason


def _build_warning_table(source: Source) -> TableBlock:
    manifest = source.manifest
    problems = [problem for problem in manifest.warnings if problem.severity == "warning"] if manifest else []
    count = manifest.warning_count if manifest else 0
    name = manifest.source_name if manifest else ""
    empty = "The current release has no warnings." if manifest else "Nothing is published yet."
    return build_problem_table("warnings", "Warnings", problems, count, empty, source=name)


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
            (
                column.name,
                _format_type(column.type, column.choices),
                "yes" if column.required else "no",
                column.meaning,
                column.example,
            )
            for column in contract.columns
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
        passages=tuple(Passage(name=query.name, about=query.about, text=query.sql) for query in query_descriptions()),
    )
