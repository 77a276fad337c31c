"""A figure of a frame as its page shows it: its name, and what the drawer repeats above what it means."""

from __future__ import annotations

from collections.abc import Iterator

from steering.formatting import ABSENT
from steering.frames.blocks import Chart, FundingRequest, TableBlock, Tile, Tiles, leaves
from steering.frames.frame import Frame

# The figure in the sentence of the ask that says what waiting costs.
WAITING = "ask-delay"


def describe_figure(frame: Frame, figure: str) -> tuple[str, ...]:
    """Describe the lines in which a frame shows a figure, the value first; nothing where it has none of this id."""
    return next(_describe(frame, figure), ())


def name_figure(frame: Frame, figure: str) -> str:
    """Return what a figure is called on its page; its id where that calls it nothing, nothing where it has none."""
    names = list(_list_names(frame, figure))
    return next(filter(None, names), figure) if names else ""


def _list_names(frame: Frame, figure: str) -> Iterator[str]:
    for block in leaves(frame.blocks):
        if isinstance(block, Tiles):
            yield from (tile.label for tile in block.tiles if tile.id == figure)
        elif isinstance(block, TableBlock):
            yield from (label for id, label in block.figures if id == figure)
        elif isinstance(block, FundingRequest) and figure == WAITING and block.waiting:
            yield "The cost of waiting"
    for block in leaves(frame.blocks):
        if isinstance(block, (Chart, TableBlock)) and figure in (block.id, getattr(block, "about", "")):
            yield block.title


def _describe(frame: Frame, figure: str) -> Iterator[tuple[str, ...]]:
    for block in leaves(frame.blocks):
        if isinstance(block, Tiles):
            yield from (_describe_tile(tile) for tile in block.tiles if tile.id == figure)
        elif isinstance(block, TableBlock):
            yield from _describe_row(block, figure)
    for block in leaves(frame.blocks):
        if isinstance(block, Chart) and figure in (block.id, block.about):
            yield (block.alt,)
        elif isinstance(block, FundingRequest) and figure == WAITING and block.waiting:
            yield (block.waiting,)


def _describe_tile(tile: Tile) -> tuple[str, ...]:
    delta = f"{tile.delta} {tile.since}".strip() if tile.delta else ""
    status = tile.status.word if tile.status else ""
    return (tile.value, *(part for part in (delta, tile.note, status) if part))


def _describe_row(table: TableBlock, figure: str) -> Iterator[tuple[str, ...]]:
    """Yield the row of a table that has the figure, with the heading of each cell."""
    for (id, _), texts in zip(table.figures, table.texts, strict=False):
        if id == figure:
            cells = zip(table.columns[1:], texts[1:], strict=True)
            yield tuple(
                f"{column.label}: {text}"
                for column, text in cells
                if column.kind != "series" and text not in ("", ABSENT)
            )
