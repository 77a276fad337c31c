"""The blocks that a paper takes of a page's frame, by their ids, and tables with fewer rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Block, Chart, Leaf, Statements, TableBlock, Tabs, Tiles, leaves
from steering.frames.cells import CellValue
from steering.frames.frame import Frame

CUT = "…"


def build_page(context: CaseContext, filters: Filters, page: str) -> Frame:
    """Build the frame of a page, as its visitors see it with these filters."""
    item = AGENDA[page]
    return item.build_frame(context, item.narrow(filters))


def take(frame: Frame, *ids: str) -> tuple[Leaf, ...]:
    """Return the blocks of these ids, in their order; one that the page does not have is left out."""
    blocks = {getattr(leaf, "id", ""): leaf for leaf in leaves(frame.blocks)}
    return tuple(blocks[id] for id in ids if id in blocks)


def take_tiles(blocks: Iterable[Block]) -> tuple[Tiles, ...]:
    """Return the first headline figures among blocks."""
    return next(((leaf,) for leaf in leaves(blocks) if isinstance(leaf, Tiles)), ())


def take_tab(frame: Frame, id: str) -> tuple[Block, ...]:
    """Return the blocks of a part of a page; none where it does not have that part."""
    parts = (part for block in frame.blocks if isinstance(block, Tabs) for part in block.parts)
    return next((part.blocks for part in parts if part.id == id), ())


def narrow_table(table: TableBlock, columns: Iterable[str]) -> TableBlock:
    """Return a table with the columns of these headings only, in the table's order."""
    labels = set(columns)
    places = [number for number, column in enumerate(table.columns) if column.label in labels]
    return replace(
        table,
        columns=tuple(table.columns[number] for number in places),
        rows=tuple(tuple(row[number] for number in places) for row in table.rows),
        texts=tuple(tuple(row[number] for number in places) for row in table.texts),
    )


def filter_rows(table: TableBlock, keeps: Callable[[tuple[CellValue, ...]], bool]) -> TableBlock:
    """Return a table with those of its rows only that are kept."""
    places = [number for number, row in enumerate(table.rows) if keeps(row)]
    return replace(
        table,
        rows=tuple(table.rows[number] for number in places),
        texts=tuple(table.texts[number] for number in places),
    )


def shorten(blocks: Iterable[Leaf], rows: int) -> Iterator[Leaf]:
    """Yield blocks with at most so many rows or statements each; a table says how many more there are."""
    for block in blocks:
        if isinstance(block, TableBlock) and len(block.rows) > rows:
            yield _shorten_table(block, rows)
        elif isinstance(block, Statements) and len(block.findings) > rows:
            yield replace(block, findings=block.findings[:rows])
        else:
            yield block


def _shorten_table(table: TableBlock, rows: int) -> TableBlock:
    more = f"{len(table.rows) - rows:,} more in Steerco."
    return replace(table, rows=table.rows[:rows], texts=table.texts[:rows], note=f"{more} {table.note}".strip())


def drop_charts(blocks: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Return the blocks that are no charts."""
    return tuple(block for block in blocks if not isinstance(block, Chart))
