"""One scene, one screen: how the blocks of a scene lie, and how tall its charts may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.frames.block_heights import GAP, LINE, SMALL, TEXT, WIDTH, column_widths, height, lines
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Claims,
    Columns,
    Leaf,
    Notice,
    Piece,
    Slot,
    TableBlock,
    Tiles,
)
from steering.frames.blocks import leaves as iterate_leaves
from steering.frames.frame import Frame

# Pixels down of the smallest screen that a scene has to fit.
SCREEN = 720
# Pixels of the bar above a scene, and of the source line and the margin below it.
EDGES = 64 + 60
# Pixels across that a letter of the message takes, and down that a line of it does.
LETTER, MESSAGE = 14.2, 38
# A chart is never made lower than this, nor than its named rows need beside its axis.
LOWEST, AXIS, ROW = 170, 100, SMALL


def leaves(frame: Frame) -> tuple[Leaf, ...]:
    """Return the blocks of a page one by one, without those that only a visitor at the page can use."""
    return tuple(leaf for leaf in iterate_leaves(frame.blocks) if not isinstance(leaf, (Choice, Slot, Notice)))


def layout(chosen: Sequence[Piece], claims: Claims, message: str, detail: str = "") -> tuple[Piece, ...]:
    """The blocks of a scene and its claims as they lie on one screen, charts as tall as the rest leaves room for.

    Beside headline figures a single block shares its row with the claims; otherwise they stand below.
    """
    last: tuple[Piece, ...] = (claims,) if claims.claims else ()
    if last and len(chosen) == 2 and isinstance(chosen[0], Tiles) and not isinstance(chosen[1], (Columns, TableBlock)):
        blocks: tuple[Piece, ...] = (chosen[0], Columns(blocks=(chosen[1], claims), weights=(3, 2)))
    else:
        blocks = (*chosen, *last)
    over = screen(blocks, message, detail) - SCREEN
    return tuple(_shrink_row(block, over) for block in blocks) if over > 0 else blocks


def screen(blocks: Sequence[Block], message: str, detail: str = "") -> int:
    """Pixels that a scene takes from the top of the screen to its end; at most `SCREEN` fits."""
    title = 20 + MESSAGE * lines(len(message) * LETTER, WIDTH)
    under = GAP + LINE * lines(len(detail) * TEXT, WIDTH) if detail else 0
    return EDGES + title + GAP + under + sum(height(block) + GAP for block in blocks)


def lowest(chart: Chart) -> int:
    """Return how low a chart can be: where its rows have names, each needs a line of its own."""
    columns = [trace.get("y") for trace in chart.figure["data"]]
    rows = {name for names in columns if isinstance(names, (list, tuple)) for name in names if isinstance(name, str)}
    return max(LOWEST, AXIS + ROW * len(rows))


def _shrink_row(block: Piece, over: int) -> Piece:
    """Shrink a block by so much, as far as its charts allow; of blocks side by side only the tall ones."""
    if isinstance(block, Columns):
        most = height(block) - over
        spans = column_widths(block)
        lower = (_shrink(inner, height(inner, span) - most) for inner, span in zip(block.blocks, spans, strict=True))
        return replace(block, blocks=tuple(lower))
    return _shrink(block, over)


def _shrink(block: Leaf, over: int) -> Leaf:
    if not isinstance(block, Chart) or over <= 0:
        return block
    layout = block.figure["layout"]
    lower = min(max(lowest(block), layout["height"] - over), layout["height"])
    return replace(block, figure={**block.figure, "layout": {**layout, "height": lower}})
