"""What identifies and sums up checked rows: the release id, control totals, period and stored columns.

The id is the SHA-256 of a header (dataset, contract version, column names) and the sorted SHA-256 digests
of the canonical rows. A canonical row gives each column's canonical text with its length in bytes before
it, `-` where there is none; so no two different rows have the same text, and neither the order of rows and
columns nor the way numbers are written changes the id.
"""
# ruff: noqa: S608
# The SQL is made of the contract's own names and expressions; values of the file are never pasted into it.

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Context, Decimal
from pathlib import Path

from steering.catalog.contracts import CATALOG, Contract, ContractColumn, contract
from steering.ingest.column_rules import DECIMALS, VALUE
from steering.ingest.column_types import TYPINGS
from steering.warehouse import Manifest, Scratch, quote_literal, rows_path, scratch

EXACT = Context(prec=60)


def release_id(contract: Contract, scratch: Scratch) -> str:
    """The id of the rows in `checked`. DuckDB sorts and spills; memory does not grow with the rows."""
    header = {"dataset": contract.id, "version": contract.version, "columns": contract.names}
    digest = hashlib.sha256(json.dumps(header, separators=(",", ":")).encode() + b"\n")
    row = " || ".join(map(_with_length, contract.columns))
    for batch in scratch.batches(f"select sha256({row}) as digest from checked order by digest"):
        digest.update("".join(batch.column(0).to_pylist()).encode())
    return digest.hexdigest()


def find_stored_id(home: Path, manifest: Manifest, catalog: Path = CATALOG) -> str:
    """The id of the rows of a stored release as they are now: another than its own where they are not the same.

    For datasets with a contract of their own, and not for costs.

    Raises:
        QueryFailed: the rows have other columns than the contract.
        StoreUnavailable: they can't be read.
    """
    rows = rows_path(home, manifest.dataset, manifest.release).resolve()
    # The id names the version by which the rows were checked, not today's.
    own = contract(manifest.dataset, catalog).model_copy(update={"version": manifest.contract_version})
    with scratch(reads=(rows,)) as database:
        database.run(f"create view checked as from read_parquet({quote_literal(str(rows))})", doing="read the release")
        return release_id(own, database)


def sum_columns(contract: Contract, scratch: Scratch) -> dict[str, str]:
    """The control total of each summed column that has a figure, as exact decimal text."""
    return _sum([column.name for column in contract.columns if column.summed], "checked", scratch)


def sum_last_month(contract: Contract, scratch: Scratch) -> dict[str, str]:
    """The total in the last month of each column that is a stock: over months it would add up to nothing that is."""
    names = [column.name for column in contract.columns if column.summed and column.across_months == "last"]
    if not names or contract.period is None:
        return {}
    month = f"date_trunc('month', \"{contract.period}\")"
    return _sum(names, f"(from checked where {month} = (select max({month}) from checked))", scratch)


def _sum(names: Sequence[str], rows: str, scratch: Scratch) -> dict[str, str]:
    totals = {}
    for column in names:
        name = f'"{column}"'
        # Whole part and fraction apart: together they might not fit into 38 digits.
        ((integer, rest),) = scratch.run(
            f"select sum(floor({name})::hugeint)::varchar, sum({name} - floor({name}))::varchar from {rows}"
        )
        if integer is not None:
            totals[column] = format_plain(EXACT.add(Decimal(integer), Decimal(rest)))
    return totals


def find_period(contract: Contract, scratch: Scratch) -> tuple[str, str] | None:
    """The first and last month, as `2026-03`."""
    if contract.period is None:
        return None
    name = f'"{contract.period}"'
    ((first, last),) = scratch.run(
        f"select strftime(min({name}), '%Y-%m'), strftime(max({name}), '%Y-%m') from checked"
    )
    return (first, last) if first else None


def storage_types(contract: Contract, scratch: Scratch) -> dict[str, str]:
    """The SQL type in which each column is stored; decimals get the largest scale that the data needs."""
    return {column.name: _storage_type(column, scratch) for column in contract.columns}


def format_plain(value: Decimal) -> str:
    """A decimal as digits without exponent and without trailing zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _with_length(column: ContractColumn) -> str:
    text = TYPINGS[column.type].canonical.replace(VALUE, f'"{column.name}"')
    return f"coalesce(strlen({text}) || ':' || {text}, '-')"


def _storage_type(column: ContractColumn, scratch: Scratch) -> str:
    if column.type != "decimal":
        return TYPINGS[column.type].sql_type
    text = TYPINGS[column.type].canonical.replace(VALUE, f'"{column.name}"')
    ((digits, scale),) = scratch.run(
        f"select max(length(split_part(ltrim({text}, '-'), '.', 1))), max(length(split_part({text}, '.', 2))) "
        "from checked"
    )
    digits, scale = digits or 1, min(scale or 0, DECIMALS)
    # 18 digits fit a machine word, and leave room for products and sums.
    return f"decimal({18 if digits + scale <= 18 else 38}, {scale})"
