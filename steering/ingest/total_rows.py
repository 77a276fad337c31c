"""Rows of totals below the data, as spreadsheets write them: each is told once, in place of what its cells lack."""
# ruff: noqa: S608
# The SQL is made of the contract's own names; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Sequence

from steering.errors import Problem
from steering.ingest.column_rules import clean_texts_sql, list_sql
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch

# The table of the rows that were found.
TOTALS = "total_rows"
_WORDS = ("total", "totals", "grand total", "sum", "subtotal", "summe", "gesamt", "gesamtsumme", "somme", "totale")
REMEDY = "Remove the row: totals are added up here."
# More rows than these are no totals, but data that lacks something.
MOST = 20


def find_totals(required: Sequence[str], findings: ProblemList, scratch: Scratch) -> None:
    """Make the table of the rows of `raw` that look like totals, and note an error for each.

    They lack two of the columns `required`, or lack one and say that they are a total.
    """
    if not required:
        scratch.run(f"create or replace temp table {TOTALS} (_row bigint)")
        return
    scratch.run(f"create or replace temp table {TOTALS} as {_totals_sql(required)} limit {MOST + 1}")
    rows = scratch.run(f"from {TOTALS} order by _row")
    if len(rows) > MOST:
        scratch.run(f"truncate {TOTALS}")
        return
    for (row,) in rows:
        findings.add(
            Problem(
                file=findings.file,
                row=row,
                found=f"a row of totals, or one without {' and '.join(required[:2])}",
                expected="rows of data only",
                remedy=REMEDY,
            )
        )


def _totals_sql(required: Sequence[str]) -> str:
    columns = [_quote(name) for name in required]
    lacks = " + ".join(f"({column} is null)::int" for column in columns)
    says = " or ".join(f"coalesce(lower({column}) in ({list_sql(_WORDS)}), false)" for column in columns)
    texts = clean_texts_sql({column: column for column in columns}, "raw")
    signs = f"select _row, {lacks} as lacks, {says} as says from ({texts})"
    return f"select _row from ({signs}) where lacks >= {min(2, len(required))} or (lacks >= 1 and says)"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
