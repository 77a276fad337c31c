"""Each kind of block as values of a paper, by the one function of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from steering.drawings.svg import view_box
from steering.drawings.theme import paint_svg
from steering.exports.papers.charts.draw import write_chart
from steering.exports.papers.prose import write_prose
from steering.exports.papers.tables import write_table
from steering.frames.blocks import (
    Block,
    Chart,
    Claims,
    Columns,
    FundingRequest,
    Interactive,
    Notice,
    Statement,
    Statements,
    TableBlock,
    Tabs,
    Tile,
    Tiles,
)
from steering.frames.code_block import Code
from steering.frames.documents import Drawing, HeatCell, HeatMap, Prose
from steering.picture.heat import STRONGEST, group_rows
from steering.picture.style import theme_colours
from steering.status import Badge

TONES: dict[bool | None, str] = {True: "green", False: "red", None: "gray"}
ARROWS = {"up": "↑ ", "down": "↓ "}
# Rows of a table at most; the page and its downloads have all.
MOST_ROWS = 2_000

Element = dict[str, Any]


def write_elements(blocks: Iterable[Block], level: int) -> list[Element]:
    """Return blocks as elements in reading order; what only a browser can do, such as a choice, is left out."""
    return [element for block in blocks for element in _write(block, level)]


def _write(block: Block, level: int) -> Iterator[Element]:
    if isinstance(block, Tabs):
        for part in block.parts:
            yield {"kind": "heading", "text": part.label, "level": level + 1}
            yield from write_elements(part.blocks, level + 1)
    elif isinstance(block, Interactive):
        yield from write_elements(block.blocks, level)
        yield from write_note(block.note)
    elif isinstance(block, Columns):
        yield from write_elements(block.blocks, level)
    elif isinstance(block, Tiles):
        yield {"kind": "tiles", "tiles": [_write_tile(tile) for tile in block.tiles]}
    elif isinstance(block, FundingRequest):
        yield from _write_request(block)
    elif isinstance(block, Statements):
        yield _write_statements(block)
    elif isinstance(block, Claims):
        yield _write_claims(block)
    elif isinstance(block, Notice):
        yield {"kind": "notice", "text": block.text, "remedy": block.remedy}
    else:
        yield from _write_figure(block, level)


def _write_figure(block: Block, level: int) -> Iterator[Element]:
    """Yield what has a caption or is a document of its own."""
    if isinstance(block, TableBlock):
        yield {**write_table(block, MOST_ROWS), "label": block.id}
    elif isinstance(block, Chart):
        yield {**write_chart(block), "label": block.id}
    elif isinstance(block, HeatMap):
        yield _write_heat_map(block)
    elif isinstance(block, Drawing):
        yield _write_drawing(block)
    elif isinstance(block, Prose):
        yield {
            "kind": "prose",
            "title": block.title,
            "nodes": write_prose(block.markdown, block.id, level),
            "empty": block.empty,
            "note": block.note,
        }
    elif isinstance(block, Code):
        passages = [{"name": part.name, "about": part.about, "code": part.text} for part in block.passages]
        yield {"kind": "code", "title": block.title, "passages": passages}


def write_note(text: str) -> Iterator[Element]:
    """Yield small print, if there is any."""
    if text:
        yield {"kind": "note", "text": text}


def _write_tile(tile: Tile) -> Element:
    delta = f"{ARROWS[tile.arrow] if tile.arrow else ''}{tile.delta}" if tile.delta else ""
    return {
        "label": tile.label,
        "value": tile.value,
        "delta": delta,
        "since": tile.since,
        "tone": TONES[tile.good],
        "note": tile.note,
        "badge": _write_badge(tile.status),
    }


def _write_badge(badge: Badge | None) -> Element | None:
    return {"text": badge.word, "sign": badge.icon, "tone": badge.colour} if badge else None


def _write_request(block: FundingRequest) -> Iterator[Element]:
    yield {"kind": "tiles", "tiles": [_write_tile(tile) for tile in block.tiles]}
    yield {"kind": "paragraph", "text": block.purpose}
    if block.option:
        yield {"kind": "paragraph", "text": f"Asked for: {block.option}."}
    if block.waiting:
        yield {"kind": "paragraph", "text": block.waiting}
    yield from write_note(block.note)


def _write_statements(block: Statements) -> Element:
    return {
        "kind": "list",
        "title": block.title,
        "items": [_write_statement(statement) for statement in block.findings],
        "empty": block.empty,
    }


def _write_statement(statement: Statement) -> Element:
    return {
        "badge": _write_badge(statement.status),
        "text": statement.text,
        "figure": str(statement.figure),
        "detail": statement.detail,
        "meta": statement.meta,
        "link": (statement.page or "", statement.place, statement.focus),
    }


def _write_claims(block: Claims) -> Element:
    items = [
        _write_statement(Statement(text="", detail=claim.text, meta=claim.reason))
        | {"badge": _write_badge(claim.state)}
        for claim in block.claims
    ]
    return {"kind": "list", "title": block.title, "items": items, "empty": block.empty, "named": True}


def _write_heat_map(block: HeatMap) -> Element:
    return {
        "kind": "heat",
        "label": block.id,
        "title": block.title,
        "note": block.note,
        "empty": block.empty,
        "row_label": block.row_label,
        "columns": block.columns,
        "signs": block.signs,
        "groups": [
            {
                "title": group,
                "rows": [
                    {"label": row.label, "cells": [_write_heat_cell(block, cell) for cell in row.cells]} for row in rows
                ],
            }
            for group, rows in group_rows(block)
        ],
        "scale": [{"text": word, "shade": _shade(block, level)} for level, word in enumerate(block.scale)],
    }


def _write_heat_cell(block: HeatMap, cell: HeatCell) -> Element:
    return {
        "label": cell.label,
        "text": cell.text,
        "detail": cell.detail,
        "word": block.level_word(cell),
        "badge": _write_badge(cell.status),
        "tone": cell.status.colour if cell.status else "",
        "shade": -1 if cell.level is None else _shade(block, cell.level),
    }


def _shade(block: HeatMap, level: int) -> int:
    """The colour of a level, from the palest, 0, to the strongest."""
    most = len(block.scale) - 1
    return round(level * STRONGEST / most) if most else STRONGEST


def _write_drawing(block: Drawing) -> Element:
    width, height = view_box(block.svg)
    return {
        "kind": "drawing",
        "label": block.id,
        "title": block.title,
        "alt": block.alt,
        "note": block.note,
        "svg": _paint(block.svg),
        "width": width,
        "height": height,
    }


def _paint(svg: str) -> str:
    """A drawing in light colours. A title has no edge around its letters: typst would draw it over them."""
    head, end, rest = paint_svg(svg, theme_colours("light")).partition("</style>")
    return f"{head.replace('stroke-width:5px', 'stroke-width:0')}{end}{rest}"
