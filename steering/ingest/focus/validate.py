"""A FOCUS file that was read, judged: cells, rows, sums and id."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from steering.catalog.contracts import Contract
from steering.ingest.focus import control_totals, versions
from steering.ingest.focus.profile import ColumnProfile, explain, profile, recheck, related
from steering.ingest.focus.relation import FocusRelation, relation_of, settle_order
from steering.ingest.focus.write_parquet import stored_types, write
from steering.ingest.reader import RawTable, refuse_empty
from steering.ingest.report import ProblemList
from steering.ingest.scan import has_blank_lines
from steering.ingest.validation_result import ProgressCallback, ValidationResult
from steering.warehouse import Scratch, UnreadableFile


def validate_focus(
    reading: RawTable, contract: Contract, scratch: Scratch, team_tag: str, progress: ProgressCallback
) -> ValidationResult:
    """Judge a FOCUS file; everything wrong with it goes to the reading's findings.

    Raises:
        FileRefused: it has no rows.
        Unreadable: the file turns out to be damaged, or DuckDB's reader doesn't take it.
    """
    findings = reading.findings
    found = versions.detect_version(reading.header.positions, contract)
    if not all(column.name in reading.header for column in contract.columns if column.required):
        # Each is an error already; a file that is refused is not used without them.
        return _unfit(found.title, reading)
    versions.note(found, findings)
    progress("Checking", 0.1)
    sheet, seen = _profiled(reading, contract, scratch)
    rows = seen.rows if reading.lines is not None else reading.rows
    if findings.error_count == 0:
        refuse_empty(rows, findings, contract)
    seen = explain(seen, sheet, scratch, findings)
    if findings.error_count:
        return _unfit(found.title, reading, rows)
    progress("Storing", 0.4)
    staged = scratch.folder / "rows.parquet"
    types = stored_types(sheet, contract, seen)
    write(sheet, types, team_tag, scratch, staged)
    progress("Adding up", 0.8)
    release, twins = control_totals.release_id(staged, types, contract, scratch)
    sums = control_totals.sums(staged, types, scratch)
    _note(staged, twins, sums, scratch, findings)

    def keep(to: Path) -> None:
        shutil.move(staged, to)

    return ValidationResult(
        format=found.title,
        rows=rows,
        findings=findings,
        sums=sums,
        release=release,
        period=control_totals.period(staged, scratch),
        types=types,
        write=keep,
    )


def _profiled(reading: RawTable, contract: Contract, scratch: Scratch) -> tuple[FocusRelation, ColumnProfile]:
    """Meet the file lightly where that is possible, then with care the columns in which something is suspect."""
    sheet = relation_of(reading, contract, careful=())
    seen = profile(sheet, scratch)
    odd = {cell.name for cell in seen.suspects}
    if reading.lines not in (None, seen.rows + 1):
        if has_blank_lines(reading.arrival):
            raise UnreadableFile("it has blank lines, after which rows would be miscounted")
        # Line ends inside quotes: any text may begin or end with one.
        odd |= {cell.name for cell in sheet.cells if cell.kind != "decimal"}
    dates = any(cell.kind == "moment" for cell in seen.suspects)
    order = settle_order(sheet, scratch) if dates else None
    careful = odd & sheet.light
    if not careful and not order:
        return sheet, seen
    again = related(odd) & set(sheet.by_name)
    sheet = relation_of(reading, contract, careful=again | (set(sheet.by_name) - sheet.light), order=order)
    return sheet, recheck(seen, profile(sheet, scratch, again), again)


def _note(staged: Path, twins: int, sums: Mapping[str, Any], scratch: Scratch, findings: ProblemList) -> None:
    control_totals.note_twins(twins, findings)
    control_totals.note_currencies(sums, findings)
    control_totals.note_implausible(staged, scratch, findings)


def _unfit(title: str, reading: RawTable, rows: int | None = None) -> ValidationResult:
    """A file with errors, of which nothing is stored."""

    def nothing(_to: Path) -> None:
        raise AssertionError("a file with errors has no rows to store")

    return ValidationResult(
        format=title,
        rows=reading.rows if rows is None else rows,
        findings=reading.findings,
        sums={},
        release=None,
        period=None,
        types={},
        write=nothing,
    )
