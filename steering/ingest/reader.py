"""The files of a set as the relation `raw`: every cell as text, with its row number; nothing is validated here."""
# ruff: noqa: S608
# The SQL is made of quoted names and paths; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.errors import LISTED, FileRefused, Problem
from steering.formatting import pluralise
from steering.ingest.csv_reader import LONGEST_LINE, detect_delimiter, read_records
from steering.ingest.file_type import InputFile, refuse
from steering.ingest.header import Header, match_header, merge_headers
from steering.ingest.parquet_reader import (
    ParquetSchema,
    match_schema,
    read_schema,
    refuse_unreadable,
    relation_of_files,
)
from steering.ingest.parts import raise_refusals
from steering.ingest.raw_table import PartRelation, RawTable, Tidiness, quote_name, refuse_rows
from steering.ingest.report import PART_ROWS, ProblemList
from steering.ingest.scan import scan_text
from steering.ingest.sections import Section, split_sections
from steering.ingest.text_table import TEXTS, TextTable
from steering.warehouse import Scratch, UnreadableFile, quote_literal


def read_table(
    inputs: Sequence[InputFile],
    contract: Contract,
    into: Scratch,
    *,
    quick: bool = False,
    name: str | None = None,
    most: int = LISTED,
) -> RawTable:
    """Read files as the relation `raw`. A row with the wrong number of cells is counted and left out.

    With `quick` the files of a standard are left to DuckDB's own reader where their bytes allow that. `name` is what
    the files are called together; `most` errors are kept.

    Raises:
        FileRefused: a file can't be read as a table; with the problems of all.
    """
    for statement in ("view if exists cells", "view if exists raw", f"table if exists {TEXTS}"):
        into.run(f"drop {statement}")
    reader = _PartReader(contract, into, ProblemList(name or inputs[0].name, most))
    refusals = []
    for files in _group(inputs):
        try:
            reader.read(files, quick=quick)
        except FileRefused as refusal:
            refusals.append(refusal)
    raise_refusals(reader.findings.file, refusals)
    table = reader.unite(tuple(inputs))
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


def _group(inputs: Sequence[InputFile]) -> list[list[InputFile]]:
    """Parquet files that follow one another, and each other file by itself."""
    groups = groupby(enumerate(inputs), key=lambda item: -1 if item[1].kind == "parquet" else item[0])
    return [[file for _, file in group] for _, group in groups]


class _PartReader:
    """The parts of a dataset as they are read: text row by row in one table, others as relations of their own."""

    def __init__(self, contract: Contract, into: Scratch, findings: ProblemList) -> None:
        self.contract, self.into, self.findings = contract, into, findings
        self.texts = TextTable(contract, into, findings)
        self.relations: list[PartRelation] = []

    def read(self, files: Sequence[InputFile], *, quick: bool) -> None:
        """Read one text file, or Parquet files."""
        if files[0].kind == "parquet":
            self._read_parquet(files)
            return
        # What is wrong with cells already is told by our own reader.
        quick = quick and not files[0].problems
        relations = view_text(files[0], self.contract, self.findings, self.into.folder) if quick else []
        self.relations += relations
        if not relations:
            self.texts.add(files[0])

    def _read_parquet(self, files: Sequence[InputFile]) -> None:
        """Files with the same columns become one relation, which DuckDB plans as quickly as one file."""
        schemas = [read_schema(file, self.into) for file in files]
        for _, group in groupby(zip(files, schemas, strict=True), key=lambda item: (item[1].columns, item[1].kinds)):
            self._add_parquet([*group])

    def _add_parquet(self, files: Sequence[tuple[InputFile, ParquetSchema]]) -> None:
        headers: list[Header] = []
        for file, schema in files:
            file_findings = ProblemList(file.name)
            header = match_schema(file, schema, self.contract, file_findings)
            # What is wrong with columns is told for each file, warnings for the first of those that are alike.
            if file_findings.error_count or not headers:
                self.findings.include(file_findings)
            headers.append(header)
        first = len(self.findings.parts)
        for file, _ in files:
            self.findings.begin_part(file.name, headers[0].positions)
        rows = sum(schema.rows for _, schema in files)
        inputs, schema = [file for file, _ in files], files[0][1]
        relation = relation_of_files(inputs, schema, headers[0], self.contract, first, rows)
        if self.contract.standard:
            self.relations.append(relation)
        else:
            self._copy(relation)

    def _copy(self, relation: PartRelation) -> None:
        if self.texts.rows + relation.rows > self.contract.max_rows:
            refuse_rows(self.findings.file, self.contract)
        self.texts.add_columns(relation.names)
        self.texts.rows += relation.rows
        self.texts.headers[relation.header.cells] = relation.header
        try:
            self.into.read(f"insert into {TEXTS} by name {relation.raw}")
        except UnreadableFile as error:
            refuse_unreadable(self.findings.file, error)

    def unite(self, inputs: tuple[InputFile, ...]) -> RawTable:
        """Make `raw` and `cells` of all parts."""
        self.texts.flush()
        headers = [*self.texts.headers.values(), *(relation.header for relation in self.relations)]
        header, partial = merge_headers(headers, self.contract)
        _warn_of_partial(partial, header, self.findings)
        relations = [*self.relations]
        if self.texts.names and self.contract.standard:
            relations.append(self._relation_of_texts(header))
        several = len(self.findings.parts) > 1
        if relations:
            self._create_views(relations, tuple(header.positions), several)
        else:
            part = f"select *, _row // {PART_ROWS} as _part" if several else ""
            self.into.run(f"create view raw as from {TEXTS}")
            self.into.run(f"create view cells as {part} from {TEXTS}")
        lines = 1 + self.texts.rows + sum(relation.lines for relation in self.relations)
        is_viewed = any(file.kind == "text" for file in inputs) and bool(self.relations)
        return RawTable(
            inputs=inputs,
            header=header,
            rows=self.texts.rows + sum(relation.rows for relation in self.relations),
            findings=self.findings,
            tidiness=_weakest([relation.tidiness for relation in relations]),
            lines=lines if is_viewed else None,
            partial=partial,
        )

    def _relation_of_texts(self, header: Header) -> PartRelation:
        names = tuple(self.texts.names)
        texts = ", ".join(f"nullif({quote_name(name)}, '') as {quote_name(name)}" for name in names)
        return PartRelation(
            names=names,
            header=header,
            raw=f"select * from {TEXTS}",
            cells=f"select _row // {PART_ROWS} as _part, {texts} from {TEXTS}",
            tidiness="unknown",
        )

    def _create_views(self, relations: Sequence[PartRelation], names: Sequence[str], several: bool) -> None:
        selects: dict[str, list[str]] = {"raw": [], "cells": []}
        for relation in relations:
            columns = ", ".join(
                quote_name(name) if name in relation.names else f"null::varchar as {quote_name(name)}" for name in names
            )
            selects["raw"].append(f"select _row, {columns} from ({relation.raw})")
            selects["cells"].append(f"select {'_part, ' if several else ''}{columns} from ({relation.cells})")
        for view, parts in selects.items():
            self.into.read(f"create view {view} as {' union all '.join(parts)}")


def _warn_of_partial(partial: frozenset[str], header: Header, findings: ProblemList) -> None:
    """Warn once for each set of columns that parts lack and others have."""
    files: dict[tuple[str, ...], list[str]] = {}
    for part in findings.parts:
        if missing := tuple(name for name in header.positions if name in partial - part.names):
            files.setdefault(missing, []).append(str(part))
    for missing, names in files.items():
        more = f" here and in {pluralise(len(names) - 1, 'other part')}" if len(names) > 1 else ""
        noun = "column" if len(missing) == 1 else "columns"
        findings.add(
            Problem(
                file=names[0],
                severity="warning",
                column=missing[0],
                found=f"no {noun} {', '.join(missing)}{more}",
                expected="the columns of the other parts",
                remedy="They are empty there; export all parts in the same way where they are needed.",
            )
        )


def _weakest(tidiness: Sequence[Tidiness]) -> Tidiness | None:
    """What is known of the text of all relations."""
    order: tuple[Tidiness, ...] = ("unknown", "text", "ascii")
    return min(tidiness, key=order.index, default=None)


def view_text(input_file: InputFile, contract: Contract, findings: ProblemList, folder: Path) -> list[PartRelation]:
    """A regular text file as relations over DuckDB's own reader, one for each header; none where it is not regular."""
    text_scan = scan_text(input_file)
    if not text_scan.regular:
        return []
    file_findings = ProblemList(input_file.name)
    delimiter = detect_delimiter(input_file, "utf-8-sig", contract)
    row, cells = next(read_records(input_file, "utf-8-sig", contract, file_findings), (1, []))
    if row != 1 or file_findings.error_count:
        return []
    sections = [Section(input_file=input_file, row=1, lines=text_scan.lines)]
    if text_scan.repeats:
        sections = split_sections(input_file, folder)
    header = match_header(cells, contract, file_findings, row)
    if sections:
        findings.include(file_findings)
    tidiness: Tidiness = "ascii" if text_scan.plain else "text"
    return [_view_section(section, header, delimiter, tidiness, findings) for section in sections]


def _view_section(
    section: Section, header: Header, delimiter: str, tidiness: Tidiness, findings: ProblemList
) -> PartRelation:
    input_file = section.input_file
    base = findings.begin_part(input_file.name, header.positions, section.row)
    columns = ", ".join(f"'c{at}': 'varchar'" for at in range(header.width))
    columns_sql = ", ".join(f"c{at} as {quote_name(name)}" for name, at in header.positions.items())
    source = (
        f"read_csv({quote_literal(str(input_file.path.resolve()))}, auto_detect = false, header = true, "
        f"columns = {{{columns}}}, delim = {quote_literal(delimiter)}, "
        "quote = '\"', escape = '\"', strict_mode = true, "
        f"max_line_size = {LONGEST_LINE}, compression = '{'gzip' if input_file.packed else 'none'}', nullstr = "
    )
    return PartRelation(
        names=tuple(header.positions),
        header=header,
        # Problems show cells as they were found.
        raw=f"select row_number() over () + {base + section.row} as _row, {columns_sql} from {source} '')",
        cells=f"select {base // PART_ROWS}::bigint as _part, {columns_sql} from {source} ['', 'NULL', 'null'])",
        tidiness=tidiness,
        lines=section.lines - 1,
    )
