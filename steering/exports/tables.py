"""Tables as CSV and XLSX files; the only user of xlsxwriter.

Numbers stay numbers. A CSV text that a spreadsheet would take for a formula begins with an apostrophe; in XLSX each
text is a text cell, whatever it says.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import xlsxwriter

from steering.exports.cells import is_formula, safe
from steering.formatting import printable
from steering.frames.blocks import TableBlock
from steering.frames.cells import CellValue, ColumnKind
from steering.progress import report

# A workbook holds no more rows and cells; beyond, a CSV does. So many cells take two seconds to write.
XLSX_ROWS, XLSX_CELLS = 100_000, 250_000
# How many characters (UTF-16 units) a cell of a workbook can hold.
XLSX_TEXT = 32_767
# Without it Excel takes UTF-8 for the encoding of its own country.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDEST = 60
# Who waits is told after so many rows; what comes after them takes the rest of the time.
REPORT_ROWS = 500
WRITING_SHARE = 0.8
FORMATS: Mapping[ColumnKind, str] = {"share": "0.0%", "count": "#,##0"}
# What a heading says of values that are read otherwise on screen.
UNITS: Mapping[ColumnKind, str] = {"clock": ", seconds", "clock_change": ", seconds"}
WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, kw_only=True)
class Worksheet:
    """A table to take along. `batches` gives its rows each time it is called; `formats` are by column, for XLSX.

    `rows` is how many there are, 0 where nobody has counted them.
    """

    title: str
    headings: tuple[str, ...]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    rows: int = 0
    formats: Mapping[int, str] = field(default_factory=dict)


def sheet(table: TableBlock) -> Worksheet:
    """A frame's table as it can be taken along: all of its rows, shares as 0.28."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    headings = tuple(f"{column.label}{UNITS.get(column.kind, '')}" for column in table.columns)
    formats = {index: FORMATS[column.kind] for index, column in enumerate(table.columns) if column.kind in FORMATS}
    return replace(build_sheet(table.title, headings, columns), formats=formats)


def build_sheet(title: str, headings: tuple[str, ...], columns: Sequence[Sequence[CellValue]]) -> Worksheet:
    """A table given by its columns, which have a cell for each row."""
    arrays = [_array(cells) for cells in columns]
    batch = pa.RecordBatch.from_arrays(arrays, names=[str(index) for index in range(len(arrays))])
    return Worksheet(title=title, headings=headings, batches=lambda: iter((batch,)), rows=batch.num_rows)


def csv(value: Worksheet) -> bytes:
    """The sheet as CSV: UTF-8 with a byte-order mark, commas, every text in quotes."""
    out = io.BytesIO()
    write_csv(value, out)
    return out.getvalue()


def write_csv(value: Worksheet, out: IO[bytes] | io.BufferedIOBase) -> None:
    """The sheet as `csv` gives it, written batch by batch."""
    out.write(BYTE_ORDER_MARK)
    headings = (safe(heading).replace('"', '""') for heading in value.headings)
    out.write((",".join(f'"{heading}"' for heading in headings) + "\n").encode())
    options = pa.csv.WriteOptions(include_header=False)
    for batch in value.batches():
        columns = [_write_column(column) for column in batch.columns]
        names = [str(index) for index in range(len(columns))]
        pa.csv.write_csv(pa.RecordBatch.from_arrays(columns, names=names), out, options)


def xlsx(value: Worksheet) -> bytes:
    """The sheet as a workbook of one sheet. Texts longer than a cell can hold end with an ellipsis."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        page = book.add_worksheet("Data")
        head, formula = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for index, heading in enumerate(value.headings):
            kind = value.formats.get(index)
            width = min(max(len(heading) + 2, 12), WIDEST)
            page.set_column(index, index, width, book.add_format({"num_format": kind}) if kind else None)
        page.freeze_panes(1, 0)
        for index, heading in enumerate(value.headings):
            page.write_string(0, index, _short(printable(heading)), head)
        for number, row in enumerate(_rows(value), start=1):
            for index, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, index, cell, formula if is_formula(cell) else None)
                elif isinstance(cell, bool):
                    page.write_boolean(number, index, cell)
                elif cell is not None:
                    page.write_number(number, index, cell)
            if number % REPORT_ROWS == 0:
                _report_rows(number, value.rows)
        report("Packing the workbook", WRITING_SHARE)
    return out.getvalue()


def _report_rows(count: int, total: int) -> None:
    """Tell whoever waits how many rows are written, and how many are still to come."""
    if total:
        report(f"Row {count:,} of {total:,} written, {total - count:,} to go", WRITING_SHARE * count / total)
    else:
        report(f"Row {count:,} written", None)


def _rows(value: Worksheet) -> Iterator[tuple[Any, ...]]:
    for batch in value.batches():
        columns = [_write_column(column, lambda text: _short(printable(text))).to_pylist() for column in batch.columns]
        yield from zip(*columns, strict=True)


def _array(cells: Sequence[CellValue]) -> pa.Array:
    """A column of a frame's table: numbers where all of its cells are numbers, otherwise text."""
    if any(isinstance(cell, (str, tuple)) for cell in cells):
        return pa.array([_text(cell) for cell in cells], pa.string())
    whole = all(cell is None or isinstance(cell, int) for cell in cells)
    return pa.array(cells, pa.int64() if whole else pa.float64(), from_pandas=True)


def _text(cell: CellValue) -> str | None:
    if cell is None or isinstance(cell, str):
        return None if cell is None else _encodable(cell)
    if isinstance(cell, tuple):
        return " ".join("" if value is None else str(value) for value in cell)
    return str(cell)


def _encodable(text: str) -> str:
    """Half of a surrogate pair is no character, and can't be written to any file."""
    return text.encode("utf-8", "replace").decode()


def _write_column(column: pa.Array, protect: Callable[[str], str] = safe) -> pa.Array:
    """A column as it is written: texts protected, each different one once; moments as ISO 8601; numbers as they are."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_date(column.type):
        return pc.strftime(column, "%Y-%m-%d")
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_finite(column), column, None)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    dictionary = column.dictionary_encode()
    texts = pa.array(
        [None if text is None else protect(text) for text in dictionary.dictionary.to_pylist()], column.type
    )
    return texts.take(dictionary.indices)


def _short(text: str) -> str:
    if len(text.encode("utf-16-le")) // 2 <= XLSX_TEXT:
        return text
    return text.encode("utf-16-le")[: (XLSX_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"
