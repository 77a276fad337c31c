"""The files of a set as text, whatever they came as: each row with its cells, their columns, and its own writing."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.errors import StoreUnavailable
from steering.ingest.column_names import names_by_spelling, spelling
from steering.ingest.csv_reader import find_encoding, read_raw_records
from steering.ingest.file_set import FileSet
from steering.ingest.file_type import InputFile, detect_file
from steering.ingest.header import match_header, repeats_header
from steering.ingest.parquet_reader import write_text
from steering.ingest.parts import list_members
from steering.ingest.problem_column import is_problem_column
from steering.ingest.report import ProblemList
from steering.ingest.workbook import convert_workbook
from steering.warehouse import scratch


@dataclass(frozen=True, kw_only=True)
class TextForm:
    """A file as it came, and its text: that of a workbook or a Parquet file was written from it."""

    origin: InputFile
    text: InputFile
    encoding: str

    @property
    def name(self) -> str:
        """What the file is called within its set."""
        return self.origin.name


@dataclass(frozen=True, kw_only=True)
class TextRow:
    """A row: its cells, where each column is, and how it is written. A header is a row too; a blank one has no cells.

    `notes_at` is where the file has its column of problems, if it came with one.
    """

    row: int
    cells: Sequence[str]
    positions: Mapping[str, int]
    width: int
    text: str
    is_header: bool = False
    is_blank: bool = False
    notes_at: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it has a cell for each column, so that each cell is of its column."""
        return not (self.is_header or self.is_blank) and len(self.cells) == self.width


@contextmanager
def open_texts(files: FileSet) -> Iterator[tuple[TextForm, ...]]:
    """The files that hold the rows, as text; what was unpacked or written for that is gone afterwards.

    Raises:
        FileRefused: a file is another than the one that was checked.
        StoreUnavailable: there is no room for temporary files.
    """
    with ExitStack() as stack:
        forms = []
        for file in files.files:
            for member in list_members(file, stack, []):
                forms.append(_as_text(detect_file(member.path, member.name), stack))
        yield tuple(forms)


def read_rows(form: TextForm, contract: Contract) -> Generator[TextRow, None, None]:
    """Every row of a file from the first, blank ones and those of headers included."""
    spellings = names_by_spelling(contract)
    header: TextRow | None = None
    with closing(read_raw_records(form.text, form.encoding, contract)) as records:
        for record in records:
            row = TextRow(
                row=record.row,
                cells=record.cells,
                positions=header.positions if header else {},
                width=header.width if header else 0,
                text=record.text,
                is_blank=record.is_blank,
                notes_at=header.notes_at if header else None,
            )
            if not record.is_blank and record.cells and _is_header(record.cells, header, spellings):
                header = row = _read_header(row, contract, form.name)
            yield row


def _is_header(cells: Sequence[str], header: TextRow | None, spellings: Mapping[str, str]) -> bool:
    if header is None:
        return True
    # The first cell is looked at first, as it is no name in nearly every row.
    first = spelling(cells[0])
    is_like = first in spellings or first == spelling(header.cells[0])
    return is_like and repeats_header(cells, header.cells, spellings)


def _read_header(row: TextRow, contract: Contract, name: str) -> TextRow:
    cells = [cell.lstrip("\ufeff") for cell in row.cells]
    header = match_header(cells, contract, ProblemList(name), row.row)
    notes_at = next((at for at, cell in enumerate(cells) if is_problem_column(cell)), None)
    return replace(row, cells=cells, positions=header.positions, width=header.width, is_header=True, notes_at=notes_at)


def _as_text(file: InputFile, stack: ExitStack) -> TextForm:
    if file.kind != "parquet":
        text = stack.enter_context(convert_workbook(file))
        return TextForm(origin=file, text=text, encoding=find_encoding(text))
    try:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steerco-")))
    except OSError as error:
        raise StoreUnavailable(f"There is no room for temporary files: {error.strerror or error}.") from error
    path = folder / "rows.csv"
    with scratch(reads=(file.path.resolve(),), writes=(folder.resolve(),)) as context:
        write_text(file, context, path)
    text = InputFile(path=path, name=file.name, kind="text", packed=False)
    return TextForm(origin=file, text=text, encoding="utf-8-sig")
