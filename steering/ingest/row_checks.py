"""The table `raw` against the contract: one pass makes the typed table `checked`, then problems are listed.

`checked` has `_row`, each column typed, and for each column the number of the first rule that its cell
breaks (`"rule of month"`), or null. Only rows with a problem are ever fetched.
"""
# ruff: noqa: S608
# The SQL is made of the contract's own names and expressions; values of the file are never pasted into it.

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from steering.catalog.contracts import Contract, ContractColumn, RowCheck
from steering.errors import Problem, Severity, quote_input
from steering.ingest.column_rules import TEXT, VALUE, Rule, clean_texts_sql
from steering.ingest.column_types import TYPINGS, remedy_for, rules_of
from steering.ingest.header import Header
from steering.ingest.null_words import warn_of_null_words
from steering.ingest.raw_table import RawTable
from steering.ingest.total_rows import TOTALS, find_totals
from steering.warehouse import Scratch

# What to do where a row repeats the grain of an earlier one.
REPEATED = "Remove one of the two rows, or correct it."


def check_rows(reading: RawTable, contract: Contract, scratch: Scratch) -> None:
    """Check every cell, then every row, then the table; every problem is added to the findings of `reading`."""
    scratch.run(f"create or replace table checked as {_typed_select(contract, reading.header)}")
    must = [column.name for column in contract.columns if column.required and not column.may_be_empty]
    words = [name for name in must if name in reading.header and contract.column(name).type not in ("count", "decimal")]
    find_totals(words, reading.findings, scratch)
    scratch.run(f"delete from checked where _row in (from {TOTALS})")
    checks = RowChecker(reading, contract, scratch)
    for column in contract.columns:
        if column.name in reading.header:
            checks.check_cells(column)
    optional = (column for column in contract.columns if column.name in reading.header)
    warn_of_null_words(
        [column.name for column in optional if column.may_be_empty or not column.required], reading.findings, scratch
    )
    checks.check_alternatives()
    for check in contract.checks:
        checks.check_rows(check)
    checks.check_duplicates()
    checks.check_gaps()


def _typed_select(contract: Contract, header: Header) -> str:
    """Build the select that types and checks `raw`, in layers, so that each expression is written once."""
    names = contract.names
    texts = clean_texts_sql({_name(name): _text(name) for name in names}, "raw")
    values = ", ".join(
        f"{TYPINGS[column.type].typed.replace(TEXT, _text(column.name))} as {_name(column.name)}"
        for column in contract.columns
    )
    codes = ", ".join(f"{_code(column, header)} as {_rule_column(column.name)}" for column in contract.columns)
    return (
        f"with texts as ({texts}), "
        f"typed as (select *, {values} from texts) "
        f"select _row, {', '.join(map(_name, names))}, {codes} from typed"
    )


def _code(column: ContractColumn, header: Header) -> str:
    rules = rules_of(column)
    if column.name not in header or not rules:
        return "null::utinyint"
    whens = " ".join(f"when {_of(column, rule)} then {number}" for number, rule in enumerate(rules))
    return f"(case {whens} end)::utinyint"


def _of(column: ContractColumn, rule: Rule) -> str:
    return rule.when.replace(TEXT, _text(column.name)).replace(VALUE, _name(column.name))


def _name(name: str) -> str:
    return f'"{name}"'


def _text(name: str) -> str:
    return f'"text of {name}"'


def _rule_column(name: str) -> str:
    return f'"rule of {name}"'


class RowChecker:
    def __init__(self, reading: RawTable, contract: Contract, scratch: Scratch) -> None:
        self.header, self.findings = reading.header, reading.findings
        self.contract, self.scratch = contract, scratch

    def check_cells(self, column: ContractColumn) -> None:
        """One problem for each cell that breaks a rule of its column."""
        rule_column = _rule_column(column.name)
        counts = self.scratch.run(
            f"select {rule_column}, count(*) from checked where {rule_column} is not null group by all order by all"
        )
        rules = rules_of(column)
        for number, count in counts:
            rule = rules[number]
            rows = self.scratch.run(
                f"select _row, raw.{_name(column.name)} from checked join raw using (_row) "
                f"where {rule_column} = {number} order by _row limit {self.findings.limit(rule.severity)}"
            )
            for row, text in rows:
                cell = _cell(text)
                remedy = remedy_for(rule, column, text or "")
                self._add(rule.severity, row, column.name, cell, rule.expected, remedy)
            self.findings.count(rule.severity, count - len(rows))

    def check_alternatives(self) -> None:
        """Rows in which no group of alternative columns is filled."""
        groups = [group for group in self.contract.either if all(name in self.header for name in group)]
        if not groups:
            return
        condition = " or ".join(
            "(" + " and ".join(f"{_name(name)} is not null" for name in group) + ")" for group in groups
        )
        alternatives = ", or ".join(" and ".join(group) for group in groups)
        self.check_rows(
            RowCheck(
                id="either",
                column=groups[0][0],
                when=f"not ({condition})",
                found="nothing",
                expected=alternatives,
                remedy="Fill in these cells, or leave the row out.",
            )
        )

    def check_rows(self, check: RowCheck) -> None:
        """Rows that a check finds, cells with an error of their own apart."""
        columns = [name for name in self.contract.names if re.search(rf"\b{name}\b", check.when)]
        if not any(name in self.header for name in columns):
            return
        where = " and ".join([f"({check.when})", *map(self._is_valid_sql, columns)])
        placeholders = ", ".join(["_row", *(f"{self._canonical(name)}" for name in check.placeholders)])
        ((count,),) = self.scratch.run(f"select count(*) from checked where {where}")
        if not count:
            return
        most = self.findings.limit(check.severity)
        rows = self.scratch.run(f"select {placeholders} from checked where {where} order by _row limit {most}")
        for row, *values in rows:
            actual = check.found.format(**dict(zip(check.placeholders, map(_cell, values), strict=True)))
            self._add(check.severity, row, check.column, actual, check.expected, check.remedy)
        self.findings.count(check.severity, count - len(rows))

    def check_duplicates(self) -> None:
        """Rows that repeat the grain of an earlier one."""
        grain = self.contract.grain
        # What follows from a column that is missing is not told as well.
        if not grain or not self._has_all(grain):
            return
        keys = ", ".join(map(_name, grain))
        sound = " and ".join(map(self._is_valid_sql, grain))
        query = (
            f"with firsts as (select {keys}, min(_row) as first from checked where {sound} "
            f"group by {keys} having count(*) > 1) "
            f"select _row, first from checked join firsts on "
            + " and ".join(f"checked.{_name(key)} is not distinct from firsts.{_name(key)}" for key in grain)
            + f" where {sound} and _row > first"
        )
        expected = f"one row per {self.contract.one_row_per}"
        for row, first in self._first_rows(query, "error"):
            actual = f"the same {', '.join(grain)} as {self.findings.describe_row(first)}"
            self._add("error", row, grain[-1], actual, expected, REPEATED)

    def check_gaps(self) -> None:
        """Months that are missing between two rows of the same kind."""
        sequence = self.contract.sequence
        if sequence is None or not self._has_all((sequence.by, *sequence.per)):
            return
        by, per = _name(sequence.by), ", ".join(map(_name, sequence.per))
        sound = " and ".join(map(self._is_valid_sql, (sequence.by, *sequence.per)))
        query = (
            f"select _row, before, {by}, concat_ws(', ', {per}) as which from ("
            f"select _row, {by}, {per}, lag({by}) over (partition by {per} order by {by}) as before "
            f"from checked where {sound}) where date_diff('month', before, {by}) > 1"
        )
        for row, before, month, which in self._first_rows(query, "warning"):
            actual = f"nothing for {which} between {before:%Y-%m} and {month:%Y-%m}"
            self._add("warning", row, sequence.by, actual, "a row for every month", sequence.remedy)

    def _has_all(self, names: Sequence[str]) -> bool:
        """Whether the file has each of these columns that it must have."""
        return all(name in self.header or not self.contract.column(name).required for name in names)

    def _first_rows(self, query: str, severity: Severity) -> Sequence[tuple[Any, ...]]:
        """The first rows of a query by row; the others are counted."""
        self.scratch.run(f"create or replace temp table found as {query}")
        ((count,),) = self.scratch.run("select count(*) from found")
        rows = self.scratch.run(f"from found order by _row limit {self.findings.limit(severity)}")
        self.findings.count(severity, count - len(rows))
        return rows

    def _is_valid_sql(self, name: str) -> str:
        """SQL that is true where a cell has no error of its own."""
        errors = [
            str(number) for number, rule in enumerate(rules_of(self.contract.column(name))) if rule.severity == "error"
        ]
        return f"coalesce({_rule_column(name)} not in ({', '.join(errors)}), true)" if errors else "true"

    def _canonical(self, name: str) -> str:
        return TYPINGS[self.contract.column(name).type].canonical.replace(VALUE, _name(name))

    def _add(self, severity: Severity, row: int, column: str, actual: str, expected: str, remedy: str) -> None:
        self.findings.add(
            Problem(
                file=self.findings.file,
                severity=severity,
                row=row,
                column=column,
                found=actual,
                expected=expected,
                remedy=remedy,
            )
        )


def _cell(text: str | None) -> str:
    """A cell as it was found, printable; an empty one in words."""
    if text is None or not text.strip():
        return "nothing"
    return quote_input(text)[1:-1]
