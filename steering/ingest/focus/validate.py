"""Validate a FOCUS file: its version, cells and rows, then its control totals and release id."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.ingest.focus import control_totals, double_counting, tag_coverage, versions
from steering.ingest.focus.profile import ColumnProfile, explain, profile, recheck, related_columns, repeats_header
from steering.ingest.focus.relation import FocusRelation, detect_date_order, relation_of
from steering.ingest.focus.repeats import warn_of_repeats
from steering.ingest.focus.write_parquet import storage_types, store_without_parts, write_parquet
from steering.ingest.raw_table import RawTable
from steering.ingest.reader import refuse_empty
from steering.ingest.report import ProblemList
from steering.ingest.scan import has_blank_lines
from steering.ingest.validation_result import ValidationResult
from steering.progress import ProgressCallback
from steering.warehouse import Scratch, UnreadableFile


def validate_focus(
    reading: RawTable, contract: Contract, scratch: Scratch, team_tag: str, progress: ProgressCallback
) -> ValidationResult:
    """Validate a FOCUS file; every problem is added to the findings of `reading`.

    Raises:
        FileRefused: it has no rows.
        UnreadableFile: the file turns out to be damaged, or DuckDB's reader doesn't take it.
    """
    findings = reading.findings
    version = versions.detect_version(reading.header.positions, contract)
    if not all(column.name in reading.header for column in contract.columns if column.required):
        # Each is an error already; a file that is refused is not used without them.
        return _refusal(version.title, reading)
    versions.warn_of_version(version, findings)
    progress("Checking", 0.1)
    relation, column_profile = _profile_columns(reading, contract, scratch)
    rows = column_profile.rows if reading.lines is not None else reading.rows
    if findings.error_count == 0:
        refuse_empty(rows, findings, contract)
    column_profile = explain(column_profile, relation, scratch, findings)
    if findings.error_count:
        return _refusal(version.title, reading, rows)
    return _stage(reading, rows, version.title, relation, column_profile, contract, scratch, team_tag, progress)


def _stage(
    reading: RawTable,
    rows: int,
    title: str,
    relation: FocusRelation,
    column_profile: ColumnProfile,
    contract: Contract,
    scratch: Scratch,
    team_tag: str,
    progress: ProgressCallback,
) -> ValidationResult:
    """Write the rows to a temporary Parquet file and work out their id and control totals."""
    findings = reading.findings
    progress("Storing", 0.4)
    parquet = scratch.folder / "rows.parquet"
    types = storage_types(relation, contract, column_profile)
    has_parts = len(findings.parts) > 1
    write_parquet(relation, types, team_tag, scratch, parquet, with_parts=has_parts)
    progress("Adding up", 0.8)
    release, duplicates = control_totals.release_id(parquet, types, contract, scratch)
    sums = control_totals.sum_costs(parquet, types, scratch)
    warn_of_repeats(parquet, types, reading.partial, contract, duplicates, scratch, findings)
    control_totals.warn_of_currencies(sums, findings)
    warn_of_costs(parquet, types, contract, team_tag, scratch, findings)

    return ValidationResult(
        format=title,
        rows=rows,
        findings=findings,
        sums=sums,
        release=release,
        period=control_totals.find_period(parquet, scratch),
        types=types,
        write=partial(_store, parquet, scratch, has_parts),
    )


def _store(staged: Path, scratch: Scratch, has_parts: bool, to: Path) -> None:
    if has_parts:
        store_without_parts(staged, scratch, to)
    else:
        shutil.move(staged, to)


def warn_of_costs(
    parquet: Path,
    types: Mapping[str, str],
    contract: Contract,
    team_tag: str,
    scratch: Scratch,
    findings: ProblemList,
) -> None:
    """Warn of what only the rows together give away."""
    control_totals.warn_of_implausible(parquet, scratch, findings)
    control_totals.warn_of_months(parquet, scratch, findings)
    double_counting.warn_of_purchases(parquet, scratch, findings)
    double_counting.warn_of_restatements(parquet, types, contract, scratch, findings)
    tag_coverage.warn_of_tag(parquet, team_tag, scratch, findings)


def _profile_columns(reading: RawTable, contract: Contract, scratch: Scratch) -> tuple[FocusRelation, ColumnProfile]:
    """Profile all columns by the fast path where the file allows it, then recheck the suspect ones in full."""
    relation = relation_of(reading, contract, careful=())
    column_profile = profile(relation, scratch)
    odd = {cell.name for cell in column_profile.suspects}
    if reading.lines is not None and "ChargePeriodStart" in odd and repeats_header(scratch):
        raise UnreadableFile("its header is repeated, which another reader takes for a new part")
    if reading.lines not in (None, column_profile.rows + 1):
        is_split = any(part.row > 1 for part in reading.findings.parts)
        if is_split or any(has_blank_lines(file) for file in reading.inputs if file.kind == "text"):
            raise UnreadableFile("it has blank lines or parts, after which rows would be miscounted")
        # Line ends inside quotes: any text may begin or end with one.
        odd |= {cell.name for cell in relation.cells if cell.kind != "decimal"}
    dates = any(cell.kind == "moment" for cell in column_profile.suspects)
    order = detect_date_order(relation, scratch) if dates else None
    careful = odd & relation.light
    if not careful and not order:
        return relation, column_profile
    again = related_columns(odd) & set(relation.by_name)
    relation = relation_of(reading, contract, careful=again | (set(relation.by_name) - relation.light), order=order)
    return relation, recheck(column_profile, profile(relation, scratch, again), again)


def _refusal(title: str, reading: RawTable, rows: int | None = None) -> ValidationResult:
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
