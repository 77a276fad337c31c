"""An Excel workbook as the CSV text that its one sheet would be; one of three users of openpyxl."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError

from steering.errors import Problem, StoreUnavailable, quote_input
from steering.ingest.file_type import EXPANSION, SUSPICIOUS_BYTES, InputFile, refuse
from steering.ingest.workbook_formulas import find_uncomputed

if TYPE_CHECKING:
    from openpyxl import Workbook

    Sheet = Any  # The stubs name the writable sheet; a workbook that is only read has another.

MEGABYTE = 2**20
FILE_BYTES = 50 * MEGABYTE
UNPACKED_BYTES = 100 * MEGABYTE
# One long text may stand in many cells and be packed once.
TEXT_CHARACTERS = 200 * MEGABYTE
COLUMNS = 1_000
ROWS = 1_048_576
# Cells of a sheet, empty ones before the last of a row included.
PLACES = 50_000_000
# Below it a whole number is written without doubt.
EXACT = 1e15
SAVE_AGAIN = "In the spreadsheet, choose Save as and Excel workbook (.xlsx) or CSV UTF-8, and upload that file."
SMALLER = "Upload large data as .csv, .csv.gz or .parquet."

# What openpyxl lets through of a workbook with wrong bytes: it trusts what it reads.
DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

Row = list[str]


@contextmanager
def convert_workbook(input_file: InputFile) -> Iterator[InputFile]:
    """A workbook as CSV text with the same rows, in a folder that is gone afterwards; any other file as it is.

    Raises:
        FileRefused: the workbook is damaged, too large, or not one sheet with one table.
        StoreUnavailable: there is no room for the text.
    """
    if input_file.kind != "workbook":
        yield input_file
        return
    try:
        folder = tempfile.TemporaryDirectory(prefix="steerco-")
    except OSError as error:
        raise _no_room(error) from error
    with folder as place:
        path = Path(place) / "sheet.csv"
        with closing(_table(input_file, _rows(input_file))) as rows:
            _write(rows, path)
        yield _tell_uncomputed(replace(input_file, path=path, kind="text"), input_file.path)


def _tell_uncomputed(table: InputFile, workbook: Path) -> InputFile:
    """The text of a workbook with an error for each formula without a value: its cell is empty there, and its row may
    be blank."""
    try:
        with workbook.open("rb") as file:
            cells = find_uncomputed(file)
    except DAMAGED:
        refuse(table.name, "a damaged or protected Excel workbook", "a whole workbook", SAVE_AGAIN)
    if not cells:
        return table
    header, blank = _find_header(table.path)
    problems = [
        Problem(
            file=table.name,
            row=row,
            column=header[column - 1] or None if column <= len(header) else None,
            found="a formula whose value is not stored",
            expected="a formula with its value, or the value itself",
            remedy="Open the workbook in a spreadsheet and save it there, or write the value.",
        )
        for row, column in cells
    ]
    return replace(table, problems=tuple(problems), blank_rows=len(blank & {row for row, _ in cells}))


def _find_header(table: Path) -> tuple[Row, set[int]]:
    """The names of the columns, and which rows after them are blank."""
    header: Row = []
    blank: set[int] = set()
    with table.open(encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.reader(text), start=1):
            names = [cell.strip() for cell in row]
            if any(names):
                header = header or names
            elif header:
                blank.add(number)
    return header, blank


def _write(rows: Iterable[Row], path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    except OSError as error:
        raise _no_room(error) from error


def _no_room(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"There is no room for temporary files: {error.strerror or error}.")


def _table(input_file: InputFile, rows: Generator[Row, None, None]) -> Generator[Row, None, None]:
    """The rows, each as wide as the header; blank rows stay, so that rows count as in the sheet."""
    width = characters = 0
    most = min(TEXT_CHARACTERS, max(SUSPICIOUS_BYTES, EXPANSION * input_file.path.stat().st_size))
    with closing(rows):
        for number, row in enumerate(rows, start=1):
            width = width or len(row)
            characters += sum(map(len, row))
            if len(row) > width:
                _refuse_beside(input_file, number, row, width)
            if characters > most:
                actual = f"more than {most // MEGABYTE} MB of text"
                refuse(input_file.name, actual, "at most 200 MB, and 200 times the packed size", SMALLER, number)
            yield row + [""] * (width - len(row)) if row else row


def _refuse_beside(input_file: InputFile, number: int, row: Row, width: int) -> None:
    if len(row) > COLUMNS:
        refuse(input_file.name, f"{len(row):,} columns", f"at most {COLUMNS:,} columns", "Keep only the table.", number)
    actual = f"{quote_input(row[-1])} in column {len(row)}, where the header has no name"
    remedy = "Name the column in the header, or remove what stands beside the table."
    refuse(input_file.name, actual, f"{width} column{'s' if width != 1 else ''}, as in the header", remedy, number)


def _rows(input_file: InputFile) -> Generator[Row, None, None]:
    """The rows of the one sheet that has any, row 1 first."""
    try:
        with input_file.path.open("rb") as file:
            check_packing(input_file, file)
            with closing(_open_workbook(file)) as book:
                yield from _cells(input_file, _only_sheet(input_file, book))
    except DAMAGED:
        refuse(input_file.name, "a damaged or protected Excel workbook", "a whole workbook", SAVE_AGAIN)


def check_packing(input_file: InputFile, file: BinaryIO) -> None:
    """Refuse what is too large or no plain workbook by the archive's own list, before anything is unpacked.

    Raises:
        FileRefused: with what it is.
    """
    size = input_file.path.stat().st_size
    if size > FILE_BYTES:
        refuse(input_file.name, f"a workbook of {size // MEGABYTE:,} MB", "at most 50 MB", SMALLER)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    unpacked_bytes = sum(part.file_size for part in parts)
    if unpacked_bytes > UNPACKED_BYTES or (unpacked_bytes > SUSPICIOUS_BYTES and unpacked_bytes > EXPANSION * size):
        actual = f"a workbook that unpacks to {unpacked_bytes // MEGABYTE:,} MB"
        refuse(input_file.name, actual, f"at most {EXPANSION} times the packed size and 100 MB", SMALLER)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        refuse(input_file.name, "an Excel workbook with macros", "a workbook without macros", SAVE_AGAIN)


def _open_workbook(file: BinaryIO) -> Workbook:
    from openpyxl import load_workbook

    # What openpyxl warns of are decorations that it leaves out. A filter that is set again takes its old place.
    warnings.filterwarnings("ignore", module="openpyxl")
    return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _only_sheet(input_file: InputFile, book: Workbook) -> Sheet:
    sheets = [sheet for sheet in book.worksheets if any(_cells(input_file, sheet))]
    if not sheets:
        refuse(input_file.name, "a workbook without a filled cell", "a header and rows", "Save it again with its rows.")
    if len(sheets) > 1:
        names = ", ".join(quote_input(sheet.title) for sheet in sheets[:5])
        actual = f"{len(sheets)} sheets that hold something: {names}{', …' if len(sheets) > 5 else ''}"
        remedy = "Keep one sheet: delete the others, hidden ones too, or save the one as CSV UTF-8."
        refuse(input_file.name, actual, "one sheet", remedy)
    return sheets[0]


def _cells(input_file: InputFile, sheet: Sheet) -> Iterator[Row]:
    # The size that a sheet says it has need not be true, and cells outside it would be lost.
    sheet.reset_dimensions()
    places = 0
    for number, values in enumerate(sheet.iter_rows(min_row=1, values_only=True), start=1):
        places += len(values)
        if number > ROWS or places > PLACES:
            refuse(input_file.name, "a sheet that is too large", f"{ROWS:,} rows, {PLACES:,} cells", SMALLER, number)
        last = next((at for at in range(len(values), 0, -1) if values[at - 1] is not None), 0)
        row = [_text(value) for value in values[:last]]
        while row and not row[-1].strip():
            row.pop()
        if len(row) > COLUMNS:
            _refuse_beside(input_file, number, row, 0)
        yield row


def _text(value: object) -> str:
    """A cell as it would stand in a CSV: exact numbers, ISO dates, a date alone at midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else format(Decimal(repr(value)), "f")
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
