"""Information produced by the entity (IPE): a figure with all that an auditor needs to work it out again.

The page of the figure is worked out anew, and what it asks of the warehouse meanwhile is written down: the parameters
on the sheet are those that the queries were really asked with.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from steering.addresses import hide_addresses
from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext, Query
from steering.context.filters import Filters
from steering.formatting import format_moment
from steering.frames.agenda import AGENDA
from steering.frames.figure_inputs import list_inputs
from steering.frames.figure_value import describe_figure, name_figure
from steering.frames.frame import Frame
from steering.metrics.lineage import Lineage, SourceRead, lineage_of
from steering.months import format_month
from steering.roi.options import describe_option
from steering.sources import QueryDescription
from steering.warehouse import Answer

# So many askings of one query, and so many columns with sums, are written out.
MOST_RUNS, MOST_SUMS = 12, 12


@dataclass(frozen=True, kw_only=True)
class QueryRun:
    """A query as it was asked once: its parameters, and the rows, the sums of numbers and the SHA-256 of its answer."""

    parameters: tuple[tuple[str, str], ...]
    rows: int
    sums: tuple[tuple[str, str], ...]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SheetQuery:
    """A query of the warehouse with its SQL, and each way in which the page asked it; `more` are not written out."""

    name: str
    about: str
    sql: str
    runs: tuple[QueryRun, ...]
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class SheetRelease:
    """A release that was read: its rows and those that count, its control totals, and the file that it came from."""

    dataset: str
    release: str
    rows: int
    rows_used: int
    sums: tuple[tuple[str, str], ...]
    source: str
    source_sha256: str
    in_force_since: str


@dataclass(frozen=True, kw_only=True)
class IpeSheet:
    """All of a sheet. `printed_at` and `asked_by` are empty where equal data is to give equal bytes.

    `is_reproduced` says whether the page, worked out anew, shows the figure as it was shown.
    """

    figure: str
    name: str
    page: str
    case: str
    organisation: str
    title: str
    value: tuple[str, ...]
    definition: str
    formula: str
    owner: str
    choices: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    releases: tuple[SheetRelease, ...]
    files: tuple[tuple[str, str], ...]
    queries: tuple[SheetQuery, ...]
    frame: str
    is_reproduced: bool
    asked_by: str = ""
    printed_at: str = ""


@dataclass(kw_only=True)
class QueryJournal:
    """Asks the warehouse, and notes what was asked and what the answer came to."""

    query: Query
    runs: dict[str, dict[QueryRun, None]] = field(default_factory=dict)

    def __call__(self, name: str, /, **parameters: object) -> Answer:
        """Return the answer, as `Query` does."""
        answer = self.query(name, **parameters)
        self.runs.setdefault(name, {}).setdefault(_describe_run(parameters, answer))
        return answer


def build_ipe_sheet(
    context: CaseContext,
    filters: Filters,
    frame: Frame,
    figure: str,
    *,
    asked_by: str = "",
    printed_at: dt.datetime | None = None,
    contacts: bool = True,
) -> IpeSheet | None:
    """Return the sheet of a figure of a frame; None for a figure that it does not show, or without a definition.

    Without `contacts` no e-mail address is on it.
    """
    lineage = lineage_of(context, filters, frame.page, figure)
    if lineage is None or not name_figure(frame, figure):
        return None
    moment = f"{printed_at:%Y-%m-%d %H:%M:%S} UTC" if printed_at else ""
    sheet = replace(_fill_sheet(context, filters, frame, figure, lineage), asked_by=asked_by, printed_at=moment)
    return sheet if contacts else hide_addresses(sheet)


def _fill_sheet(context: CaseContext, filters: Filters, frame: Frame, figure: str, lineage: Lineage) -> IpeSheet:
    journal, charter = QueryJournal(query=context.query), context.case.charter
    anew = _build_anew(context, filters, frame.page, journal)
    value = describe_figure(frame, figure)
    return IpeSheet(
        figure=figure,
        name=name_figure(frame, figure),
        page=AGENDA[frame.page].title,
        case=context.case.id,
        organisation=charter.organisation,
        title=charter.title,
        value=value,
        definition=lineage.definition,
        formula=lineage.formula,
        owner=lineage.owner,
        choices=tuple(_list_choices(context, filters, lineage)),
        inputs=tuple((label, text) for label, text in list_inputs(context, filters, frame.page, figure) if text),
        releases=tuple(_describe_release(context, read) for read in lineage.releases),
        files=tuple(_list_files(context, lineage.inputs)),
        queries=tuple(_describe_query(query, journal) for query in lineage.queries),
        frame=anew.sha256,
        is_reproduced=hide_addresses(describe_figure(anew, figure)) == hide_addresses(value),
    )


def _build_anew(context: CaseContext, filters: Filters, page: str, journal: QueryJournal) -> Frame:
    """Build a page's frame, with nothing that was worked out before: otherwise a query would not be asked."""
    item = AGENDA[page]
    return item.build_frame(replace(context, query=journal, results=LruCache(RESULTS)), item.narrow(filters))


def _describe_run(parameters: dict[str, object], answer: Answer) -> QueryRun:
    rows = [list(row) for row in answer.rows]
    text = json.dumps([answer.columns, rows], ensure_ascii=False, separators=(",", ":"), default=str)
    return QueryRun(
        parameters=tuple((name, _describe(value)) for name, value in sorted(parameters.items())),
        rows=len(rows),
        sums=tuple(_add_up(answer))[:MOST_SUMS],
        sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
    )


def _describe(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_describe, value))
    return "none" if value is None else str(value)


def _add_up(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield the sum of each column that holds numbers and nothing else."""
    for column in answer.columns:
        values = [value for value in answer[column] if value is not None]
        if values and all(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values):
            is_whole = all(isinstance(value, int) for value in values)
            yield column, f"{sum(values):,}" if is_whole else f"{math.fsum(values):,.6f}".rstrip("0").rstrip(".")


def _list_choices(context: CaseContext, filters: Filters, lineage: Lineage) -> Iterator[tuple[str, str]]:
    yield "As of", f"the last day of {format_month(filters.as_of)}"
    yield "Business unit", filters.unit or "all"
    option = describe_option(context.case.business) if "business_case.yaml" in lineage.inputs else ""
    if option:
        yield "Option", option
    if filters.scenario:
        yield "Scenario", filters.scenario
    if filters.basis != "today":
        yield "Basis", filters.basis
    yield from ((name, f"{value:g}") for name, value in filters.drivers)


def _describe_release(context: CaseContext, read: SourceRead) -> SheetRelease:
    state = context.dataset_states[read.dataset]
    manifest, entry = state.manifest, state.history[-1] if state.history else None
    totals = manifest.sums if manifest else {}
    return SheetRelease(
        dataset=read.dataset,
        release=read.release,
        rows=read.rows,
        rows_used=read.rows_used,
        sums=tuple((name, total) for name, total in totals.items() if isinstance(total, str)),
        source=read.source,
        source_sha256=entry.source_sha256 if entry else "",
        in_force_since=format_moment(entry.published_at) if entry else "",
    )


def _list_files(context: CaseContext, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of the case that the figure follows from, with the SHA-256 of each as it was read."""
    for name in names:
        document = context.case.texts.get(name)
        yield name, hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest() if document else ""


def _describe_query(query: QueryDescription, journal: QueryJournal) -> SheetQuery:
    runs = tuple(journal.runs.get(query.name, ()))
    return SheetQuery(
        name=query.name,
        about=query.about,
        sql=query.sql,
        runs=runs[:MOST_RUNS],
        more=max(len(runs) - MOST_RUNS, 0),
    )
