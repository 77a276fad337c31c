"""Write a validated FOCUS file to Parquet, with derived `_team`, `_shared` and `_provider`; row order is not preserved.

The stored file has the file's own columns, then those of the standard that it lacks as nulls, then `_team`,
`_shared` and `_provider`, which come from the tags and the two columns that may name the provider.
"""
# ruff: noqa: S608
# The SQL is made of quoted names and the standard's expressions; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.ingest.focus.column_sql import FocusColumnSql, quote_name, text_of
from steering.ingest.focus.number_room import is_rounded
from steering.ingest.focus.profile import ColumnProfile
from steering.ingest.focus.relation import FocusRelation, text_name, value_of
from steering.warehouse import Scratch, quote_literal
from steering.warehouse.tags import SHARED, tag_present, team_value

DERIVED = ("_team", "_shared", "_provider")
# The number of each row's part, where there are several: it is staged, and not stored.
PART = "_part"
# Rows: small enough that every thread can hold some, and a month is in a few groups; large enough to pack well.
ROW_GROUP = 61_440
_OPTIONS = f"format parquet, preserve_order false, compression snappy, row_group_size {ROW_GROUP}"
_TYPES = {"text": "varchar", "json": "varchar", "choice": "varchar", "moment": "timestamp", "decimal": "decimal(18, 0)"}


def storage_types(relation: FocusRelation, contract: Contract, profile: ColumnProfile) -> dict[str, str]:
    """The SQL type of each column that is stored, in order. Numbers keep the largest scale that the file has."""
    present = {cell.name: _type(cell, profile) for cell in relation.cells}
    absent = {column.name: _TYPES[column.type] for column in contract.columns if column.name not in present}
    return {**present, **absent, "_team": "varchar", "_shared": "boolean", "_provider": "varchar"}


def write_parquet(
    relation: FocusRelation,
    types: Mapping[str, str],
    team_tag: str,
    scratch: Scratch,
    to: Path,
    *,
    with_parts: bool = False,
) -> None:
    """Write the rows as Parquet, in the order of the file but for what several threads write at a time.

    Sorting them by month and team takes longer than all the rest of storing. Exports come in order of time, so that a
    query about one month skips the row groups of the others all the same.
    """
    present = relation.by_name
    part = [PART] if with_parts else []
    texts = ", ".join([*part, *(f"{text_of(cell)} as {text_name(cell)}" for cell in relation.cells)])
    values = ", ".join([*part, *(f"{_value(cell, types)} as {cell.sql_name}" for cell in relation.cells)])
    derived_columns = _derived_columns_sql(present, team_tag)
    absent = "".join(
        f"null::{kind} as {quote_name(name)}, "
        for name, kind in types.items()
        if name not in present and name not in DERIVED
    )
    own = ", ".join([*part, *(cell.sql_name for cell in relation.cells)])
    scratch.run(
        f"copy (select {own}, {absent}{', '.join(DERIVED)} from ("
        f"select *, {derived_columns} from (select {values} from (select {texts} from cells)))) "
        f"to {quote_literal(str(to))} ({_OPTIONS})",
        doing="store the release",
    )


def store_without_parts(staged: Path, scratch: Scratch, to: Path) -> None:
    """Write staged rows again without the numbers of their parts."""
    source = f"select * exclude ({PART}) from read_parquet({quote_literal(str(staged))})"
    scratch.run(f"copy ({source}) to {quote_literal(str(to))} ({_OPTIONS})", doing="store the release")


def _derived_columns_sql(present: Mapping[str, FocusColumnSql], team_tag: str) -> str:
    has_tags = "Tags" in present
    is_split = {"AllocatedResourceId", "AllocatedTags"} <= set(present)
    providers = [quote_name(name) for name in ("ProviderName", "ServiceProviderName") if name in present]
    team = team_value(team_tag, tags=has_tags, allocation=is_split)
    shared_sql = tag_present(SHARED) if has_tags else "false"
    provider = f"coalesce({', '.join(providers)})" if providers else "null::varchar"
    return f"{team} as _team, {shared_sql} as _shared, {provider} as _provider"


def _type(cell: FocusColumnSql, profile: ColumnProfile) -> str:
    if cell.kind != "decimal":
        return cell.sql_type
    digits, scale = profile.digits[cell.name]
    if is_rounded(cell.name, (digits, scale)):
        return "double"
    # 18 digits fit a machine word, and leave room for products and sums.
    return f"decimal({18 if digits + scale <= 18 else 38}, {scale})"


def _value(cell: FocusColumnSql, types: Mapping[str, str]) -> str:
    if cell.kind == "decimal":
        return f"cast({text_name(cell)} as {types[cell.name]})"
    return value_of(cell)
