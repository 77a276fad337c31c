"""A file into the scratch table `raw`: every cell as text, with its row number; nothing is validated here."""
# ruff: noqa: S608
# The SQL is made of quoted names and paths; values of the file are never pasted into it.

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.ingest.column_rules import LONGEST_STANDARD_TEXT, LONGEST_TEXT
from steering.ingest.csv_reader import LONGEST_LINE, Record, detect_delimiter, detect_encoding, read_records
from steering.ingest.file_type import InputFile, open_unpacked, refuse
from steering.ingest.header import Header, match_header
from steering.ingest.report import ProblemList
from steering.ingest.scan import scan_text
from steering.warehouse import Scratch, UnreadableFile, quote_literal

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4_000_000


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """A file that is now the table `raw`: `_row`, then its columns as text, and null for the contract's others.

    Of a standard, `cells` is the same without `_row`, and `raw` may be a view; `rows` is 0 until they are counted.
    `tidiness` is what is known of its text, None that it must be met with care throughout. `lines` are those of
    the file, where another reader than our own reads it.
    """

    input_file: InputFile
    header: Header
    rows: int
    findings: ProblemList
    tidiness: Literal["ascii", "text", "unknown"] | None = None
    lines: int | None = None


def read_table(input_file: InputFile, contract: Contract, into: Scratch, *, quick: bool = False) -> RawTable:
    """Read a file into the table `raw`. A row with the wrong number of cells is counted and left out.

    With `quick` a file of a standard is left to DuckDB's own reader where its bytes allow that.

    Raises:
        FileRefused: the file can't be read as a table.
    """
    if quick and contract.standard and input_file.kind == "text":
        table = view_text(input_file, contract, into)
        if table:
            return table
    table = (_read_parquet if input_file.kind == "parquet" else _read_text)(input_file, contract, into)
    if contract.standard and input_file.kind == "text":
        into.run("create or replace view cells as from raw")
    if not contract.standard and table.findings.error_count == 0:
        refuse_empty(table.rows, table.findings, contract)
    return table


def refuse_empty(rows: int, findings: ProblemList, contract: Contract) -> None:
    """Refuse a file without rows.

    Raises:
        FileRefused: it has none.
    """
    if rows == 0:
        remedy = "Export the data again, with its rows."
        refuse(findings.file, "a header without any row", f"one row per {contract.one_row_per}", remedy)


def _read_text(input_file: InputFile, contract: Contract, into: Scratch) -> RawTable:
    with open_unpacked(input_file) as stream:
        encoding = detect_encoding(stream.read(4))
    try:
        return _TextReader(input_file, contract, into).fill(encoding)
    except UnicodeDecodeError:
        # Not UTF-8 after all: read it again, from the start, as Windows-1252.
        return _TextReader(input_file, contract, into).fill("cp1252")


class _TextReader:
    """The records of one text file on their way into the table `raw`, a batch at a time."""

    def __init__(self, input_file: InputFile, contract: Contract, into: Scratch) -> None:
        self.arrival, self.contract, self.into = input_file, contract, into
        self.findings = ProblemList(input_file.name)
        self.skipped_rows = 0
        self.names: tuple[str, ...] = ()
        self.header_cells: list[str] = []

    def fill(self, encoding: str) -> RawTable:
        lines = read_records(self.arrival, encoding, self.contract, self.findings)
        row, cells = next(lines, (1, []))
        header = match_header(cells, self.contract, self.findings, row)
        self.header_cells = [cell.strip().lower() for cell in cells]
        self.names = raw_names(self.contract, header)
        columns = ", ".join(["_row bigint", *(f"{_quote_name(name)} varchar" for name in self.names)])
        self.into.run(f"create or replace table raw ({columns})")
        rows = 0
        for batch in _batches(self._complete_records(lines, header)):
            rows += len(batch)
            self._append(batch, header)
        return RawTable(input_file=self.arrival, header=header, rows=rows + self.skipped_rows, findings=self.findings)

    def _complete_records(self, lines: Iterator[Record], header: Header) -> Iterator[Record]:
        """The records that have as many cells as the header."""
        for count, (row, cells) in enumerate(lines, start=1):
            if count > self.contract.max_rows:
                _refuse_rows(self.arrival, self.contract)
            if self._is_header(cells, header):
                continue
            if len(cells) == header.width:
                yield row, cells
            else:
                self.skipped_rows += 1
                self._add_wrong_width(row, len(cells), header.width)

    def _is_header(self, cells: Sequence[str], header: Header) -> bool:
        """Whether a row repeats the header, as it does where one export was put after another."""
        # The last cell is looked at first, as most rows differ there.
        if len(cells) != header.width or cells[-1].strip().lower() != self.header_cells[-1]:
            return False
        return [cell.strip().lstrip("\ufeff").lower() for cell in cells] == self.header_cells

    def _add_wrong_width(self, row: int, width: int, header_width: int) -> None:
        cure = "Quote each text that holds the delimiter." if width > header_width else "Add the missing cells."
        self.findings.add(
            Problem(
                file=self.arrival.name,
                row=row,
                found=f"{width} cell{'s' if width != 1 else ''}",
                expected=f"{header_width}, as in the header",
                remedy=cure,
            )
        )

    def _append(self, batch: Sequence[Record], header: Header) -> None:
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        absent = (None,) * len(batch)
        positions = [header.positions.get(name) for name in self.names]
        texts = [absent if position is None else columns[position] for position in positions]
        self.into.append("raw", _arrow_table([row for row, _ in batch], texts, self.names))


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


def _read_parquet(input_file: InputFile, contract: Contract, into: Scratch) -> RawTable:
    source = f"read_parquet({quote_literal(str(input_file.path.resolve()))}, binary_as_string = true)"
    findings = ProblemList(input_file.name)
    try:
        names, kinds = _parquet_columns(into, source)
        header = match_header(_names_in_file(input_file, into, names), contract, findings)
        if not contract.standard:
            _refuse_nested(input_file, header, kinds)
        texts = [_text_sql(name, kind) for name, kind in zip(names, kinds, strict=True)]
        rows = _copy_parquet(input_file, contract, into, source, header, texts)
    except UnreadableFile as error:
        remedy = "Write or copy the file again."
        refuse(input_file.name, f"a Parquet file that cannot be read: {error}", "a whole Parquet file", remedy)
    tidiness: Literal["unknown"] | None = "unknown" if contract.standard else None
    return RawTable(input_file=input_file, header=header, rows=rows, findings=findings, tidiness=tidiness)


def _parquet_columns(into: Scratch, source: str) -> tuple[list[str], list[str]]:
    columns = into.read(f"describe from {source}")
    return [name for name, *_ in columns], [kind for _, kind, *_ in columns]


def _names_in_file(input_file: InputFile, into: Scratch, names: Sequence[str]) -> Sequence[str]:
    """Return the names in the file; DuckDB renames duplicates, which the check for duplicates must see."""
    path = quote_literal(str(input_file.path.resolve()))
    tree = into.read(f"select name, coalesce(num_children, 0) from parquet_schema({path})")
    top, skip = [], 0
    for name, children in tree[1:]:
        if skip == 0:
            top.append(name)
        skip = max(skip - 1, 0) + children
    return top if len(top) == len(names) else names


def _refuse_nested(input_file: InputFile, header: Header, kinds: Sequence[str]) -> None:
    names = [name for name, at in header.positions.items() if _is_nested(kinds[at])]
    if names:
        actual = f"a nested value (list, map or struct) in {', '.join(names)}"
        remedy = "Flatten these columns before writing the file."
        refuse(input_file.name, actual, "one plain value per cell", remedy)


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT"))


def _text_sql(name: str, kind: str) -> str:
    """SQL for the text of a typed cell: nested values as JSON (tags are maps in some exports), moments in UTC."""
    column = _quote_name(name)
    if _is_nested(kind):
        return f"to_json({column})::varchar"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"(timezone('UTC', {column})::varchar || 'Z')"
    return f"({column}::varchar || 'Z')" if kind.startswith("TIMESTAMP") else f"{column}::varchar"


def _copy_parquet(
    input_file: InputFile, contract: Contract, into: Scratch, source: str, header: Header, texts: Sequence[str]
) -> int:
    ((rows,),) = into.read(f"select count(*) from {source}")
    if rows > contract.max_rows:
        _refuse_rows(input_file, contract)
    cells = []
    # Every kind of column refuses a cell that is far shorter than what is kept of it here.
    longest = 2 * (LONGEST_STANDARD_TEXT if contract.standard else LONGEST_TEXT)
    for name in raw_names(contract, header):
        at = header.positions.get(name)
        text = "null" if at is None else f"left({texts[at]}, {longest})"
        cells.append(f"{text}::varchar as {_quote_name(name)}")
    rows_source = source.removesuffix(")") + ", file_row_number = true)"
    # Of a standard the file itself is looked at: it may be too large to copy.
    kind = "view" if contract.standard else "table"
    into.read(f"create {kind} raw as select file_row_number + 2 as _row, {', '.join(cells)} from {rows_source}")
    if contract.standard:
        into.read(f"create view cells as select {', '.join(cells)} from {source}")
    return int(rows)


def view_text(input_file: InputFile, contract: Contract, into: Scratch) -> RawTable | None:
    """A regular text file as the views `raw` and `cells` over DuckDB's own reader; None where it is not regular."""
    text_scan = scan_text(input_file)
    if not text_scan.regular:
        return None
    findings = ProblemList(input_file.name)
    delimiter = detect_delimiter(input_file, "utf-8-sig", contract)
    row, cells = next(read_records(input_file, "utf-8-sig", contract, findings), (1, []))
    if row != 1 or findings.error_count:
        return None
    header = match_header(cells, contract, findings, row)
    columns = ", ".join(f"'c{at}': 'varchar'" for at in range(header.width))
    columns_sql = ", ".join(f"c{at} as {_quote_name(name)}" for name, at in header.positions.items())
    source = (
        f"read_csv({quote_literal(str(input_file.path.resolve()))}, auto_detect = false, header = true, "
        f"columns = {{{columns}}}, delim = {quote_literal(delimiter)}, "
        "quote = '\"', escape = '\"', strict_mode = true, "
        f"max_line_size = {LONGEST_LINE}, compression = '{'gzip' if input_file.packed else 'none'}', nullstr = "
    )
    into.read(f"create or replace view cells as select {columns_sql} from {source} ['', 'NULL', 'null'])")
    # Problems show cells as they were found.
    into.read(f"create or replace view raw as select row_number() over () + 1 as _row, {columns_sql} from {source} '')")
    return RawTable(
        input_file=input_file,
        header=header,
        rows=0,
        findings=findings,
        tidiness="ascii" if text_scan.plain else "text",
        lines=text_scan.lines,
    )


def raw_names(contract: Contract, header: Header) -> tuple[str, ...]:
    """The columns of `raw` after `_row`: the contract's, or of a standard's those that the file has."""
    return tuple(header.positions) if contract.standard else contract.names


def _quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refuse_rows(input_file: InputFile, contract: Contract) -> None:
    most = f"at most {contract.max_rows:,} rows"
    remedy = f"Keep one row per {contract.one_row_per}."
    refuse(input_file.name, f"more than {contract.max_rows:,} rows", most, remedy)
