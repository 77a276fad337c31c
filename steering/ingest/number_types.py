"""Counts and decimals as types of column: typed value, canonical text and rules."""

from __future__ import annotations

from steering.ingest.column_rules import (
    DECIMALS,
    NOT_TYPED,
    TEXT,
    VALUE,
    WHOLE_DIGITS,
    ColumnTyping,
    Rule,
    matches,
    pattern_rule,
)


def _misspelt_numbers(kind: str) -> tuple[Rule, ...]:
    """Ways of writing a number that people read and this contract doesn't, each with its own remedy."""
    return (
        pattern_rule("(?i)^[+-]?nan$", kind, "Not a number: leave the cell empty where there is no figure."),
        pattern_rule("(?i)^[+-]?(inf|infinity|∞)$", kind, "Infinite: leave the cell empty where there is no figure."),
        pattern_rule(
            "^#", kind, "This is a spreadsheet's error value: correct the formula there, or leave the cell empty."
        ),
        pattern_rule("[%‰]", kind, "Write a share without the percent sign: 0.28 for 28%."),
        pattern_rule(
            r"[\p{Sc}]|^(?i:[A-Z]{3})\s*[+-]?\d|\d\s*(?i:[A-Z]{3})$",
            kind,
            "Leave out the currency; the column says what it is in.",
        ),
        pattern_rule(
            r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$",
            kind,
            "Leave out the thousands separator; if the comma is a decimal comma, write a point.",
        ),
        pattern_rule(
            r"^[+-]?\d{1,3}([.\s\x{a0}\x{202f}’''_]\d{3})+,\d*$",
            kind,
            "Leave out the thousands separators, and write a decimal point instead of the decimal comma.",
        ),
        pattern_rule(
            r"^[+-]?\d{1,3}([.\s\x{a0}\x{202f}’''_]\d{3})+([.,]\d*)?$",
            kind,
            "Leave out the thousands separators.",
        ),
        pattern_rule(r"^[+-]?\d*,\d+$", kind, "Write a decimal point instead of the decimal comma."),
        pattern_rule(r"^\(.*\)$", kind, "Write a negative number with a minus sign."),
        pattern_rule(r"^[−–—]", kind, "Write the minus sign as a plain hyphen."),
    )


_A_COUNT = "a whole number from 0"
COUNT = rf"^\+?\d{{1,{WHOLE_DIGITS}}}(\.0*)?$|^-0+(\.0*)?$"
COUNTS = ColumnTyping(
    sql_type="bigint",
    typed=f"case when {matches(COUNT)} then try_cast(split_part({TEXT}, '.', 1) as bigint) end",
    canonical=f"{VALUE}::varchar",
    rules=(
        pattern_rule(r"^-\d+(\.\d*)?$", _A_COUNT, "A count cannot be negative."),
        *_misspelt_numbers(_A_COUNT),
        pattern_rule(r"^\+?\d*\.\d*$", _A_COUNT, "A count has no fraction."),
        pattern_rule(
            r"^\+?\d+(\.0*)?([eE].*)?$", f"{_A_COUNT} of at most {WHOLE_DIGITS} digits", "Write out its digits."
        ),
        Rule(when=NOT_TYPED, expected=_A_COUNT, remedy="Write digits only, or leave the cell empty."),
    ),
)

_A_DECIMAL = "a number such as 12.5"
DECIMAL = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
# The digits after the point that are not trailing zeros, less the exponent, are the decimals needed.
SCALE = (
    f"length(regexp_replace(regexp_extract({TEXT}, '\\.(\\d*)', 1), '0+$', ''))"
    f" - coalesce(try_cast(regexp_extract({TEXT}, '[eE]([+-]?\\d+)$', 1) as integer), 0)"
)
_DECIMAL_TYPE = f"decimal(38, {DECIMALS})"
DECIMAL_NUMBERS = ColumnTyping(
    sql_type=_DECIMAL_TYPE,
    typed=f"case when {matches(DECIMAL)} then try_cast({TEXT} as {_DECIMAL_TYPE}) end",
    canonical=f"rtrim(rtrim({VALUE}::varchar, '0'), '.')",
    rules=(
        *_misspelt_numbers(_A_DECIMAL),
        Rule(
            when=f"{VALUE} is null and {matches(DECIMAL)}",
            expected=f"at most {WHOLE_DIGITS} digits before the point",
            remedy="Write the figure in a larger unit.",
        ),
        Rule(
            severity="warning",
            when=f"{VALUE} is not null and {SCALE} > {DECIMALS}",
            expected=f"at most {DECIMALS} digits after the point",
            remedy="It is rounded at the last of them.",
        ),
        Rule(when=NOT_TYPED, expected=_A_DECIMAL, remedy="Write digits and a point only, or leave the cell empty."),
    ),
)
# A quantity is no money: where its digits are more than exact numbers have, it is a floating-point number.
QUANTITIES = ColumnTyping(
    sql_type="double",
    typed=f"case when {matches(DECIMAL)} then nullif(nullif(try_cast({TEXT} as double), 'inf'), '-inf') end",
    canonical=f"{VALUE}::varchar",
    rules=(
        *_misspelt_numbers(_A_DECIMAL),
        Rule(when=NOT_TYPED, expected=_A_DECIMAL, remedy="Write digits and a point only, or leave the cell empty."),
    ),
)
