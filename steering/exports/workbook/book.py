"""The sheets of a model as an XLSX file: styles, widths, headings that stay, print set-up, names; the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from steering.exports.cells import is_formula
from steering.exports.workbook.functions import Fault
from steering.exports.workbook.grids import FORMULA, INPUT, ModelCell, ModelSheet
from steering.exports.workbook.layout import (
    FIRST_COLUMN,
    HEADING_ROW,
    INPUT_SHEETS,
    KEY_COLUMN,
    LABEL_COLUMN,
    OPENING_COLUMN,
    UNIT_COLUMN,
    VALUE_COLUMN,
)
from steering.formatting import printable
from steering.progress import report

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
# A moment that is no moment of making, so that the same case gives the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LONGEST_TEXT = 32_000
FORMATS: Mapping[str, str] = {
    "money": "#,##0.00;[Red]-#,##0.00;-",
    "number": "#,##0.######",
    "factor": "0.00####",
    "share": "0.0##%",
    "count": "#,##0",
    "months": "0.0",
    "date": "yyyy-mm-dd",
    "exact": "0.000000",
    "tiny": "0.00E+00",
    "constant": "General",
    "percent": "0.0%",
    "ratio": "0.00",
    "text": "@",
}
COLOURS = {"ink": "#1F2933", "rule": "#B8C1CC", "band": "#E6EBF1", "input": "#1446A0", "input_ground": "#FFF9DB"}
STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "section": {"bold": True, "font_size": 11, "bottom": 1, "bottom_color": COLOURS["rule"]},
    "heading": {"bold": True, "bg_color": COLOURS["band"], "bottom": 1, "bottom_color": COLOURS["rule"],
                "text_wrap": True, "valign": "top"},
    "text": {},
    "wrap": {"text_wrap": True, "valign": "top"},
    "top": {"valign": "top"},
    "key": {"font_color": "#7B8794", "font_size": 8},
    "input": {"font_color": COLOURS["input"], "bg_color": COLOURS["input_ground"], "border": 1,
              "border_color": COLOURS["rule"]},
    "fixed": {"font_color": "#52606D", "italic": True},
    "formula": {"font_color": COLOURS["ink"]},
    "result": {"font_color": COLOURS["ink"], "bold": True, "top": 1, "top_color": COLOURS["rule"]},
    "check": {"font_color": COLOURS["ink"], "bold": True},
}  # fmt: skip
WIDTHS = {KEY_COLUMN: 24, LABEL_COLUMN: 44, UNIT_COLUMN: 15, VALUE_COLUMN: 13, OPENING_COLUMN: 2}
AXIS_WIDTH = 12
# The height of a line, how many a cell may have, and by how much letters may be wider than figures.
LINE, MOST_LINES, ROOMY = 13.5, 12, 1.0


@dataclass(frozen=True, kw_only=True)
class WorkbookMarks:
    """What a workbook says of itself: its title, properties of its own, and names of cells."""

    title: str
    properties: Mapping[str, str]
    names: Mapping[str, str]


def write_book(sheets: Sequence[ModelSheet], marks: WorkbookMarks) -> bytes:
    """Return the sheets as a file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": printable(marks.title), "author": "Steerco", "created": CREATED})
        for name, content in marks.properties.items():
            book.set_custom_property(name, content, "text")
        writer = _BookWriter(book)
        for place, sheet in enumerate(sheets):
            report(f"Writing the sheet {sheet.name}", 0.5 + 0.4 * place / len(sheets))
            writer.write(sheet)
        for name, formula in marks.names.items():
            book.define_name(name, formula)
        report("Packing the workbook", 0.9)
    return out.getvalue()


class _BookWriter:
    """Writes sheets into a book, with each format made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def write(self, sheet: ModelSheet) -> None:
        """Write a sheet with its cells and the way it is shown and printed."""
        page = self.book.add_worksheet(sheet.name)
        # No function here is newer than spreadsheets of 2007, and looking for those takes half of the time.
        page._prepare_formula = lambda formula, *_: formula.removeprefix("=")
        page.hide_gridlines(2)
        page.write_string(0, 0, printable(sheet.title), self._format("title", "text"))
        for (row, column), cell in sorted(sheet.cells.items()):
            self._write_cell(page, row, column, cell)
        for row, column, source in sheet.lists:
            page.data_validation(row, column, row, column, {"validate": "list", "source": source})
        self._arrange(page, sheet)

    def _write_cell(self, page: Any, row: int, column: int, cell: ModelCell) -> None:
        content = cell.content
        shown = self._format(cell.style, cell.kind, isinstance(content, str) and is_formula(content))
        if cell.formula is not None:
            page.write_formula(row, column, cell.formula, shown, _stored(content))
        elif content is None:
            page.write_blank(row, column, None, shown)
        elif isinstance(content, bool):
            page.write_boolean(row, column, content, shown)
        elif isinstance(content, date):
            page.write_datetime(row, column, content, shown)
        elif isinstance(content, int | float):
            page.write_number(row, column, content, shown)
        else:
            page.write_string(row, column, printable(str(content))[:LONGEST_TEXT], shown)

    def _format(self, style: str, kind: str, quoted: bool = False) -> Any:
        if (style, kind, quoted) not in self._formats:
            look = {"font_name": "Calibri", "font_size": 10, **STYLES[style]}
            if style in (INPUT, FORMULA, "fixed", "result", "check") and kind in FORMATS:
                look["num_format"] = FORMATS[kind]
            if style == "heading" and kind not in ("text", "left"):
                look["align"] = "right"
            elif style in (FORMULA, "fixed", "check") and kind not in ("text", "left"):
                # So that `none` stands where a figure would.
                look["align"] = "right"
            if kind == "left":
                look["align"] = "left"
            if quoted:
                look["quote_prefix"] = True
            self._formats[style, kind, quoted] = self.book.add_format(look)
        return self._formats[style, kind, quoted]

    def _arrange(self, page: Any, sheet: ModelSheet) -> None:
        has_keys = any(column == KEY_COLUMN and row > HEADING_ROW for row, column in sheet.cells)
        widths = {**WIDTHS, KEY_COLUMN: 24 if has_keys else 2, **sheet.widths} if sheet.count else sheet.widths
        for (row, column), cell in sheet.cells.items():
            height = _height(cell, widths.get(column, AXIS_WIDTH))
            if height > 1:
                page.set_row(row, LINE * height)
        for column, width in widths.items():
            page.set_column(column, column, width)
        if sheet.count:
            page.set_column(FIRST_COLUMN, FIRST_COLUMN + sheet.count - 1, sheet.widths.get(FIRST_COLUMN, AXIS_WIDTH))
        page.freeze_panes(*sheet.freeze)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        if sheet.count or sheet.name in INPUT_SHEETS:
            page.repeat_rows(HEADING_ROW)
        page.set_footer("&L&A&RPage &P of &N")
        if sheet.name in INPUT_SHEETS:
            page.set_tab_color(COLOURS["input"])


def _height(cell: ModelCell, width: float) -> int:
    """Return how many lines a text takes that goes on below."""
    if cell.style not in ("wrap", "heading") or not isinstance(cell.content, str):
        return 1
    return min(MOST_LINES, math.ceil(len(cell.content) * ROOMY / width))


def _stored(content: Any) -> Any:
    """Return what a cell shows before anything is worked out."""
    if isinstance(content, Fault):
        return str(content)
    if content is None:
        return 0
    return bool(content) if isinstance(content, bool) else content
