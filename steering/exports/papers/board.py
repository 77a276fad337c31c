"""The board paper: what the committee reads before it decides, on six pages at most.

The ask, the options with the one that does nothing among them, the return with its range and what would make it fail,
costs, risks, gates and the decisions asked, made from the frames of the pages so that every figure is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.pack_file import PackFile, Remark
from steering.exports.papers.paper import Paper, PaperPart, last_day, pack_paper, set_paper
from steering.exports.papers.selection import (
    build_page,
    drop_charts,
    filter_rows,
    narrow_table,
    shorten,
    take,
    take_tab,
    take_tiles,
)
from steering.exports.papers.shortening import shorten_texts
from steering.exports.papers.sources import describe_sources
from steering.exports.papers.typesetter import PaperSize
from steering.frames.blocks import FundingRequest, Leaf, Notice, TableBlock, leaves
from steering.frames.frame import Frame
from steering.months import format_month
from steering.progress import report, report_within
from steering.status import Status
from steering.storyboard.views import default_filters

MOST_PAGES = 6
PAGES = ("brief", "roi", "costs", "roadmap")
OPTION_COLUMNS = ("Option", "Standing", "Costs", "Benefits", "NPV", "IRR", "Payback", "What it is")
RISK_COLUMNS = ("Risk", "Before", "After", "Residual", "Due", "Owner", "Mitigation")
GATE_COLUMNS = ("Gate", "Status", "Amount", "Due", "Conditions met", "For")
CONDITION_COLUMNS = ("Gate", "Condition", "Status", "Actual", "Required")
NO_ASK = Notice(text="This case has no ask yet.", remedy="Add `ask` to case.yaml.")
NO_OPTIONS = Notice(
    text="This case has no options to choose from: its flows are stated against staying as today.",
    remedy="Add `options` to business_case.yaml, the one that does nothing among them.",
)


@dataclass(frozen=True, kw_only=True)
class Density:
    """How much of the pages a paper takes: rows of a table, whether charts, and letters of a text."""

    rows: int
    charts: int
    letters: int = 0


# From the fullest on; the first one that stays within the pages is taken.
DENSITIES = (
    Density(rows=8, charts=2),
    Density(rows=6, charts=2),
    Density(rows=6, charts=1),
    Density(rows=4, charts=1),
    Density(rows=4, charts=0, letters=400),
    Density(rows=3, charts=0, letters=120),
    Density(rows=2, charts=0, letters=60),
)


def board_paper(context: CaseContext, filters: Filters | None = None, *, size: PaperSize = "a4") -> PackFile:
    """Set the board paper of a case, as of the month of the filters, or of that which a visitor sees first."""
    filters = filters or default_filters(context)
    frames = {}
    steps = len(PAGES) + 2
    for number, page in enumerate(PAGES):
        report("Figures", number / steps)
        with report_within(number / steps, (number + 1) / steps):
            frames[page] = build_page(context, filters, page)
    for density in DENSITIES:
        report("Setting", len(PAGES) / steps)
        paper = _write_paper(context, filters, frames, density)
        result = set_paper(paper, size=size, day=last_day(filters.as_of))
        if result.pages <= MOST_PAGES:
            break
    return pack_paper(paper, result, name=(context.case.id, "board-paper", filters.as_of))


def _write_paper(context: CaseContext, filters: Filters, frames: dict[str, Frame], density: Density) -> Paper:
    charter, month = context.case.charter, format_month(filters.as_of)
    parts = tuple(_write_parts(frames, density))
    remarks = () if density == DENSITIES[0] else (_explain(density),)
    paper = Paper(
        kind="Board paper",
        title=charter.ask.title if charter.ask else charter.title,
        organisation=charter.organisation,
        about=f"{charter.title} · as of {month}",
        message=frames["brief"].message,
        parts=parts,
        foot=(charter.organisation, charter.title, f"Board paper, {month}"),
        remarks=remarks,
    )
    return shorten_texts(paper, density.letters) if density.letters else paper


def _explain(density: Density) -> Remark:
    cuts = [f"tables have {density.rows} rows at most"]
    cuts += [] if density.charts > 1 else ["not every chart is shown"]
    cuts += [f"texts end after {density.letters} letters"] if density.letters else []
    return Remark(where="The whole paper", text=f"So that it stays within {MOST_PAGES} pages, {', '.join(cuts)}.")


def _write_parts(frames: dict[str, Frame], density: Density) -> Iterator[PaperPart]:
    brief, roi, costs, roadmap = (frames[page] for page in PAGES)
    asks = tuple(leaf for leaf in leaves(brief.blocks) if isinstance(leaf, FundingRequest))
    yield _part("The ask", (*(asks or (NO_ASK,)), *take(brief, "ask-checks", "on-track")), density)
    options = tuple(_narrow(take(roi, "options-message", "options", "options-chart"), options=OPTION_COLUMNS))
    yield _part("Options", options or (NO_OPTIONS,), density)
    yield _part("Return", (*take_tiles(roi.blocks), *take(roi, "cash", "odds")), density, roi)
    yield _part("What would make it fail", take(roi, "tornado", "breakevens"), density)
    yield _part("Costs", (*take_tiles(costs.blocks), *take(costs, "spend-chart")), density, costs)
    risks = tuple(_narrow(take(roadmap, "risks-table"), **{"risks-table": RISK_COLUMNS}))
    yield _part("Risks", (*take_tiles(take_tab(roadmap, "raid")), *risks), density)
    gates = tuple(_narrow(take(roadmap, "gates", "conditions"), gates=GATE_COLUMNS, conditions=CONDITION_COLUMNS))
    yield _part("Gates", tuple(map(_open_conditions, gates)), density, roadmap)
    yield _part("Decisions asked", take(brief, "decisions"), density)
    yield PaperPart(title="Sources", level=2, detail=describe_sources(frames.values()))


def _part(title: str, blocks: tuple[Leaf, ...], density: Density, frame: Frame | None = None) -> PaperPart:
    """A part with as much of its blocks as there is room for; a frame says what it comes to, or what it waits for."""
    charts = [block for block in blocks if block.kind == "chart"]
    dropped = charts[density.charts :]
    shown = tuple(block for block in blocks if block not in dropped)
    shown = drop_charts(shown) if not density.charts else shown
    return PaperPart(
        title=title,
        lead=frame.message if frame else "",
        detail=frame.detail if frame else "",
        blocks=(*(frame.notices if frame else ()), *shorten(shown, density.rows)),
    )


def _narrow(blocks: tuple[Leaf, ...], **columns: tuple[str, ...]) -> Iterator[Leaf]:
    for block in blocks:
        chosen = columns.get(block.id) if isinstance(block, TableBlock) else None
        yield narrow_table(block, chosen) if chosen and isinstance(block, TableBlock) else block


def _open_conditions(block: Leaf) -> Leaf:
    """Of the conditions of gates those that are not met; any other block as it is."""
    if not isinstance(block, TableBlock) or block.id != "conditions":
        return block
    place = [column.label for column in block.columns].index("Status")
    table = filter_rows(block, lambda row: row[place] != Status.MET)
    return replace(table, title="Gate conditions that are not met", empty="All conditions are met.")
