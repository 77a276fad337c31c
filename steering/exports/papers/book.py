"""The dossier as a book: a chapter for each of its pages, with contents, figures, cross-references and a glossary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.pack_file import PackFile
from steering.exports.papers.paper import Paper, PaperPart, last_day, pack_paper, set_paper
from steering.exports.papers.selection import build_page, take
from steering.exports.papers.sources import describe_sources
from steering.exports.papers.typesetter import PaperSize
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Block, Chart, Choice, Column, TableBlock, Tabs, Tiles, leaves
from steering.frames.frame import Frame
from steering.metrics.lineage import definitions
from steering.months import format_month
from steering.progress import report, report_within
from steering.storyboard.views import default_filters

# The pages of the dossier in the order in which a book tells of them: from what hurts to what proves the cure.
CHAPTERS = ("current_state", "architecture", "governance", "compliance", "change", "enablement", "thread")
# The block of a decision record in full, of which the page shows one at a time.
RECORD = "adr"


def dossier_book(
    context: CaseContext,
    filters: Filters | None = None,
    *,
    size: PaperSize = "a4",
    pages: Sequence[str] = CHAPTERS,
) -> PackFile:
    """Set the dossier of a case as a book, as of a month; `pages` are those that its reader may see."""
    filters = filters or default_filters(context)
    frames: dict[str, Frame] = {}
    steps = len(pages) + 2
    for number, page in enumerate(pages):
        report(AGENDA[page].title, number / steps)
        with report_within(number / steps, (number + 1) / steps):
            frames[page] = build_page(context, filters, page)
    with report_within(len(pages) / steps, (len(pages) + 1) / steps):
        records = tuple(_list_records(context, filters, frames))
    report("Setting", (len(pages) + 1) / steps)
    charter, month = context.case.charter, format_month(filters.as_of)
    paper = Paper(
        kind="Dossier",
        title=charter.title,
        organisation=charter.organisation,
        about=f"The dossier as of {month}",
        message=frames["thread"].message if "thread" in frames else "",
        parts=(
            *(part for page, frame in frames.items() for part in _write_chapter(page, frame, records)),
            _write_glossary(context, frames),
            PaperPart(title="Sources", detail=describe_sources(frames.values())),
        ),
        foot=(charter.organisation, charter.title, f"Dossier, {month}"),
        contents=True,
    )
    result = set_paper(paper, size=size, day=last_day(filters.as_of))
    return pack_paper(paper, result, name=(context.case.id, "dossier", filters.as_of))


def _list_records(context: CaseContext, filters: Filters, frames: Mapping[str, Frame]) -> Iterator[TableBlock]:
    """Yield every decision record in full, in the order of the page's choice."""
    for id in _list_record_ids(frames["architecture"]) if "architecture" in frames else ():
        report("Decision records", None)
        frame = build_page(context, replace(filters, focus=id), "architecture")
        for block in take(frame, RECORD):
            if isinstance(block, TableBlock):
                yield replace(block, id=f"{RECORD}-{id}")


def _list_record_ids(frame: Frame) -> list[str]:
    """The records that the page can show: the values of the choice that stands before the one it shows."""
    pairs = pairwise(leaves(frame.blocks))
    choices = (before for before, block in pairs if isinstance(block, TableBlock) and block.id == RECORD)
    return [value for choice in choices if isinstance(choice, Choice) for value, _ in choice.options]


def _write_chapter(page: str, frame: Frame, records: Sequence[TableBlock]) -> Iterator[PaperPart]:
    """Yield the parts of a chapter: what the page says first, and each of its tabs under a heading."""
    first = tuple(block for block in frame.blocks if not isinstance(block, Tabs))
    yield PaperPart(
        title=AGENDA[page].title,
        lead=frame.message,
        detail=frame.detail,
        above=AGENDA[page].question,
        blocks=(*frame.notices, *first),
        page=page,
        new_page=True,
    )
    for tabs in frame.blocks:
        if isinstance(tabs, Tabs):
            for tab in tabs.parts:
                blocks = tuple(_with_twins(tab.blocks, records))
                yield PaperPart(title=tab.label, level=2, blocks=blocks, page=page)


def _with_twins(blocks: Sequence[Block], records: Sequence[TableBlock]) -> Iterator[Block]:
    """Yield the blocks of a tab, a chart with its figures as a table below, and all records in place of the one."""
    for block in blocks:
        if isinstance(block, TableBlock) and block.id == RECORD:
            yield from records
            continue
        yield block
        for leaf in leaves([block]):
            if isinstance(leaf, Chart):
                yield replace(leaf.table, title=leaf.table.title or f"{leaf.title}, in figures")


def _write_glossary(context: CaseContext, frames: Mapping[str, Frame]) -> PaperPart:
    """What the headline figures of the book, the KPIs and the metrics of the business case mean, by their names."""
    meanings = {metric.label: metric.definition for metric in METRICS.values()}
    for page, frame in frames.items():
        figures = definitions().get(page, {})
        tiles = (tile for leaf in leaves(frame.blocks) if isinstance(leaf, Tiles) for tile in leaf.tiles)
        meanings |= {tile.label: figures[tile.id].definition for tile in tiles if tile.id in figures}
    meanings |= {kpi.name: kpi.definition for kpi in context.case.kpis.values()}
    rows = tuple(sorted(meanings.items(), key=lambda item: item[0].casefold()))
    columns = (Column(label="Term"), Column(label="Meaning", kind="words"))
    table = TableBlock(id="glossary", title="", columns=columns, rows=rows)
    return PaperPart(title="Glossary", blocks=(table,), new_page=True)
