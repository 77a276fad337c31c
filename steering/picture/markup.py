"""Each kind of block as markup, from the one template of its kind; the only user of Jinja.

The markup is neutral to theme and place: colours are the style sheet's, charts are drawn where `data-chart` stands, and
what a viewer may do is switched on by the place that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from steering.charts.base import lowest_height
from steering.formatting import ABSENT
from steering.frames.agenda import AGENDA
from steering.frames.blocks import (
    Arrow,
    Block,
    Cell,
    Choice,
    Column,
    Columns,
    FundingRequest,
    Leaf,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.cells import ColumnKind
from steering.frames.frame import Frame
from steering.frames.page_head import PageHead
from steering.metrics.lineage import Lineage
from steering.picture.drawing import render_drawing
from steering.picture.heat import ground, group_rows, name_step
from steering.picture.prose import render_prose
from steering.picture.words import badge, cell, clean, icon, mark
from steering.status import Status

TEMPLATES = Path(__file__).parent / "templates"
# How many headline figures stand in a row, and the largest weight of a block beside others, by the style sheet.
MOST_ABREAST, WIDEST = 6, 12
# Rows from which on a table can be searched, and characters of a cell whose words stay on one line.
SEARCHED, SHORT = 15, 12
# Kinds of column whose cells end at the right, so that digits stand under each other.
RIGHT = ("count", "share", "figure", "clock", "clock_change")
NOTHING = Markup("")
# The attribute of a cell by its class, and whether its column is a minor one.
CLASSES = {
    (name, minor): Markup(' class="%s"') % f"{name} {'minor' if minor else ''}".strip() if name or minor else NOTHING
    for name in ("", "right", "words", "short")
    for minor in (False, True)
}
ARROWS: dict[Arrow, str] = {"up": "↑ ", "down": "↓ "}


def render_block(block: Block) -> Markup:
    """Return one block of a frame as markup. Raises jinja2.TemplateNotFound for a kind without a template."""
    return _render(block.kind, block=block)


def render_message(frame: Frame) -> Markup:
    """Return the message of a frame and its detail."""
    return _render("message", frame=frame)


def render_head(head: PageHead) -> Markup:
    """Return the head of a page."""
    return _render("head", head=head)


def render_foot(sources: str) -> Markup:
    """Return the line that ends a page: where its figures come from."""
    return _render("foot", sources=sources)


def render_lineage(value: Sequence[str], lineage: Lineage | None, inputs: Sequence[tuple[str, str]]) -> Markup:
    """Return where a figure comes from: its value, what it means, its inputs, and the releases that were read."""
    reads = lineage.releases if lineage else ()
    releases = [
        f"{read.dataset} release {read.release[:8]}, {read.rows_used:,} of {read.rows:,} rows" for read in reads
    ]
    inputs = [(name, text) for name, text in inputs if text]
    return _render("lineage", value=value, lineage=lineage, inputs=inputs, releases=releases)


def render_problems(problems: Sequence[str]) -> Markup:
    """Return the reasons why a scene can't be shown, each on a line of its own."""
    return _render("problems", problems=problems)


def _render(template: str, **values: object) -> Markup:
    return Markup.escape(_environment().get_template(f"{template}.html").make_module(values))


@cache
def _environment() -> Environment:
    """The templates, with whatever stands in them escaped once."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=clean,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "abreast": _abreast,
        "above_zero": Status.ABOVE_ZERO,
        "below_zero": Status.BELOW_ZERO,
        "align": _align,
        "arrow": _arrow,
        "badge": badge,
        "cell": cell,
        "chosen_label": _label_choice,
        "counts_status": _counts_status,
        "drawing": render_drawing,
        # What a script or the server compares is left as it is, whatever it holds.
        "exact": Markup.escape,
        "ground": ground,
        "groups": group_rows,
        "icon": icon,
        "lowest_height": lowest_height,
        "mark": mark,
        "prose": render_prose,
        "rates": _rates,
        "render": render_block,
        "searched": SEARCHED,
        "step": name_step,
        "table_cells": _table_cells,
        "titles": {page: item.title for page, item in AGENDA.items()},
        "weigh": _weigh,
        "welcome": _welcome,
    }
    return environment


def _abreast(block: Tiles | FundingRequest) -> int:
    """How many headline figures stand in a row: all where they fit, otherwise half of them."""
    count = len(block.tiles)
    return min(count if count <= MOST_ABREAST else -(-count // 2), MOST_ABREAST)


def _counts_status(tile: Tile) -> bool:
    """Whether the tile counts things of one status, so that its label already is the status."""
    return tile.status is not None and tile.label.lower() == tile.status


def _rates(block: Statements) -> bool:
    """Whether any statement of a list has a status, so that all leave room for its sign."""
    return any(statement.status for statement in block.findings)


def _welcome(tile: Tile) -> str:
    """The colour of a change: it says whether it is welcome."""
    return {True: "green", False: "red", None: "gray"}[tile.good]


def _arrow(tile: Tile) -> str:
    return ARROWS[tile.arrow] if tile.arrow else ""


def _align(column: Column) -> Markup:
    """The class of a heading: over figures it ends at the right."""
    return CLASSES["right" if column.kind in RIGHT else "", column.minor]


def _table_cells(table: TableBlock) -> Iterator[list[tuple[Markup, Markup]]]:
    """Yield the rows of a table as attributes and content of each cell: one call a table, because calls cost most."""
    for row in table.cells:
        yield [
            (CLASSES[_name_class(column.kind, content), column.minor] + _sort_value(content), cell(content, column))
            for content, column in zip(row, table.columns, strict=True)
        ]


def _name_class(kind: ColumnKind, content: Cell) -> str:
    """The class of a cell: figures end at the right, words may take several lines, what is short stays on one."""
    if kind in RIGHT:
        return "right"
    if kind == "words":
        return "words"
    return "short" if len(content.text) <= SHORT else ""


def _sort_value(content: Cell) -> Markup:
    """What a cell sorts by, where that is not its text."""
    value = content.value
    if isinstance(value, tuple):
        value = next((point for point in reversed(value) if point is not None), None)
    if content.text == ABSENT or value is None or value == content.text:
        return NOTHING
    return Markup(' data-value="%s"') % clean(value)


def _label_choice(block: Choice) -> str:
    return dict(block.options).get(block.chosen, block.chosen)


def _weigh(block: Columns) -> list[tuple[Leaf, int]]:
    """The blocks side by side, each with its weight."""
    weights = block.weights or (1,) * len(block.blocks)
    return [(inner, min(weight, WIDEST)) for inner, weight in zip(block.blocks, weights, strict=True)]
