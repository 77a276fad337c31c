"""One scene, one screen: which blocks of its page a scene shows, how they lie, and how tall they are.

Heights are those measured in Chromium at 1280x720 with the menu open; `tests/browser/test_storyboard.py` holds
them against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from steering.conditions import ConditionState
from steering.frames.blocks import (
    Block,
    Chart,
    Claims,
    Code,
    Columns,
    Drilldown,
    FundingRequest,
    Interactive,
    Leaf,
    Notice,
    Piece,
    Slot,
    Statement,
    Statements,
    TableBlock,
    Tabs,
    Tiles,
)
from steering.frames.blocks import leaves as every
from steering.frames.frame import Frame

# Pixels of the smallest screen that a scene has to fit (1280 across), and of the width that the menu leaves.
SCREEN, WIDTH = 720, 900
# Pixels of the bar above a scene, and of the source line and the margin below it.
EDGES = 64 + 60
GAP, BETWEEN, PADDING = 16, 32, 32
# A chart is never made lower than this, nor than its rows need; a table with more rows than this scrolls.
LOWEST, ROW, AXIS, TALLEST = 170, 22, 100, 15
LINE, SMALL = 26, 22
# Pixels across that a letter takes, on average.
BOLD, TEXT, FINE, TITLE = 7.2, 6.9, 6.0, 14.2
BADGES = {ConditionState.HOLDS: 66, ConditionState.BROKEN: 126, ConditionState.UNKNOWN: 134}
STATUS, RAGGED = 96, 20


def leaves(frame: Frame) -> tuple[Leaf, ...]:
    """The blocks of a page one by one, without those that only a visitor at the page can use."""
    return tuple(one for one in every(frame.blocks) if not isinstance(one, (Drilldown, Slot, Notice)))


def layout(chosen: Sequence[Piece], claims: Claims, message: str) -> tuple[Piece, ...]:
    """The blocks of a scene and its claims as they lie on one screen, charts as tall as the rest leaves room for.

    Beside headline figures a single block shares its row with the claims; otherwise they stand below.
    """
    said: tuple[Piece, ...] = (claims,) if claims.claims else ()
    if said and len(chosen) == 2 and isinstance(chosen[0], Tiles) and not isinstance(chosen[1], (Columns, TableBlock)):
        blocks: tuple[Piece, ...] = (chosen[0], Columns(blocks=(chosen[1], claims), weights=(3, 2)))
    else:
        blocks = (*chosen, *said)
    over = screen(blocks, message) - SCREEN
    return tuple(_shrink_row(block, over) for block in blocks) if over > 0 else blocks


def screen(blocks: Sequence[Block], message: str) -> int:
    """Pixels that a scene takes from the top of the screen to its end; at most `SCREEN` fits."""
    title = 20 + 38 * lines(len(message) * TITLE, WIDTH)
    return EDGES + title + GAP + sum(height(block) + GAP for block in blocks)


def _shrink_row(block: Piece, over: int) -> Piece:
    """The block so much lower, as far as its charts allow. Blocks abreast only where they are too tall."""
    if isinstance(block, Columns):
        most = height(block) - over
        spans = _spans(block)
        lower = (_shrink(inner, height(inner, span) - most) for inner, span in zip(block.blocks, spans, strict=True))
        return replace(block, blocks=tuple(lower))
    return _shrink(block, over)


def _shrink(block: Leaf, over: int) -> Leaf:
    if not isinstance(block, Chart) or over <= 0:
        return block
    layout = block.figure["layout"]
    lower = min(max(lowest(block), layout["height"] - over), layout["height"])
    return replace(block, figure={**block.figure, "layout": {**layout, "height": lower}})


def lowest(chart: Chart) -> int:
    """How low a chart can be: where its rows have names, each needs a line of its own."""
    traces = chart.figure["data"]
    rows = {y for trace in traces for y in _listed(trace.get("y")) if isinstance(y, str)}
    return max(LOWEST, AXIS + ROW * len(rows))


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, (list, tuple)) else ()


def height(block: Block, width: float = WIDTH) -> int:
    """Pixels that a block takes where it has so many across."""
    match block:
        case Columns():
            return max(height(inner, span) for inner, span in zip(block.blocks, _spans(block), strict=True))
        case Interactive() | Tabs():
            return sum(height(inner, width) + GAP for inner in every((block,)))
        case Tiles():
            return _tiles(block, width)
        case Chart():
            note = 8 + SMALL * lines(len(block.note) * FINE, width) if block.note else 0
            return 48 + int(block.figure["layout"]["height"]) + note
        case TableBlock():
            note = 8 + SMALL * lines(len(block.note) * FINE, width) if block.note else 0
            return 56 + 35 * (min(len(block.rows), TALLEST) + 1) + note
        case Statements():
            return 74 + sum(_finding(one, width - PADDING) for one in block.findings) + 8 * (len(block.findings) - 1)
        case Claims():
            return 24 + sum(8 + LINE * lines(_claim(block, one), width - PADDING) for one in range(len(block.claims)))
        case FundingRequest():
            words = LINE * (1 + lines(len(block.purpose) * TEXT, (width - PADDING) * 0.72))
            return 44 + words + (64 if block.figures else 0) + (30 if block.note else 0)
        case Notice() | Code() | Drilldown() | Slot():
            return 90
        case _:
            raise TypeError(f"the height of a {type(block).__name__} is unknown")


def _spans(block: Columns) -> list[float]:
    """The width of each of the blocks abreast."""
    weights = block.weights or (1,) * len(block.blocks)
    return [(WIDTH - BETWEEN * (len(weights) - 1)) * weight / sum(weights) for weight in weights]


def _tiles(block: Tiles, width: float) -> int:
    abreast = len(block.tiles) if len(block.tiles) <= 4 else -(-len(block.tiles) // 2)
    inner = (width - GAP * (abreast - 1)) / abreast - PADDING
    rows = -(-len(block.tiles) // abreast)
    label = max(lines(len(tile.label) * 6.6 + 28, inner) for tile in block.tiles)
    notes = max(lines(len(tile.note) * FINE + (STATUS if tile.status else 0), inner) for tile in block.tiles)
    return rows * (187 + 20 * (label - 1) + SMALL * (notes - 1)) + GAP * (rows - 1)


def _finding(one: Statement, width: float) -> int:
    first = len(one.text) * BOLD + (STATUS if one.status else 0)
    parts = [first, len(one.detail) * TEXT, len(one.meta) * FINE]
    return sum(LINE * lines(part, width) for part in parts if part)


def _claim(block: Claims, index: int) -> float:
    one = block.claims[index]
    return BADGES[one.state] + len(one.text) * TEXT + len(one.reason) * FINE


def lines(across: float, width: float) -> int:
    """How many lines a text of so many pixels takes; where it breaks, a line ends before the margin."""
    return 1 if across <= width else ceil(across / (width - RAGGED))
