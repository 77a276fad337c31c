"""The types of column: the rules of each, in order; the first that matches a cell decides, so it has one problem."""

from __future__ import annotations

from collections.abc import Mapping

from steering.catalog.contracts import ColumnType, ContractColumn
from steering.errors import did_you_mean
from steering.ingest.column_rules import TEXT, VALUE, ColumnTyping, Rule
from steering.ingest.date_types import MOMENTS, MONTHS
from steering.ingest.number_types import COUNTS, DECIMAL_NUMBERS
from steering.ingest.text_types import CHOICES, DIGESTS, IDENTIFIERS, JSONS, TEXTS, URIS

# How each type of column is typed, checked and written canonically.
TYPINGS: Mapping[ColumnType, ColumnTyping] = {
    "month": MONTHS,
    "moment": MOMENTS,
    "uri": URIS,
    "sha256": DIGESTS,
    "json": JSONS,
    "text": TEXTS,
    "identifier": IDENTIFIERS,
    "choice": CHOICES,
    "count": COUNTS,
    "decimal": DECIMAL_NUMBERS,
}


def rules_of(column: ContractColumn) -> tuple[Rule, ...]:
    """All rules of a column, in order: missing, then those of its kind, then its range; errors before warnings."""
    rules = list(TYPINGS[column.type].rules)
    if column.required and not column.may_be_empty:
        rules.insert(0, Rule(when=f"{TEXT} is null", expected=describe_column(column), remedy="Fill in the cell."))
    if column.type == "choice":
        rules.append(_choice_rule(column))
    if column.min is not None:
        rules.append(_range_rule(column, f"{VALUE} < {column.min}"))
    if column.max is not None:
        rules.append(_range_rule(column, f"{VALUE} > {column.max}"))
    # Of a cell's problems the first is told: an error before a warning.
    return tuple(sorted(rules, key=lambda rule: rule.severity != "error"))


def describe_column(column: ContractColumn) -> str:
    """What a column is for, as the end of the sentence "expected ..."."""
    return column.meaning[:1].lower() + column.meaning[1:].rstrip(".")


def remedy_for(rule: Rule, column: ContractColumn, cell: str) -> str:
    """A rule's remedy for one cell, with the nearest choice where there are choices."""
    if not column.choices:
        return rule.remedy
    near = did_you_mean(cell.strip().lower().replace(" ", "_").replace("-", "_"), column.choices)
    return f"{rule.remedy}{near}"


def _choice_rule(column: ContractColumn) -> Rule:
    words = ", ".join(f"'{choice}'" for choice in column.choices)
    expected = f"one of {', '.join(column.choices)}"
    return Rule(when=f"{TEXT} not in ({words})", expected=expected, remedy="Use one of these words.")


def _range_rule(column: ContractColumn, when: str) -> Rule:
    bounds = {(True, True): f"from {column.min} to {column.max}", (True, False): f"at least {column.min}"}
    expected = bounds.get((column.min is not None, column.max is not None), f"at most {column.max}")
    return Rule(when=when, expected=f"a number {expected}", remedy="Correct the figure or its scale.")
