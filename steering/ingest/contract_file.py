"""A file of a dataset that has a contract of its own (adoption, KPIs, usage, evidence), validated."""
# ruff: noqa: S608
# The SQL is made of the contract's own names; values of the file are never pasted into it.

from __future__ import annotations

from pathlib import Path

from steering.catalog.contracts import Contract
from steering.ingest.fingerprint import find_period, release_id, storage_types, sum_columns, sum_last_month
from steering.ingest.raw_table import RawTable
from steering.ingest.row_checks import check_rows
from steering.ingest.validation_result import ValidationResult
from steering.progress import ProgressCallback
from steering.warehouse import Scratch, quote_literal


def validate_contract_file(
    reading: RawTable, contract: Contract, scratch: Scratch, progress: ProgressCallback
) -> ValidationResult:
    """Validate a file against its contract; every problem is added to the findings of `reading`."""
    progress("Checking", 0.5)
    check_rows(reading, contract, scratch)
    holds = reading.findings.error_count == 0
    types = storage_types(contract, scratch) if holds else {}

    def write(to: Path) -> None:
        columns = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in types.items())
        order = ", ".join(f'"{name}"' for name in contract.grain) or "_row"
        target = f"{quote_literal(str(to.resolve()))} (format parquet, compression zstd)"
        scratch.run(f"copy (select {columns} from checked order by {order}) to {target}", doing="store the release")

    return ValidationResult(
        format=f"{contract.id} {contract.version}",
        rows=reading.rows,
        findings=reading.findings,
        sums=sum_columns(contract, scratch) if holds else {},
        release=release_id(contract, scratch) if holds else None,
        period=find_period(contract, scratch) if holds else None,
        types=types,
        write=write,
        last_month=sum_last_month(contract, scratch) if holds else {},
    )
