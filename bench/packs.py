"""Each file that a case leaves in, beside the library alone that writes the same content."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pptx
import typst
import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.util import Emu

from bench.rows import Row, paired
from steering.actors import COMMAND_LINE
from steering.exports.pack_kinds import PACK_KINDS, PackRequest
from steering.state.app_state import EXAMPLE, AppState

TITLE = "Packs"
ROUNDS = 3
PAPERS = ("board-paper", "handout", "dossier-book")
# The layout of python-pptx's own template that has no placeholder.
EMPTY_LAYOUT = 6
ABOUT = f"""\
The files of the example, made in one process from a case that is open and whose frames are made, beside the library
alone with the same content: typst with the values that the paper ended with; python-pptx with the same texts, tables
and charts, read from our slides; XlsxWriter with the same cells. What ours takes beyond that is the choice of what to
say, the look, and equal bytes each time. Median of {ROUNDS} pairs, in turn; typst keeps what it has set before, on
both sides, which *for the first time* has not.
"""
Table = list[list[str]]


@dataclass(frozen=True, kw_only=True)
class ChartContent:
    """The kind, categories and series of a chart on a slide."""

    kind: Any
    categories: list[str]
    series: list[tuple[str, list[float | None]]]


@dataclass(frozen=True, kw_only=True)
class ShapeContent:
    """What a shape of a slide holds, in the place where it stands."""

    place: tuple[Emu, Emu, Emu, Emu]
    content: str | Table | ChartContent


def measure() -> list[Row]:
    """A row for each kind of file that a library of its own writes."""
    with TemporaryDirectory() as name, closing(AppState(Path(name), EXAMPLE)) as app:
        context = app.snapshot().context
        request = PackRequest(context=context, by=COMMAND_LINE, place=context.case.id)
        return list(_list_rows(request))


def _list_rows(request: PackRequest) -> Iterator[Row]:
    for kind in PAPERS:
        yield _row(kind, request, "typst alone", _repeat_setting(lambda kind=kind: _make(kind, request)))
    deck = read_slides(_make("slides", request))
    yield _row("slides", request, "python-pptx alone", lambda: write_slides(deck))
    cells = read_cells(_make("workbook", request))
    yield _row("workbook", request, "XlsxWriter alone", lambda: write_cells(cells))
    for kind in ("calendar", "offline"):
        yield _row(kind, request, "", None)


def _row(kind: str, request: PackRequest, peer: str, alone: Callable[[], object] | None) -> Row:
    first = _time(lambda: _make(kind, request))
    ours, theirs, ratio = paired(lambda: _make(kind, request), alone or (lambda: None), rounds=ROUNDS)
    size = len(_make(kind, request)) / 2**10
    return Row(
        what=f"{PACK_KINDS[kind].title.lower()}, {size:,.0f} KiB of {PACK_KINDS[kind].ending}",
        measured=f"{ours * 1000:,.0f} ms",
        against=f"{peer}: {theirs * 1000:,.0f} ms" if alone else "",
        ratio=ratio if alone else None,
        target=None,
        note=f"for the first time {first * 1000:,.0f} ms",
    )


def _time(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _make(kind: str, request: PackRequest) -> bytes:
    # A request of its own, so that nothing but frames is at hand from before.
    return PACK_KINDS[kind].make(replace(request)).content


def _repeat_setting(make: Callable[[], object]) -> Callable[[], object]:
    """Return what sets a paper again as it was set last, once it has been made."""

    @cache
    def record() -> tuple[tuple[Any, ...], dict[str, Any]]:
        calls, compile = [], typst.compile
        typst.compile = lambda *given, **named: (calls.append((given, named)), compile(*given, **named))[1]
        try:
            make()
        finally:
            typst.compile = compile
        return calls[-1]

    return lambda: typst.compile(*record()[0], **record()[1])


def read_slides(content: bytes) -> list[list[ShapeContent]]:
    """Return what the shapes of each slide hold."""
    deck = pptx.Presentation(io.BytesIO(content))
    return [[shape for each in slide.shapes for shape in _read_shape(each)] for slide in deck.slides]


def _read_shape(shape: Any) -> Iterator[ShapeContent]:
    place = (shape.left, shape.top, shape.width, shape.height)
    if shape.has_chart:
        plots = shape.chart.plots
        series = [(one.name, list(one.values)) for plot in plots for one in plot.series]
        kind = shape.chart.chart_type
        yield ShapeContent(
            place=place,
            content=ChartContent(kind=kind, categories=[str(each) for each in plots[0].categories], series=series),
        )
    elif shape.has_table:
        yield ShapeContent(place=place, content=[[cell.text for cell in row.cells] for row in shape.table.rows])
    elif shape.has_text_frame:
        yield ShapeContent(place=place, content=shape.text_frame.text)


def write_slides(deck: list[list[ShapeContent]]) -> bytes:
    """Write slides with the same texts, tables and charts in the same places, as python-pptx does it by default."""
    presentation = pptx.Presentation()
    for content in deck:
        slide = presentation.slides.add_slide(presentation.slide_layouts[EMPTY_LAYOUT])
        for shape in content:
            _write_shape(slide.shapes, shape)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def _write_shape(shapes: Any, shape: ShapeContent) -> None:
    content = shape.content
    if isinstance(content, str):
        shapes.add_textbox(*shape.place).text_frame.text = content
    elif isinstance(content, ChartContent):
        data = CategoryChartData()
        data.categories = content.categories
        for name, values in content.series:
            data.add_series(name, values)
        shapes.add_chart(content.kind, *shape.place, data)
    else:
        table = shapes.add_table(len(content), len(content[0]), *shape.place).table
        for y, row in enumerate(content):
            for x, text in enumerate(row):
                table.cell(y, x).text = text


def read_cells(content: bytes) -> dict[str, list[tuple[int, int, Any, Any]]]:
    """Return by sheet what each cell holds: row, column, text or formula, and the value at hand."""
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value, values[sheet.title].cell(cell.row, cell.column).value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        ]
        for sheet in formulas.worksheets
    }


def write_cells(sheets: dict[str, list[tuple[int, int, Any, Any]]]) -> bytes:
    """Write the same cells without any look, as XlsxWriter does it by default."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for row, column, content, value in cells:
                if isinstance(content, str) and content.startswith("="):
                    sheet.write_formula(row, column, content, None, value)
                else:
                    sheet.write(row, column, content)
    return buffer.getvalue()
