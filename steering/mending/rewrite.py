"""Refused files written again as they came: with a column of their problems, or with what was mended in them.

What nobody touches stays byte for byte in text. A workbook stays one, with its formats; Parquet becomes CSV, as its
columns may have no place for what is wrong.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from steering.catalog.contracts import Contract
from steering.catalog.file_types import FileKind
from steering.errors import StoreUnavailable
from steering.ingest.csv_reader import detect_delimiter
from steering.ingest.file_set import DataFile, FileSet, file_set
from steering.ingest.file_type import InputFile, open_unpacked
from steering.ingest.mended import LISTED_CELLS, MendedCell, MendedCells
from steering.ingest.workbook_copy import write_copy
from steering.mending.notes import Notes
from steering.mending.steps import Repair
from steering.mending.text_form import TextForm, TextRow, open_texts, read_rows

# A larger workbook is written again as CSV: its copy would need gigabytes of memory.
WORKBOOK_BYTES = 2 * 2**20
# A larger text is packed for whoever takes it along, and so is that of a larger file of another kind.
PACKED_BYTES: Mapping[FileKind, int] = {"text": 64 * 2**20, "parquet": 8 * 2**20, "workbook": 8 * 2**20}


def name_copy(origin: InputFile, *, packs: bool) -> str:
    """What a file is called when it is written again: its ending says what it is then."""
    size = origin.path.stat().st_size
    if origin.kind == "workbook" and size <= WORKBOOK_BYTES:
        return origin.name
    name = origin.name if origin.kind == "text" else f"{origin.name.rpartition('.')[0]}.csv"
    is_packed = origin.packed or not (packs and size > PACKED_BYTES[origin.kind])
    return name if is_packed else f"{name}.gz"


@dataclass(kw_only=True)
class _Writing:
    """What is written into files: notes or none, mended cells, and which cells that changed."""

    contract: Contract
    repair: Repair
    notes: Notes | None
    packs: bool
    count: int = 0
    cells: list[MendedCell] = field(default_factory=list)

    def change(self, form: TextForm, row: TextRow) -> list[str] | None:
        """The cells of a row as they are now, None where the row is left out; each change is noted."""
        place = form.name, row.row
        if self.repair.leaves_out(place):
            self._note(MendedCell(file=form.name, row=row.row, column=None, found=row.text.strip(), value=""))
            return None
        cells = list(row.cells)
        for column in self.repair.columns(place):
            at = row.positions.get(column)
            if at is None or not row.is_whole:
                continue
            new = self.repair.mend(place, column, cells[at])
            if new != cells[at]:
                self._note(MendedCell(file=form.name, row=row.row, column=column, found=cells[at], value=new))
                cells[at] = new
        return cells

    def _note(self, cell: MendedCell) -> None:
        self.count += 1
        if len(self.cells) < LISTED_CELLS:
            self.cells.append(cell)


@dataclass(frozen=True, kw_only=True)
class Rewriting:
    """Files that were written again, with the cells that are others; `origins` are the names before, by the new."""

    files: FileSet
    cells: MendedCells
    origins: Mapping[str, str]


def rewrite(
    files: FileSet,
    contract: Contract,
    repair: Repair,
    folder: Path,
    *,
    by: str,
    notes: Notes | None = None,
    packs: bool = False,
) -> Rewriting:
    """Write files again into an empty folder, with the cells that are mended.

    With `notes` each file has a column with the problems of its rows; without, one that came with it is left out. Large
    text is packed where that is asked for.

    Raises:
        FileRefused: a file is another than the one that was checked.
        StoreUnavailable: there is no room, or a workbook can't be written again.
    """
    writing = _Writing(contract=contract, repair=repair, notes=notes, packs=packs)
    try:
        with open_texts(files) as forms:
            data = [_write(form, writing, folder / str(at)) for at, form in enumerate(forms)]
    except OSError as error:
        message = f"The file can't be written again ({error.strerror or error}). Make room on the disk."
        raise StoreUnavailable(message) from error
    cells = MendedCells(by=by, count=writing.count, cells=tuple(writing.cells))
    copies = file_set(data, files.warnings, files.name if len(data) > 1 else None)
    names = [file.name for file in copies.files]
    origins = dict(zip(names, [form.name for form in forms], strict=True))
    return Rewriting(files=copies, cells=cells, origins=origins)


def _write(form: TextForm, writing: _Writing, to: Path) -> DataFile:
    name = name_copy(form.origin, packs=writing.packs)
    if name.lower().endswith(".xlsx"):
        write_copy(form.origin.path, to, dict(_workbook_cells(form, writing)))
        return DataFile(path=to, name=name)
    with to.open("wb") as file:
        if name.lower().endswith(".gz"):
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packing:
                _write_text(form, writing, cast("IO[bytes]", packing))
        else:
            _write_text(form, writing, file)
    return DataFile(path=to, name=name)


def _workbook_cells(form: TextForm, writing: _Writing) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells of a workbook that are others now, by row and column from 1."""
    notes_at = 0
    for row in read_rows(form, writing.contract):
        if row.is_header:
            notes_at = len(row.cells) if row.notes_at is None else row.notes_at
        note = writing.notes.of_row(form.name, row) if writing.notes else ""
        # A header keeps the name of the column: a cell without a name would be one more problem.
        if note or (row.notes_at is not None and not row.is_header):
            yield (row.row, notes_at + 1), note
        if row.is_header or row.is_blank:
            continue
        cells = writing.change(form, row)
        for at, (old, new) in enumerate(zip(row.cells, cells or [""] * len(row.cells), strict=True)):
            if old != new and at != row.notes_at:
                yield (row.row, at + 1), new


def _write_text(form: TextForm, writing: _Writing, out: IO[bytes]) -> None:
    with open_unpacked(form.text) as file:
        is_plain = form.encoding == "utf-8-sig" and file.read(3) != codecs.BOM_UTF8
    # Windows-1252 has no room for whatever is written into it.
    encoding = "utf-8" if is_plain else "utf-8-sig" if form.encoding == "cp1252" else form.encoding
    delimiter = detect_delimiter(form.text, form.encoding, writing.contract)
    text = io.TextIOWrapper(cast("io.BytesIO", out), encoding=encoding, newline="")
    for row in read_rows(form, writing.contract):
        text.write(_row_text(form, row, writing, delimiter))
    text.flush()
    text.detach()


def _row_text(form: TextForm, row: TextRow, writing: _Writing, delimiter: str) -> str:
    if row.is_blank:
        return row.text
    end = row.text[len(row.text.rstrip("\r\n")) :]
    cells = list(row.cells) if row.is_header else writing.change(form, row)
    if cells is None:
        # A blank row is none, and those after it keep their numbers.
        return end
    before = [writing.notes.of_row(form.name, row)] if writing.notes else []
    if not row.cells or (cells == list(row.cells) and row.notes_at is None):
        # A row whose quotes are wrong can't be told into cells, but for its first.
        text = _without_first(row.text, delimiter) if row.notes_at == 0 else row.text
        return _join(before, delimiter, delimiter) + text if before else text
    if row.notes_at is not None and row.notes_at < len(cells):
        del cells[row.notes_at]
    return _join([*before, *cells], delimiter, end)


def _without_first(text: str, delimiter: str) -> str:
    return re.sub(rf'^("([^"]|"")*"|[^"{delimiter}]*){delimiter}', "", text)


def _join(cells: Iterable[str], delimiter: str, end: str) -> str:
    if not any(cells := list(cells)):
        return delimiter * (len(cells) - 1) + end
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(cells)
    return out.getvalue()
