"""One pass over a FOCUS file that counts what is suspect and measures its numbers; then the suspects in detail."""
# ruff: noqa: S608
# The SQL is made of quoted names and the standard's expressions; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steering.errors import Problem, Severity, quote_input
from steering.ingest.column_rules import DECIMALS, TEXT, WHOLE_DIGITS
from steering.ingest.date_types import has_zone_sql
from steering.ingest.focus.column_sql import FocusColumnSql
from steering.ingest.focus.number_room import fit_digits, measure_digits
from steering.ingest.focus.relation import FocusRelation, text_name, with_names
from steering.ingest.null_words import warn_of_null_words
from steering.ingest.report import ProblemList
from steering.ingest.total_rows import TOTALS, find_totals
from steering.warehouse import Scratch

# A sign counts as a digit; that is cheap, and harmless.
_WHOLE = f"case when strpos({TEXT}, '.') = 0 then strlen({TEXT}) else strpos({TEXT}, '.') - 1 end"
_SCALE = f"case when strpos({TEXT}, '.') = 0 then 0 else strlen({TEXT}) - strpos({TEXT}, '.') end"


@dataclass(frozen=True, kw_only=True)
class RowRule:
    """Something that may be wrong between two cells of a row: `when` over their values."""

    columns: tuple[str, ...]
    when: str
    column: str
    found: str
    expected: str
    remedy: str
    severity: Severity = "error"


# What a row of totals does not have.
_TOTALLED = ("ChargeCategory", "ChargePeriodStart")

_BACKWARDS = "A period ends after it begins; correct one of the two."
ROW_RULES = (
    RowRule(
        columns=("ChargePeriodStart", "ChargePeriodEnd"),
        when='"ChargePeriodEnd" < "ChargePeriodStart"',
        column="ChargePeriodEnd",
        found="{1}, before the start {0}",
        expected="a moment after ChargePeriodStart",
        remedy=_BACKWARDS,
    ),
    RowRule(
        columns=("BillingPeriodStart", "BillingPeriodEnd"),
        when='"BillingPeriodEnd" < "BillingPeriodStart"',
        column="BillingPeriodEnd",
        found="{1}, before the start {0}",
        expected="a moment after BillingPeriodStart",
        remedy=_BACKWARDS,
    ),
    *(
        RowRule(
            columns=(quantity, "ChargeCategory"),
            when=f'"{quantity}" < 0 and "ChargeCategory" = \'Usage\'',
            column=quantity,
            found="{0}",
            expected="a quantity from 0 for usage, unless it is a correction",
            remedy="It is kept, and lowers the totals. Mark corrections with ChargeClass.",
            severity="warning",
        )
        for quantity in ("ConsumedQuantity", "PricingQuantity")
    ),
)


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """What one pass found: the rows, for each column of numbers its digits before and after the point, the columns
    with suspect cells, the rules that rows break, and how many times have no time zone."""

    rows: int
    digits: dict[str, tuple[int, int]]
    suspects: tuple[FocusColumnSql, ...]
    broken: tuple[RowRule, ...]
    zoneless: int


def profile(relation: FocusRelation, scratch: Scratch, names: Collection[str] | None = None) -> ColumnProfile:
    """Measure columns (all, or those in `names`) and count what is suspect about them, in one pass.

    Raises:
        UnreadableFile: the file is damaged.
    """
    cells = [cell for cell in relation.cells if names is None or cell.name in names]
    decimals = [cell for cell in cells if cell.kind == "decimal"]
    rules = [rule for rule in ROW_RULES if set(rule.columns) <= {cell.name for cell in cells}]
    counts = [f"count_if({with_names(cell.suspect, cell)})" for cell in cells]
    counts += [f"count_if({_when(rule, relation)})" for rule in rules]
    counts += [f"max({with_names(measure, cell)})" for cell in decimals for measure in (_WHOLE, _SCALE)]
    start = [cell for cell in cells if cell.name == "ChargePeriodStart"]
    # A moment that is met lightly has a Z or none.
    zoneless = f"strpos({TEXT}, ':') > 0 and not (ends_with({TEXT}, 'Z') or {has_zone_sql(TEXT)})"
    zone = with_names(f"count_if({zoneless})", start[0]) if start else "0"
    typed_rows = relation.typed_select(cell.name for cell in cells)
    ((rows, without_zone, *answers),) = scratch.read(
        f"select count(*), {zone}, {', '.join(counts)} from ({typed_rows})"
    )
    split = len(cells), len(cells) + len(rules)
    suspects = [cell for cell, count in zip(cells, answers[: split[0]], strict=True) if count]
    broken_rules = [rule for rule, count in zip(rules, answers[split[0] : split[1]], strict=True) if count]
    sizes = answers[split[1] :]
    digits = {cell.name: (sizes[2 * at] or 1, sizes[2 * at + 1] or 0) for at, cell in enumerate(decimals)}
    suspects += [cell for cell in decimals if cell not in suspects and _too_long(*digits[cell.name])]
    return ColumnProfile(
        rows=rows, digits=digits, suspects=tuple(suspects), broken=tuple(broken_rules), zoneless=without_zone
    )


def recheck(first_pass: ColumnProfile, second_pass: ColumnProfile, names: Collection[str]) -> ColumnProfile:
    """A profile, with what a second pass found about the columns `names` that it met with care."""
    return replace(
        first_pass,
        digits={**first_pass.digits, **second_pass.digits},
        suspects=(*(cell for cell in first_pass.suspects if cell.name not in names), *second_pass.suspects),
        broken=(*(rule for rule in first_pass.broken if not set(rule.columns) & set(names)), *second_pass.broken),
        zoneless=second_pass.zoneless if "ChargePeriodStart" in names else first_pass.zoneless,
    )


def repeats_header(scratch: Scratch) -> bool:
    """Whether a row of the file has a column's name for its value, in whatever style it is written."""
    name = "lower(regexp_replace(\"ChargePeriodStart\", '[^A-Za-z]', '', 'g'))"
    ((count,),) = scratch.read(f"select count(*) from cells where {name} = 'chargeperiodstart'")
    return bool(count)


def related_columns(names: Collection[str]) -> set[str]:
    """Return these columns and those that share a row rule with them."""
    together = (set(rule.columns) | {"ChargeClass"} for rule in ROW_RULES if set(rule.columns) & set(names))
    return set(names).union(*together)


def explain(
    column_profile: ColumnProfile, relation: FocusRelation, scratch: Scratch, findings: ProblemList
) -> ColumnProfile:
    """Note everything that is wrong with cells and rows; the profile comes back with exact digits."""
    SuspectReport(relation, scratch, findings).explain(column_profile.suspects, column_profile.broken)
    numbers = [cell for cell in column_profile.suspects if cell.kind == "decimal"]
    exact = {cell.name: measure_digits(relation, cell, scratch) for cell in numbers}
    digits = {
        name: fit_digits(relation, relation.by_name[name], size, scratch, findings)
        for name, size in {**column_profile.digits, **exact}.items()
    }
    _note_moments(relation, column_profile.zoneless, findings)
    warn_of_null_words(_optional(relation), findings, scratch)
    return replace(column_profile, digits=digits)


def _optional(relation: FocusRelation) -> list[str]:
    """The columns that may be empty, of those that were met with care."""
    return [
        cell.name
        for cell in relation.cells
        if cell.careful and all(rule.when != f"{TEXT} is null" for rule in cell.rules)
    ]


def _too_long(digits: int, scale: int) -> bool:
    return digits > WHOLE_DIGITS or scale > DECIMALS


def _when(rule: RowRule, relation: FocusRelation) -> str:
    correction = "\"ChargeClass\" is not distinct from 'Correction'"
    spares = rule.severity == "warning" and "ChargeClass" in relation.by_name
    return f"({rule.when}) and not ({correction})" if spares else rule.when


def _note_moments(relation: FocusRelation, zoneless: int, findings: ProblemList) -> None:
    if relation.order:
        example = "3/14/26" if relation.order == "month first" else "14/3/26"
        _warn(
            findings,
            f"dates with slashes, read with the {relation.order}, as in {example}",
            "dates such as 2026-03-14T00:00:00Z",
            "Check that the first and last month are right, or export the dates with the year first.",
        )
    elif zoneless:
        _warn(
            findings,
            f"{zoneless:,} times without a time zone" if zoneless > 1 else "a time without a time zone",
            "times in UTC, ending in Z",
            "They are taken for UTC.",
        )


def _warn(findings: ProblemList, actual: str, expected: str, remedy: str) -> None:
    findings.add(
        Problem(
            file=findings.file,
            severity="warning",
            column="ChargePeriodStart",
            found=actual,
            expected=expected,
            remedy=remedy,
        )
    )


class SuspectReport:
    """The suspect cells and rows one by one: all are counted, the first are listed with their rows."""

    def __init__(self, relation: FocusRelation, scratch: Scratch, findings: ProblemList) -> None:
        self.relation, self.scratch, self.findings = relation, scratch, findings

    def explain(self, suspects: Sequence[FocusColumnSql], rules: Sequence[RowRule]) -> None:
        names = [name for name in _TOTALLED if name in (cell.name for cell in suspects)]
        find_totals(names if len(names) == len(_TOTALLED) else [], self.findings, self.scratch)
        for cell in suspects:
            self._cells(cell)
        for rule in rules:
            self._rows(rule)

    def _cells(self, cell: FocusColumnSql) -> None:
        whens = " ".join(f"when {with_names(rule.when, cell)} then {at}" for at, rule in enumerate(cell.rules))
        typed_rows = self.relation.typed_select([cell.name], "raw", also=("_row", f"{cell.sql_name} as as_found"))
        self.scratch.run(
            f"create or replace temp table suspects as select _row, {text_name(cell)} as cell, as_found, "
            f"(case {whens} end)::utinyint as rule from ({typed_rows}) "
            f"where rule is not null and _row not in (from {TOTALS})"
        )
        for at, count in self.scratch.run("select rule, count(*) from suspects group by 1 order by 1"):
            rule = cell.rules[at]
            most = self.findings.limit(rule.severity)
            rows = self.scratch.run(
                f"select _row, coalesce(cell, as_found) from suspects where rule = {at} order by _row limit {most}"
            )
            for row, text in rows:
                self._add(
                    rule.severity, row, cell.name, _format_cell(text), rule.expected, cell.remedy(rule, text or "")
                )
            self.findings.count(rule.severity, count - len(rows))

    def _rows(self, rule: RowRule) -> None:
        when = _when(rule, self.relation)
        names = {*rule.columns, *({"ChargeClass"} & set(self.relation.by_name))}
        texts = ", ".join(text_name(self.relation.by_name[name]) for name in rule.columns)
        self.scratch.run(
            f"create or replace temp table suspects as select _row, {texts} "
            f"from ({self.relation.typed_select(names, 'raw', also=('_row',))}) "
            f"where {when} and _row not in (from {TOTALS})"
        )
        ((count,),) = self.scratch.run("select count(*) from suspects")
        rows = self.scratch.run(f"from suspects order by _row limit {self.findings.limit(rule.severity)}")
        for row, *cells in rows:
            actual = rule.found.format(*map(_format_cell, cells))
            self._add(rule.severity, row, rule.column, actual, rule.expected, rule.remedy)
        self.findings.count(rule.severity, count - len(rows))

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


def _format_cell(text: Any) -> str:
    """A cell as it was found, printable; an empty one in words."""
    return "nothing" if text is None or not str(text).strip() else quote_input(text)[1:-1]
