"""Parquet files as SQL: every cell as text, as it would stand in a CSV file."""
# ruff: noqa: S608
# The SQL is made of quoted names and paths; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from steering.catalog.contracts import Contract
from steering.ingest.column_rules import LONGEST_STANDARD_TEXT, LONGEST_TEXT
from steering.ingest.file_type import InputFile, refuse
from steering.ingest.header import Header, match_header
from steering.ingest.raw_table import PartRelation, quote_name, raw_names
from steering.ingest.report import PART_ROWS, ProblemList
from steering.warehouse import Scratch, UnreadableFile, quote_literal


@dataclass(frozen=True, kw_only=True)
class ParquetSchema:
    """The columns of a Parquet file, by their own names and as DuckDB calls them, with SQL types; and its rows."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: int


def read_schema(input_file: InputFile, into: Scratch) -> ParquetSchema:
    """Read the columns of a Parquet file.

    Raises:
        FileRefused: it is damaged.
    """
    source = _source_of([input_file])
    try:
        columns, kinds = _parquet_columns(into, source)
        ((rows,),) = into.read(f"select count(*) from {source}")
        names = _names_in_file(input_file, into, columns)
    except UnreadableFile as error:
        refuse_unreadable(input_file.name, error)
    return ParquetSchema(names=tuple(names), columns=tuple(columns), kinds=tuple(kinds), rows=int(rows))


def refuse_unreadable(name: str, error: UnreadableFile) -> NoReturn:
    """Refuse a Parquet file that is damaged.

    Raises:
        FileRefused: always.
    """
    remedy = "Write or copy the file again."
    refuse(name, f"a Parquet file that cannot be read: {error}", "a whole Parquet file", remedy)


def refuse_damaged(parts: Sequence[InputFile], name: str, error: UnreadableFile, into: Scratch) -> NoReturn:
    """Refuse files of which one turned out to be damaged, by the name of that one.

    Raises:
        FileRefused: always.
    """
    for part in parts:
        if part.kind == "parquet":
            try:
                into.read(f"select bit_xor(hash(part)) from {_source_of([part])} as part")
            except UnreadableFile as reason:
                refuse_unreadable(part.name, reason)
    refuse(name, f"a file that cannot be read: {error}", "a whole file", "Write or copy the file again.")


def match_schema(input_file: InputFile, schema: ParquetSchema, contract: Contract, findings: ProblemList) -> Header:
    """Match the columns of a Parquet file with the contract's.

    Raises:
        FileRefused: none of them is known, or one is nested where the contract has plain values.
    """
    header = match_header(schema.names, contract, findings)
    if not contract.standard:
        _refuse_nested(input_file, header, schema.kinds)
    return header


def relation_of_files(
    files: Sequence[InputFile], schema: ParquetSchema, header: Header, contract: Contract, part: int, rows: int
) -> PartRelation:
    """Parquet files with the same columns as one relation; `part` is the number of the first."""
    source = _source_of(files)
    # Every kind of column refuses a cell that is far shorter than what is kept of it here.
    longest = 2 * (LONGEST_STANDARD_TEXT if contract.standard else LONGEST_TEXT)
    cells = []
    for name in raw_names(contract, header):
        at = header.positions.get(name)
        text = "null" if at is None else f"left({_text_sql(schema.columns[at], schema.kinds[at])}, {longest})"
        cells.append(f"{text}::varchar as {quote_name(name)}")
    columns = ", ".join(cells)
    number = f"({part} + file_index)::bigint"
    rows_source = source.removesuffix(")") + ", file_row_number = true)"
    return PartRelation(
        names=raw_names(contract, header),
        header=header,
        # Of a standard the file itself is looked at: it may be too large to copy.
        raw=f"select {number} * {PART_ROWS} + file_row_number + 2 as _row, {columns} from {rows_source}",
        cells=f"select {number} as _part, {columns} from {source}",
        tidiness="unknown",
        rows=rows,
        lines=rows,
    )


def write_text(input_file: InputFile, into: Scratch, to: Path) -> None:
    """Write every row and column of a Parquet file as CSV in the file's own order, each cell as it is checked.

    Raises:
        FileRefused: it is damaged.
    """
    schema, source = read_schema(input_file, into), _source_of([input_file])
    cells = ", ".join(
        f"{_text_sql(column, kind)} as {quote_name(column)}"
        for column, kind in zip(schema.columns, schema.kinds, strict=True)
    )
    rows_source = source.removesuffix(")") + ", file_row_number = true)"
    target = f"{quote_literal(str(to.resolve()))} (format csv, header true, force_quote *)"
    try:
        into.read(f"copy (select {cells} from {rows_source} order by file_row_number) to {target}")
    except UnreadableFile as error:
        refuse_unreadable(input_file.name, error)


def _source_of(files: Sequence[InputFile]) -> str:
    paths = ", ".join(quote_literal(str(file.path.resolve())) for file in files)
    return f"read_parquet([{paths}], binary_as_string = true)"


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
    column = quote_name(name)
    if _is_nested(kind):
        return f"to_json({column})::varchar"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"(timezone('UTC', {column})::varchar || 'Z')"
    return f"({column}::varchar || 'Z')" if kind.startswith("TIMESTAMP") else f"{column}::varchar"
