"""A heat map: fields of rows and columns with their colours, and the series that lie on them."""

from __future__ import annotations

from steering.exports.papers.charts.canvas import LETTER, LINE_HEIGHT, QUIET, Canvas, measure, wrap
from steering.exports.papers.charts.layout import NAMES_WIDTH, WIDTH, Field
from steering.exports.papers.charts.scales import AxisScale
from steering.exports.papers.charts.series import draw_series
from steering.exports.plots.plot import Plot, PlotGrid

# Height of a row with texts in its fields, and of all rows where there are too many for texts.
ROW, HEIGHT = 15.0, 150.0
MANY = 12


def draw_grid(canvas: Canvas, plot: Plot, grid: PlotGrid, top: float) -> None:
    """Draw a grid with the names of its rows at the left and those of its columns below."""
    count, across = len(grid.rows), len(grid.columns)
    row = ROW if count <= MANY else HEIGHT / count
    left = min(max(map(measure, grid.rows), default=0.0), NAMES_WIDTH) + 8
    top += 11 if plot.value.title else 3
    width, bottom = (WIDTH - left - 4) / max(across, 1), top + row * count
    if plot.value.title:
        canvas.write(0.0, top - 6, plot.value.title, colour=QUIET)
    for line, fields in enumerate(grid.fields):
        for column, cell in enumerate(fields):
            canvas.draw_box(left + column * width, top + line * row, width, row, cell.colour, "#ffffff")
            if cell.text and measure(cell.text) + 2 < width and row >= LETTER:
                middle = left + (column + 0.5) * width, top + (line + 0.5) * row
                canvas.write(*middle, cell.text, anchor="middle", colour=cell.ink)
    _name(canvas, grid, (left, top, width, row))
    canvas.height = bottom + 6.5 + LETTER
    if plot.base.title:
        canvas.write((left + WIDTH) / 2, bottom + 16, plot.base.title, anchor="middle", colour=QUIET)
        canvas.height += 9.5
    _draw_over(canvas, plot, grid, (left, top, left + width * across, bottom))


def _name(canvas: Canvas, grid: PlotGrid, place: tuple[float, float, float, float]) -> None:
    """Write the names of rows and columns, every so many where they would lie on each other."""
    left, top, width, row = place
    every = int(-(-LETTER * LINE_HEIGHT // row))
    for line, name in enumerate(grid.rows):
        if line % every == 0:
            text = wrap(name, NAMES_WIDTH, 1)[0]
            canvas.write(left - 5, top + (line + 0.5) * row, text, anchor="end")
    widest = max(map(measure, grid.columns), default=0.0) + 4
    every = int(-(-widest // width)) if widest > width and len(grid.columns) > MANY else 1
    bottom = top + row * len(grid.rows)
    for column, name in enumerate(grid.columns):
        if column % every == 0:
            text = wrap(name, width * every, 1)[0]
            canvas.write(left + (column + 0.5) * width, bottom + 6.5, text, anchor="middle", colour=QUIET)


def _draw_over(canvas: Canvas, plot: Plot, grid: PlotGrid, edges: tuple[float, float, float, float]) -> None:
    """Draw the series that lie on a grid whose rows and columns are places on axes of numbers."""
    if not plot.series or len(grid.column_places) < 2 or len(grid.row_places) < 2:
        return
    left, top, right, bottom = edges
    field = Field(
        plot=plot,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        base=_scale(grid.column_places, left, right),
        value=_scale(grid.row_places, bottom, top),
    )
    draw_series(canvas, field)


def _scale(places: tuple[float, ...], start: float, stop: float) -> AxisScale:
    """The scale on which the first and the last place lie in the middle of the outermost fields."""
    low, high = min(places), max(places)
    half = (high - low) / (len(places) - 1) / 2
    return AxisScale(low=low - half, high=high + half, start=start, stop=stop)
