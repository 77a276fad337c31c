"""How tall each kind of block is on a page: one function a kind, from what its renderer sets and from its texts.

Heights are pixels in Chromium at 1280x720 with the menu open; `tests/browser/test_storyboard.py` holds them against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from math import ceil

from steering.conditions import ConditionState
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Claims,
    ClaimState,
    Columns,
    FundingRequest,
    Interactive,
    Notice,
    Slot,
    Statement,
    Statements,
    TableBlock,
    Tabs,
    Tiles,
)
from steering.frames.code_block import Code

# The width that the menu leaves, and the distances between blocks, between columns and within a border.
WIDTH, GAP, BETWEEN, PADDING = 900, 16, 32, 32
# Of a grid, which `components/tables.py` sets: the height of a row and of one with words, the most rows without a
# scroll bar, and how many of those with one are seen at a time.
GRID_ROW, WORDS_ROW, TALLEST, SCROLLED = 35, 82, 15, 10
# A line of text, one of small text, a title above a chart or code, one above a grid with its buttons, and a choice.
LINE, SMALL, TITLE, HEAD, CHOICE = 26, 22, 48, 56, 76
# Pixels across that a letter takes, on average.
BOLD, TEXT, FINE, CODE, LABEL = 7.2, 6.9, 6.0, 8.4, 6.6
BADGES = {ConditionState.HOLDS: 66, ConditionState.BROKEN: 126, ConditionState.UNKNOWN: 134}
STATUS, RAGGED = 96, 20
# A headline figure whose label and note have a line each.
TILE = 187


@singledispatch
def height(block: Block, _: float = WIDTH) -> int:
    """Pixels that a block takes down, where it has so many across: the second argument."""
    raise TypeError(f"the height of a {type(block).__name__} is unknown")


@height.register
def _(block: Columns, width: float = WIDTH) -> int:
    pairs = zip(block.blocks, column_widths(block, width), strict=True)
    return max((height(inner, span) for inner, span in pairs), default=0)


@height.register
def _(block: Interactive, width: float = WIDTH) -> int:
    return _stack(block.blocks, width)


@height.register
def _(block: Tabs, width: float = WIDTH) -> int:
    # One part is open at a time, below the row of their names.
    return HEAD + max((_stack(part.blocks, width) for part in block.parts), default=0)


@height.register
def _(block: Tiles, width: float = WIDTH) -> int:
    if not block.tiles:
        return 0
    abreast = len(block.tiles) if len(block.tiles) <= 4 else -(-len(block.tiles) // 2)
    inner = (width - GAP * (abreast - 1)) / abreast - PADDING
    rows = -(-len(block.tiles) // abreast)
    label = max(lines(len(tile.label) * LABEL + 28, inner) for tile in block.tiles)
    notes = max(lines(len(tile.note) * FINE + (STATUS if tile.status else 0), inner) for tile in block.tiles)
    return rows * (TILE + 20 * (label - 1) + SMALL * (notes - 1)) + GAP * (rows - 1)


@height.register
def _(block: Chart, width: float = WIDTH) -> int:
    return TITLE + int(block.figure["layout"]["height"]) + _caption(block.note, width)


@height.register
def _(block: TableBlock, width: float = WIDTH) -> int:
    rows = len(block.rows) if len(block.rows) <= TALLEST else SCROLLED
    return HEAD + GRID_ROW + row_height(block) * rows + _caption(block.note, width)


def row_height(block: TableBlock) -> int:
    """Pixels that each row of a table takes: more where it has words that take several lines."""
    return WORDS_ROW if any(column.kind == "words" for column in block.columns) else GRID_ROW


@height.register
def _(block: Statements, width: float = WIDTH) -> int:
    statements = [_statement(statement, width - PADDING) for statement in block.findings] or [LINE]
    return TITLE + LINE + sum(statements) + 8 * (len(statements) - 1)


@height.register
def _(block: Claims, width: float = WIDTH) -> int:
    return 24 + sum(8 + LINE * lines(_claim(claim), width - PADDING) for claim in block.claims)


@height.register
def _(block: FundingRequest, width: float = WIDTH) -> int:
    words = LINE * (1 + lines(len(block.purpose) * TEXT, (width - PADDING) * 0.72))
    return 44 + words + (64 if block.figures else 0) + (30 if block.note else 0)


@height.register
def _(block: Notice, width: float = WIDTH) -> int:
    return PADDING + LINE * lines(len(f"{block.text} {block.remedy}") * BOLD, width - 2 * PADDING)


@height.register
def _(block: Code, width: float = WIDTH) -> int:
    # One passage is read at a time, the first one to begin with.
    passages = block.passages[:1]
    texts = sum(
        SMALL * lines(len(line) * CODE, width - PADDING) for passage in passages for line in passage.text.split("\n")
    )
    return TITLE + CHOICE + PADDING + texts + sum(LINE + GAP for passage in passages if passage.about)


@height.register
def _(_block: Choice, _: float = WIDTH) -> int:
    return CHOICE


@height.register
def _(_block: Slot, _: float = WIDTH) -> int:
    # A scene offers nothing to do.
    return 0


def column_widths(block: Columns, width: float = WIDTH) -> list[float]:
    """Return the width of each of the blocks side by side."""
    weights = block.weights or (1,) * len(block.blocks)
    return [(width - BETWEEN * (len(weights) - 1)) * weight / sum(weights) for weight in weights]


def lines(across: float, width: float) -> int:
    """Return how many lines a text of so many pixels takes; where it breaks, a line ends before the margin."""
    return 1 if across <= width else ceil(across / (width - RAGGED))


def _stack(blocks: Sequence[Block], width: float) -> int:
    return sum(height(inner, width) + GAP for inner in blocks)


def _caption(note: str, width: float) -> int:
    return 8 + SMALL * lines(len(note) * FINE, width) if note else 0


def _statement(statement: Statement, width: float) -> int:
    first = len(statement.text) * BOLD + (STATUS if statement.status else 0)
    parts = [first, len(statement.detail) * TEXT, len(statement.meta) * FINE]
    return sum(LINE * lines(part, width) for part in parts if part)


def _claim(claim: ClaimState) -> float:
    return BADGES[claim.state] + len(claim.text) * TEXT + len(claim.reason) * FINE
