"""Heat maps as tables whose cells have a ground of their own, because PowerPoint has no chart for them."""

from __future__ import annotations

from typing import Any

from pptx.util import Emu

from steering.charts import palette
from steering.exports.plots.colours import ink_on, resolve
from steering.exports.plots.plot import Plot, PlotGrid
from steering.exports.slides.area import POINT, Area
from steering.exports.slides.canvas import SlideCanvas, describe, parse_colour
from steering.exports.slides.content import SlideWords
from steering.exports.slides.table_shape import fill_cell, style_table
from steering.frames.documents import HeatCell, HeatMap
from steering.status import COLOURS, SIGNS, Role

# More fields than this have no room for their words on a slide.
MOST_COLUMNS, MOST_ROWS = 14, 14
# The share of the width that the names of rows take, and the tallest that a row is, in points.
NAMES, TALLEST = 0.2, 44.0
SIZE = 11.0
# Pale grounds of states, as roles of the palette; what is neutral has the palest one of the ramp.
GROUNDS: dict[Role, str] = {
    "good": "#e3f4ea",
    "warning": resolve(palette.PALE_WARN),
    "bad": resolve(palette.PALE_BAD),
    "neutral": "#eceff3",
}


def has_room(grid: PlotGrid) -> bool:
    """Whether each field of a grid has room for its words."""
    return len(grid.columns) <= MOST_COLUMNS and len(grid.rows) <= MOST_ROWS


def draw_grid(canvas: SlideCanvas, area: Area, plot: Plot, grid: PlotGrid, name: str) -> None:
    """Draw the fields of a plot in their colours, the names of rows before them and those of columns above."""
    corner = " × ".join(part for part in (plot.value.title, plot.base.title) if part)
    table = _add(canvas, area, len(grid.rows), len(grid.columns), name, plot.alt)
    fill_cell(table.cell(0, 0), (SlideWords(text=corner, role="muted"),), SIZE - 1)
    for index, column in enumerate(grid.columns, start=1):
        fill_cell(table.cell(0, index), (SlideWords(text=column, bold=True, role="muted"),), SIZE)
    for row, (label, fields) in enumerate(zip(grid.rows, grid.fields, strict=True), start=1):
        fill_cell(table.cell(row, 0), (SlideWords(text=label, bold=True),), SIZE)
        for index, field in enumerate(fields, start=1):
            _paint(table.cell(row, index), field.text, field.colour)


def draw_heat_map(canvas: SlideCanvas, area: Area, block: HeatMap, name: str) -> None:
    """Draw the cells of a heat map with columns, on the ground of their state or level."""
    table = _add(canvas, area, len(block.rows), len(block.columns), name, block.alt or block.title)
    fill_cell(table.cell(0, 0), (SlideWords(text=block.row_label, role="muted"),), SIZE - 1)
    for index, column in enumerate(block.columns, start=1):
        fill_cell(table.cell(0, index), (SlideWords(text=column, bold=True, role="muted"),), SIZE)
    for row, line in enumerate(block.rows, start=1):
        fill_cell(table.cell(row, 0), (SlideWords(text=line.label, bold=True),), SIZE)
        for index, cell in enumerate(line.cells, start=1):
            _paint(table.cell(row, index), _say(block, cell), _ground(block, cell))


def _add(canvas: SlideCanvas, area: Area, rows: int, columns: int, name: str, alt: str) -> Any:
    height = min(area.height / POINT / (rows + 1), TALLEST)
    place = (Emu(area.left), Emu(area.top), Emu(area.width), Emu(round(height * (rows + 1) * POINT)))
    frame = canvas.slide.shapes.add_table(rows + 1, columns + 1, *place)
    describe(frame, name, alt)
    style_table(frame.table)
    first = round(area.width * NAMES)
    frame.table.columns[0].width = Emu(first)
    for index in range(1, columns + 1):
        frame.table.columns[index].width = Emu((area.width - first) // columns)
    for index in range(rows + 1):
        frame.table.rows[index].height = Emu(round(height * POINT))
    return frame.table


def _paint(cell: Any, text: str, colour: str) -> None:
    fill_cell(cell, (SlideWords(text=text),), SIZE, ground=colour)
    for run in cell.text_frame.paragraphs[0].runs:
        run.font.color.rgb = parse_colour(ink_on(colour))


def _say(block: HeatMap, cell: HeatCell) -> str:
    sign = SIGNS[cell.status.icon] if cell.status else ""
    parts = (sign, cell.text, cell.words, cell.status.word if cell.status else "", block.level_word(cell), cell.detail)
    return " ".join(part for part in parts if part)


def _ground(block: HeatMap, cell: HeatCell) -> str:
    if cell.status:
        return GROUNDS[next(role for role in GROUNDS if COLOURS[role] == cell.status.colour)]
    if cell.level is None or len(block.scale) < 2:
        return "#ffffff"
    step = round(cell.level * (len(palette.RAMP_COLOURS) - 1) / (len(block.scale) - 1))
    return resolve(palette.RAMP_COLOURS[step])
