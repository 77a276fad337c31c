"""Text files record by record into the table `texts`, which has a column for each that any of them has."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the files are never pasted into it.

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.ingest.column_names import names_by_spelling, spelling
from steering.ingest.csv_reader import Record, detect_encoding, read_records
from steering.ingest.file_type import InputFile, open_unpacked
from steering.ingest.header import Header, match_header, plain_name, repeats_header
from steering.ingest.problem_column import is_problem_column
from steering.ingest.raw_table import quote_name, raw_names, refuse_rows
from steering.ingest.report import PART_ROWS, ProblemList
from steering.warehouse import Scratch

if TYPE_CHECKING:
    import pyarrow as pa

TEXTS = "texts"
BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4_000_000
# Fewer rows and bytes than these wait for those of the next file.
SMALL_ROWS = 5_000
SMALL_BYTES = 16 * 2**20


class TextTable:
    """The table `texts` while files are added to it: `_row` counts on from part to part, and each header begins one.

    A row with the wrong number of cells is counted and left out.
    """

    def __init__(self, contract: Contract, into: Scratch, findings: ProblemList) -> None:
        self.contract, self.into, self.findings = contract, into, findings
        self.names: list[str] = []
        self.headers: dict[tuple[str, ...], Header] = {}
        self.rows = 0
        self._pending: list[pa.Table] = []
        self._spellings = names_by_spelling(contract)

    def add(self, input_file: InputFile) -> None:
        """Read a text file into the table.

        Raises:
            FileRefused: the file can't be read as a table.
        """
        with open_unpacked(input_file) as stream:
            encoding = detect_encoding(stream.read(4))
        parts, rows = len(self.findings.parts), self.rows
        try:
            self._fill(input_file, encoding)
        except UnicodeDecodeError:
            # Not UTF-8 after all: read it again, from the start, as Windows-1252.
            del self.findings.parts[parts:]
            self.rows = rows
            self.flush()
            if self.names:
                self.into.run(f"delete from {TEXTS} where _row >= {parts * PART_ROWS}")
            self._fill(input_file, "cp1252")

    def add_columns(self, names: Sequence[str]) -> None:
        """Make room in the table for these columns."""
        new = [name for name in names if name not in self.names]
        if not self.names:
            columns = ", ".join(["_row bigint", *(f"{quote_name(name)} varchar" for name in new)])
            self.into.run(f"create table {TEXTS} ({columns})")
        elif new:
            self.flush()
            for name in new:
                self.into.run(f"alter table {TEXTS} add column {quote_name(name)} varchar")
        self.names += new

    def _fill(self, input_file: InputFile, encoding: str) -> None:
        file_findings = ProblemList(input_file.name, self.findings.most)
        file_findings.add_of_files(input_file.problems, keep_rows=True)
        records = read_records(input_file, encoding, self.contract, file_findings)
        headers = [next(records, (1, []))]
        while headers:
            row, cells = headers.pop()
            header = self._match(cells, row, file_findings)
            base = self.findings.begin_part(input_file.name, header.positions, row)
            for batch in _batches(self._read_part(records, header, cells, headers, file_findings)):
                self._append(batch, header, base)
        self.rows += input_file.blank_rows
        self.findings.include(file_findings)

    def _match(self, cells: Sequence[str], row: int, file_findings: ProblemList) -> Header:
        """Match a header; one that was met before, and was right, is not told about again."""
        key = tuple(map(plain_name, cells))
        errors = file_findings.error_count
        header = self.headers.get(key) or match_header(
            [cell.lstrip("\ufeff") for cell in cells], self.contract, file_findings, row
        )
        # With an error it is kept by its place too, so that it is told for each file.
        self.headers[key if file_findings.error_count == errors else (*key, file_findings.file, str(row))] = header
        self.add_columns(raw_names(self.contract, header))
        return header

    def _read_part(
        self,
        records: Iterator[Record],
        header: Header,
        header_cells: Sequence[str],
        headers: list[Record],
        file_findings: ProblemList,
    ) -> Iterator[Record]:
        """The records that have as many cells as the header, up to the next header, which is added to `headers`."""
        first_names = {spelling(header_cells[0]), *self._spellings}
        for row, cells in records:
            self.rows += 1
            if self.rows > self.contract.max_rows:
                refuse_rows(file_findings.file, self.contract)
            # The first cell is looked at first, as it is no name in nearly every row.
            if spelling(cells[0]) in first_names and repeats_header(cells, header_cells, self._spellings):
                self.rows -= 1
                headers.append((row, cells))
                return
            if len(cells) == header.width:
                yield row, cells
            else:
                # The column of problems is no cell of the row: it is told as it was before.
                own = sum(map(is_problem_column, header.cells))
                _add_wrong_width(row, len(cells) - own, header.width - own, file_findings)

    def _append(self, batch: Sequence[Record], header: Header, base: int) -> None:
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        absent = (None,) * len(batch)
        positions = [header.positions.get(name) for name in self.names]
        texts = [absent if position is None else columns[position] for position in positions]
        self._pending.append(_arrow_table([base + row for row, _ in batch], texts, self.names))
        rows = sum(table.num_rows for table in self._pending)
        if rows >= SMALL_ROWS or sum(table.nbytes for table in self._pending) >= SMALL_BYTES:
            self.flush()

    def flush(self) -> None:
        """Put what was read so far into the table: many small files go there together."""
        import pyarrow as pa

        if self._pending:
            self.into.append(TEXTS, pa.concat_tables(self._pending))
            self._pending.clear()


def _add_wrong_width(row: int, width: int, header_width: int, findings: ProblemList) -> None:
    cure = "Quote each text that holds the delimiter." if width > header_width else "Add the missing cells."
    findings.add(
        Problem(
            file=findings.file,
            row=row,
            found=f"{width} cell{'s' if width != 1 else ''}",
            expected=f"{header_width}, as in the header",
            remedy=cure,
        )
    )


def _arrow_table(rows: Sequence[int], texts: Sequence[Sequence[str | None]], names: Sequence[str]) -> pa.Table:
    """An Arrow table, made without `pa.array`, which would import pandas (0.3 s) for lists of text."""
    import pyarrow as pa

    numbers = pa.py_buffer(array("q", rows))
    columns = [pa.Array.from_buffers(pa.int64(), len(rows), [None, numbers])]
    for values in texts:
        builder = pa.lib.StringBuilder()
        builder.append_values(values)
        columns.append(builder.finish())
    return pa.Table.from_arrays(columns, names=["_row", *names])


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    characters = 0
    for record in records:
        batch.append(record)
        characters += sum(map(len, record[1]))
        if len(batch) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
