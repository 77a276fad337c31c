"""How the blocks of a content are put on slides: headline figures above, one thing or two beside one another below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from steering.exports.slides.content import Row, SlideContent, SlidePage
from steering.frames.blocks import (
    Block,
    Choice,
    Claims,
    Columns,
    FundingRequest,
    Interactive,
    Leaf,
    Slot,
    Statements,
    Tabs,
    Tiles,
)
from steering.frames.documents import Prose

# Headline figures that stand side by side.
MOST_TILES = 6
# Texts that stand side by side.
MOST_TEXTS = 3
# What stands beside another of its kind: texts. Charts, tables and grids need the width.
TEXTS = (Statements, Prose)


def arrange(content: SlideContent) -> list[SlidePage]:
    """Return the slides of a content: one where its blocks fit on it."""
    pages: list[SlidePage] = []
    tiles: Tiles | None = None
    for row in _list_rows(content.blocks):
        first = row[0][0]
        if isinstance(first, Tiles):
            if tiles is not None:
                pages.append(SlidePage(tiles=tiles))
            tiles = first
        else:
            pages.append(SlidePage(tiles=tiles, row=row))
            tiles = None
    if tiles is not None or not pages:
        pages.append(SlidePage(tiles=tiles))
    return pages


def _list_rows(blocks: Iterable[Block]) -> Iterator[Row]:
    for block in blocks:
        if isinstance(block, Tabs):
            for part in block.parts:
                yield from _list_rows(part.blocks)
        elif isinstance(block, Interactive):
            chart = replace(block.chart, note=" ".join(text for text in (block.chart.note, block.note) if text))
            yield from _list_rows((block.tiles, chart))
        elif isinstance(block, Columns):
            yield from _pair(list(_list_shown(block.blocks)), block.weights)
        elif not isinstance(block, (Choice, Slot)):
            yield from _pair(list(_list_shown([block])), ())


def _list_shown(blocks: Iterable[Leaf]) -> Iterator[Leaf]:
    """Yield what can be shown; headline figures beyond what a row holds go into rows of their own."""
    for block in blocks:
        if isinstance(block, Tiles):
            for start in range(0, len(block.tiles), MOST_TILES):
                yield Tiles(tiles=block.tiles[start : start + MOST_TILES])
        elif not isinstance(block, (Choice, Slot)) and not (isinstance(block, Claims) and block.id == "scene"):
            yield block


def _pair(blocks: Sequence[Leaf], weights: Sequence[int]) -> Iterator[Row]:
    """Yield texts side by side, or a text beside another block; all others one after the other."""
    texts = sum(isinstance(block, TEXTS) for block in blocks)
    if texts == len(blocks) and 1 < texts <= MOST_TEXTS:
        yield tuple((block, 1.0) for block in blocks)
    elif len(blocks) == 2 and texts == 1 and not _need_width(blocks):
        shares = weights if len(weights) == 2 else (1, 2) if isinstance(blocks[0], TEXTS) else (2, 1)
        yield tuple((block, float(share)) for block, share in zip(blocks, shares, strict=True))
    else:
        yield from (((block, 1.0),) for block in blocks)


def _need_width(blocks: Sequence[Leaf]) -> bool:
    return any(isinstance(block, (Tiles, FundingRequest)) for block in blocks)
