"""Each column of a FOCUS file in SQL: its text, its typed value, what is suspect about a cell, and the rules.

A column is met in one of two ways. With care, its text is cleaned and its value found however it is written;
`suspect` then finds the cells that are held against `rules`, of which the first that matches decides. Lightly,
the text is taken as it is and typed by a plain cast, which is several times as quick; `suspect` then finds every
cell for which that is not the same, so that the column has to be met with care. TEXT and VALUE stand for the
cell's text and typed value, as in `columns`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from steering.catalog.contracts import ContractColumn, FocusColumn
from steering.errors import did_you_mean
from steering.ingest.column_rules import (
    CONTROL,
    DECIMALS,
    LONGEST_STANDARD_TEXT,
    NULL_WORDS,
    TEXT,
    VALUE,
    WHOLE_DIGITS,
    Rule,
    among,
    clean_text_sql,
    is_guarded_sql,
)
from steering.ingest.column_types import TYPINGS, describe_column
from steering.ingest.date_types import MOMENT, MOMENT_VALUE
from steering.ingest.focus.dates import Order, slash_value
from steering.ingest.focus.tag_shapes import is_braceless_sql, is_nest_sql, is_object_sql, tags_sql
from steering.ingest.number_types import DECIMAL_NUMBERS, QUANTITIES
from steering.warehouse import quote_literal

# ASCII without control characters; any text, without ASCII's control characters; or no one has looked.
Tidiness = Literal["ascii", "text", "unknown"]
# SQL for text that cleaning would change, or that has characters to look at closely.
UNTIDY: dict[Tidiness, str] = {
    "ascii": f"starts_with({TEXT}, ' ') or ends_with({TEXT}, ' ') or {is_guarded_sql(TEXT)}",
    "text": f"strlen({TEXT}) <> length({TEXT}) or {TEXT} <> trim({TEXT}, ' \t\r\n') or {is_guarded_sql(TEXT)}",
    "unknown": f"not regexp_full_match({TEXT}, '[!-~]([ -~]*[!-~])?') or {TEXT} in ('NULL', 'null')"
    f" or {is_guarded_sql(TEXT)}",
}

# Most texts are longer than any of these words, and their length is quick to ask.
_NULL_WORD = f"strlen({TEXT}) <= {max(map(len, NULL_WORDS))} and {among(TEXT, NULL_WORDS)}"

CURRENCY = "BillingCurrency"
TAG_COLUMNS = ("Tags", "AllocatedTags")
# What is no money: it may be rounded to a floating-point number.
QUANTITY_COLUMNS = frozenset({"CommitmentDiscountQuantity", "ConsumedQuantity", "PricingQuantity"})
PLAIN_NUMBER = r"[+-]?[0-9]+(\.[0-9]*)?"
# Their few words are taken in any case and kept as the standard writes them, so that queries can rely on it.
_SPELT = ("ChargeCategory", "ChargeClass", "ChargeFrequency", "PricingCategory", "CommitmentDiscountCategory",
          "CommitmentDiscountStatus", "CapacityReservationStatus")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FocusColumnSql:
    """A column of a file: `kind` and `sql_type` of its values, and the SQL to read and validate them.

    `odd` is what is suspect about it in particular, when it is met lightly.
    """

    name: str
    kind: str
    sql_type: str
    typed: str
    suspect: str
    rules: tuple[Rule, ...]
    choices: tuple[str, ...] = ()
    odd: str = ""
    careful: bool = True

    @property
    def sql_name(self) -> str:
        """The column's name in SQL."""
        return quote_name(self.name)

    def remedy(self, rule: Rule, text: str) -> str:
        """A rule's remedy for one cell, with the nearest choice where there are choices."""
        return f"{rule.remedy}{did_you_mean(text.strip(), self.choices)}" if self.choices else rule.remedy


def quote_name(name: str) -> str:
    """A column's name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def text_of(cell: FocusColumnSql) -> str:
    """SQL for a cell's text: null where it says nothing."""
    return clean_text_sql(cell.sql_name) if cell.careful else cell.sql_name


def column_sql(name: str, column: ContractColumn | None, order: Order | None) -> FocusColumnSql:
    """Return the SQL that validates one column in full; `column` is None for one that the standard doesn't have."""
    if column is None:
        return _text(name, ())
    missing = _missing(column)
    if column.type == "decimal":
        return _decimal(name, missing)
    if column.type == "moment":
        return _moment(name, missing, order)
    if column.name in TAG_COLUMNS:
        return _tags(name, missing)
    if column.type == "json":
        return _json(name, missing)
    if column.type == "choice":
        return _choice(column, missing)
    return _currency(missing) if name == CURRENCY else _text(name, missing)


def fast_path(careful: FocusColumnSql, tidiness: Tidiness) -> FocusColumnSql:
    """Return the same column by the fast path, for text of this tidiness."""
    missing = [rule.when for rule in careful.rules if rule.when == f"{TEXT} is null"]
    long = f"strlen({TEXT}) > {LONGEST_STANDARD_TEXT}"
    value = TEXT
    if careful.kind == "decimal":
        value = f"try_cast({TEXT} as double)"
        odd = [f"not regexp_full_match({TEXT}, '{PLAIN_NUMBER}')", f"strlen({TEXT}) > {WHOLE_DIGITS + DECIMALS}"]
    elif careful.kind == "moment":
        value = f"try_cast({TEXT} as timestamp)"
        odd = [f"not regexp_full_match({TEXT}, '{MOMENT}')", f"{TEXT} is not null and {VALUE} is null"]
    elif careful.choices:
        odd = [f"{TEXT} not in ({', '.join(quote_literal(choice) for choice in careful.choices)})"]
    else:
        odd = [long, UNTIDY[tidiness], _NULL_WORD, *([careful.odd] if careful.odd else [])]
    return replace(careful, careful=False, typed=value, suspect=" or ".join(f"({when})" for when in [*missing, *odd]))


def _missing(column: ContractColumn) -> tuple[Rule, ...]:
    if column.required or column.name == CURRENCY:
        return (Rule(when=f"{TEXT} is null", expected=describe_column(column), remedy="Fill in the cell."),)
    if isinstance(column, FocusColumn) and not column.nulls:
        remedy = "The row is kept; what needs this cell leaves it out. The standard allows no empty cell here."
        return (Rule(when=f"{TEXT} is null", severity="warning", expected=describe_column(column), remedy=remedy),)
    return ()


def _null(missing: tuple[Rule, ...]) -> str:
    return f"{TEXT} is null or " if missing else ""


def _unsound() -> tuple[str, tuple[Rule, ...]]:
    """What no text may be: endless, or with control characters."""
    long = f"strlen({TEXT}) > {LONGEST_STANDARD_TEXT}"
    expected = f"at most {LONGEST_STANDARD_TEXT:,} characters"
    rules = [Rule(when=long, expected=expected, remedy="Check that a quote before it is closed.")]
    control = f"regexp_matches({TEXT}, '{CONTROL}')"
    remedy = "Remove the invisible control character from the cell."
    rules.append(Rule(when=control, expected="plain text without control characters", remedy=remedy))
    return f"{long} or {control}", tuple(rules)


def _text(name: str, missing: tuple[Rule, ...]) -> FocusColumnSql:
    suspect, rules = _unsound()
    own = " or ".join([*(rule.when for rule in missing), suspect])
    return FocusColumnSql(name=name, kind="text", sql_type="varchar", typed=TEXT, suspect=own, rules=(*missing, *rules))


def _currency(missing: tuple[Rule, ...]) -> FocusColumnSql:
    remedy = "It is kept as it is; use the three letters of ISO 4217."
    strange = f"not regexp_full_match({TEXT}, '[A-Za-z]{{3}}')"
    rule = Rule(when=strange, severity="warning", expected="a currency such as USD", remedy=remedy)
    text = _text(CURRENCY, missing)
    return replace(
        text,
        typed=f"case when {strange} then {TEXT} else upper({TEXT}) end",
        suspect=f"{text.suspect} or {strange}",
        rules=(*text.rules, rule),
        odd=f"not regexp_full_match({TEXT}, '[A-Z]{{3}}')",
    )


def _choice(column: ContractColumn, missing: tuple[Rule, ...]) -> FocusColumnSql:
    words = ", ".join(f"'{choice.lower()}'" for choice in column.choices)
    strange = f"lower({TEXT}) not in ({words})"
    words_in_text = ", ".join(column.choices)
    expected = f"one of {words_in_text}" if len(words_in_text) < 120 else "one of the standard's words"
    rule = Rule(when=strange, severity="warning", expected=expected, remedy="It is kept as it is.")
    if column.required:
        rule = Rule(when=strange, expected=expected, remedy="Use one of these words.")
    spelt = " ".join(f"when '{choice.lower()}' then '{choice}'" for choice in column.choices)
    _, unsound = _unsound()
    return FocusColumnSql(
        name=column.name,
        kind="text",
        sql_type="varchar",
        typed=f"case lower({TEXT}) {spelt} else {TEXT} end" if column.name in _SPELT else TEXT,
        suspect=_null(missing) + strange,
        rules=(*missing, *unsound, rule),
        choices=column.choices,
    )


def _decimal(name: str, missing: tuple[Rule, ...]) -> FocusColumnSql:
    typing = QUANTITIES if name in QUANTITY_COLUMNS else DECIMAL_NUMBERS
    # Digits beyond the last place are told once, for the whole column.
    rules = tuple(rule for rule in typing.rules if rule.severity == "error")
    return FocusColumnSql(
        name=name,
        kind="decimal",
        sql_type=typing.sql_type,
        typed=typing.typed,
        suspect=f"{_null(missing)}not regexp_full_match({TEXT}, '{PLAIN_NUMBER}')"
        f" or strlen({TEXT}) > {WHOLE_DIGITS + DECIMALS}",
        rules=(*missing, *rules),
    )


def _moment(name: str, missing: tuple[Rule, ...], order: Order | None) -> FocusColumnSql:
    typing = TYPINGS["moment"]
    value = f"coalesce({MOMENT_VALUE}, {slash_value(order)})" if order else MOMENT_VALUE
    unclear = Rule(
        when=f"{VALUE} is null and {TEXT} like '%/%'",
        expected="a moment such as 2026-03-14T09:30:00Z",
        remedy="Write year, month and day: nothing in the file tells whether the day or the month comes first.",
    )
    if order:
        unclear = Rule(when=unclear.when, expected=unclear.expected, remedy="There is no such day or time: correct it.")
    return FocusColumnSql(
        name=name,
        kind="moment",
        sql_type="timestamp",
        typed=value,
        suspect=f"{_null(missing)}({TEXT} is not null and {VALUE} is null)",
        rules=(*missing, unclear, *typing.rules),
    )


def _json(name: str, missing: tuple[Rule, ...]) -> FocusColumnSql:
    suspect, rules = _unsound()
    invalid = f"not json_valid({TEXT})"
    rule = Rule(when=invalid, severity="warning", expected="JSON", remedy="It is kept as text and not looked into.")
    return FocusColumnSql(
        name=name,
        kind="text",
        sql_type="varchar",
        typed=TEXT,
        suspect=f"{_null(missing)}{suspect} or {invalid}",
        rules=(*missing, *rules, rule),
        odd=invalid,
    )


def _tags(name: str, missing: tuple[Rule, ...]) -> FocusColumnSql:
    suspect, rules = _unsound()
    expected = 'tags as a JSON object, such as {"team": "team-07"}'
    lenient = Rule(
        when=f"starts_with({TEXT}, '\"') and {is_braceless_sql()}",
        severity="warning",
        expected=expected,
        remedy="The braces are added. Export the tags with them.",
    )
    strict = Rule(
        when=f"{TEXT} is not null and {VALUE} is null",
        expected=expected,
        remedy="Export the tags as JSON, with each quote inside the cell doubled.",
    )
    return FocusColumnSql(
        name=name,
        kind="tags",
        sql_type="varchar",
        typed=tags_sql(),
        suspect=f"{_null(missing)}{suspect} or {strict.when} or {lenient.when}",
        rules=(*missing, *rules, lenient, strict),
        odd=f"not {is_object_sql()} or {is_nest_sql()}",
    )
