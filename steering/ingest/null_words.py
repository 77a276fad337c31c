"""Words that programs write where they have no value (`NaN`, `None`, `\\N`): read as no value, and told once each."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Collection

from steering.errors import Problem
from steering.ingest.column_rules import NULL_WORDS, SPACES, list_sql
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch, quote_literal


def warn_of_null_words(columns: Collection[str], findings: ProblemList, scratch: Scratch) -> None:
    """Warn once of each such word in each of these columns of the table `raw`; cells that must be filled are
    problems already."""
    if not columns:
        return
    cells = " union all ".join(
        f"select {quote_literal(name)} as name, trim({_quote(name)}, '{SPACES}') as word, _row from raw"
        for name in columns
    )
    rows = scratch.run(
        f"select name, word, count(*), min(_row) from ({cells}) where word in ({list_sql(NULL_WORDS)}) "
        "group by all order by min(_row), name"
    )
    for name, word, count, row in rows:
        actual = word if count == 1 else f"{word} in {count:,} cells, the first of them here"
        findings.add(
            Problem(
                file=findings.file,
                severity="warning",
                row=row,
                column=name,
                found=actual,
                expected="an empty cell where there is no value",
                remedy="It is read as no value. Leave such cells empty.",
            )
        )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
