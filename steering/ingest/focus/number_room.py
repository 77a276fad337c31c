"""The digits that a column of numbers is stored with: money exact as far as it can be added up, quantities rounded."""
# ruff: noqa: S608
# The SQL is made of quoted names and the standard's expressions; values of the file are never pasted into it.

from __future__ import annotations

from steering.errors import Problem
from steering.ingest.column_rules import DECIMALS, TEXT, WHOLE_DIGITS
from steering.ingest.focus.column_sql import QUANTITY_COLUMNS, FocusColumnSql
from steering.ingest.focus.relation import FocusRelation, with_names
from steering.ingest.number_types import SCALE
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch

# Digits that a column of numbers may need; the other 8 of DuckDB's 38 are for its sums.
ROOM = 30
_EXACT_SCALE = (
    f"greatest(0, length(rtrim(regexp_extract({TEXT}, '\\.(\\d*)', 1), '0'))"
    f" - coalesce(try_cast(regexp_extract({TEXT}, '[eE]([+-]?\\d+)$', 1) as integer), 0))"
)
_EXACT_WHOLE = (
    f"greatest(1, length(regexp_extract({TEXT}, '^[+-]?(\\d*)', 1))"
    f" + coalesce(try_cast(regexp_extract({TEXT}, '[eE]([+-]?\\d+)$', 1) as integer), 0))"
)

Digits = tuple[int, int]


def measure_digits(relation: FocusRelation, cell: FocusColumnSql, scratch: Scratch) -> Digits:
    """The digits before and after the point of a column in which some number is written in an unusual way."""
    digits, scale = (with_names(measure, cell) for measure in (_EXACT_WHOLE, _EXACT_SCALE))
    typed_rows = relation.typed_select([cell.name])
    ((most, longest),) = scratch.run(
        f"select max({digits}), max({scale}) from ({typed_rows}) where {cell.sql_name} is not null"
    )
    return most or 1, longest or 0


def is_rounded(name: str, digits: Digits) -> bool:
    """Whether a quantity has more digits than an exact number, so that it is stored as a floating-point one."""
    return name in QUANTITY_COLUMNS and (sum(digits) > ROOM or digits[1] > DECIMALS)


def _room(whole: int) -> int:
    """The digits that there is room for after the point."""
    return max(0, min(DECIMALS, ROOM - min(whole, WHOLE_DIGITS)))


def fit_digits(
    relation: FocusRelation, cell: FocusColumnSql, digits: Digits, scratch: Scratch, findings: ProblemList
) -> Digits:
    """The digits that a column is stored with. Money is rounded at its last place, with one warning."""
    if digits[1] > _room(digits[0]):
        # A quick look counts signs and trailing zeros as digits.
        digits = measure_digits(relation, cell, scratch)
    whole, scale = digits
    room = _room(whole)
    if scale <= room or is_rounded(cell.name, digits):
        return digits
    typed_rows = relation.typed_select([cell.name], "raw", also=("_row",))
    longer = with_names(f"{SCALE} > {room}", cell)
    ((count, row, most),) = scratch.run(
        f"select count(*), min(_row), max({with_names(SCALE, cell)}) from ({typed_rows}) where {longer}"
    )
    if count:
        noun = "a number" if count == 1 else f"{count:,} numbers"
        findings.add(
            Problem(
                file=findings.file,
                severity="warning",
                row=row,
                column=cell.name,
                found=f"{noun} with up to {most} digits after the point",
                expected=f"at most {room} of them, so that the column can be added up exactly",
                remedy="What stands beyond is rounded at the last of them.",
            )
        )
    return whole, room
