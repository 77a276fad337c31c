"""The kinds of column: for each, in SQL, what a cell means, what may be wrong with it, and its canonical text.

In every expression TEXT stands for the cell's cleaned text (trimmed, NFC, empty and NULL missing) and
VALUE for its typed value. The first rule of a column that matches decides; so each cell has one problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steering.catalog.contracts import ContractColumn, Kind
from steering.errors import Severity, did_you_mean

TEXT = "§text§"
VALUE = "§value§"

LONGEST_TEXT = 2_000
# Of a column of a standard: providers write long JSON into one cell.
LONGEST_STANDARD_TEXT = 65_536
LONGEST_IDENTIFIER = 64
WHOLE_DIGITS = 15
DECIMALS = 23

# As escapes, because DuckDB's string literals have none: SQL receives the characters themselves.
SPACES = " \t\r\n\u00a0\u202f\u2007\ufeff\u200b"
# Control characters other than tab and line end, and the invisible ones that reverse or hide text.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}]"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that may be wrong with a cell: `when` finds it, the rest tells the user."""

    when: str
    expected: str
    remedy: str
    severity: Severity = "error"


@dataclass(frozen=True, kw_only=True)
class Typing:
    """How a kind of column is typed, checked and written canonically."""

    sql_type: str
    typed: str
    canonical: str
    rules: tuple[Rule, ...]


def cleaned(name: str) -> str:
    """SQL for a cell's text without outer spaces, composed (NFC), null when it says nothing."""
    text = f"trim(nfc_normalize(replace({name}, chr(13) || chr(10), chr(10))), '{SPACES}')"
    return f"case when {text} in ('', 'NULL', 'null') then null else {text} end"


def rules_of(column: ContractColumn) -> tuple[Rule, ...]:
    """All rules of a column, in order: missing, then those of its kind, then its range."""
    rules = list(TYPINGS[column.type].rules)
    if column.required and not column.may_be_empty:
        rules.insert(0, Rule(when=f"{TEXT} is null", expected=wanted(column), remedy="Fill in the cell."))
    if column.type == "choice":
        rules.append(_choice(column))
    if column.min is not None:
        rules.append(_range(column, f"{VALUE} < {column.min}"))
    if column.max is not None:
        rules.append(_range(column, f"{VALUE} > {column.max}"))
    return tuple(rules)


def wanted(column: ContractColumn) -> str:
    """What a column is for, as the end of the sentence "expected ..."."""
    return column.meaning[:1].lower() + column.meaning[1:].rstrip(".")


def remedy_for(rule: Rule, column: ContractColumn, found: str) -> str:
    """A rule's remedy for one cell, with the nearest choice where there are choices."""
    if not column.choices:
        return rule.remedy
    near = did_you_mean(found.strip().lower().replace(" ", "_").replace("-", "_"), column.choices)
    return f"{rule.remedy}{near}"


def _choice(column: ContractColumn) -> Rule:
    listed = ", ".join(f"'{choice}'" for choice in column.choices)
    expected = f"one of {', '.join(column.choices)}"
    return Rule(when=f"{TEXT} not in ({listed})", expected=expected, remedy="Use one of these words.")


def _range(column: ContractColumn, when: str) -> Rule:
    bounds = {(True, True): f"from {column.min} to {column.max}", (True, False): f"at least {column.min}"}
    expected = bounds.get((column.min is not None, column.max is not None), f"at most {column.max}")
    return Rule(when=when, expected=f"a number {expected}", remedy="Correct the figure or its scale.")


def _matches(pattern: str) -> str:
    return f"regexp_matches({TEXT}, '{pattern}')"


def _untyped(pattern: str, expected: str, remedy: str) -> Rule:
    """A rule for cells that have no typed value, and look like this."""
    return Rule(when=f"{VALUE} is null and {_matches(pattern)}", expected=expected, remedy=remedy)


# Text that none of the rules before has a better word for.
_NOT_TYPED = f"{TEXT} is not null and {VALUE} is null"

_A_MONTH = "a month written as 2026-03"
_MONTH = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])(-01([ T]00:00(:00(\.0+)?)?(Z|\+00(:?00)?)?)?)?$"
_MONTHS = Typing(
    sql_type="date",
    typed=f"case when {_matches(_MONTH)} then try_cast(left({TEXT}, 7) || '-01' as date) end",
    canonical=f"strftime({VALUE}, '%Y-%m')",
    rules=(
        _untyped(
            r"^\d{4}-(0[1-9]|1[0-2])-\d{2}([ T].*)?$",
            f"{_A_MONTH}, or the first day of a month",
            "Write the month only, and one row per month.",
        ),
        _untyped(r"^\d{4}-\d{2}(-\d{2})?$", f"{_A_MONTH}, from 1900 to 2199", "Correct the year or the month."),
        _untyped(
            r"^\d{5}(\.0*)?$",
            _A_MONTH,
            "This is a spreadsheet's number for a date: format the column as yyyy-mm, then save again.",
        ),
        Rule(when=_NOT_TYPED, expected=_A_MONTH, remedy="Write year, hyphen and month: 2026-03."),
    ),
)
_PLAIN = "plain text without control characters"
_UNCONTROLLED = Rule(
    when=_matches(CONTROL),
    expected=_PLAIN,
    remedy="Remove the invisible control character from the cell.",
)
_TEXTS = Typing(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        Rule(
            when=f"length({TEXT}) > {LONGEST_TEXT}",
            expected=f"at most {LONGEST_TEXT:,} characters",
            remedy="Shorten the text, and check that a quote before it is closed.",
        ),
        _UNCONTROLLED,
        Rule(
            severity="warning",
            when=_matches(r"^[=+@-]"),
            expected="text that a spreadsheet would not take for a formula",
            remedy="It is kept and shown as text; nothing is calculated.",
        ),
        Rule(
            severity="warning",
            when=_matches("<"),
            expected="text without markup",
            remedy="It is kept and shown as text; no markup is interpreted.",
        ),
    ),
)

_AN_IDENTIFIER = f"an identifier: letters, digits and . _ : / @ # + -, at most {LONGEST_IDENTIFIER} characters"
_IDENTIFIER = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:/@#+-]*$"
_IDENTIFIERS = Typing(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        # A count such as {0,63} of letters would cost RE2 a fifth of a second; so length is asked apart.
        Rule(
            when=f"length({TEXT}) > {LONGEST_IDENTIFIER}",
            expected=_AN_IDENTIFIER,
            remedy="Shorten it, or put the words in a column for text.",
        ),
        _UNCONTROLLED,
        Rule(
            when=_matches(r"\s"),
            expected=_AN_IDENTIFIER,
            remedy="Write it without spaces, such as team-07.",
        ),
        Rule(
            when=f"not {_matches(_IDENTIFIER)}",
            expected=_AN_IDENTIFIER,
            remedy="Begin with a letter or digit, and use only the characters named.",
        ),
    ),
)
_CHOICES = Typing(sql_type="varchar", typed=TEXT, canonical=VALUE, rules=())


def _misspelt_numbers(kind: str) -> tuple[Rule, ...]:
    """Ways of writing a number that people read and this contract doesn't, each with its own remedy."""
    return (
        _untyped("(?i)^[+-]?nan$", kind, "Not a number: leave the cell empty where there is no figure."),
        _untyped("(?i)^[+-]?(inf|infinity|∞)$", kind, "Infinite: leave the cell empty where there is no figure."),
        _untyped(
            "^#", kind, "This is a spreadsheet's error value: correct the formula there, or leave the cell empty."
        ),
        _untyped("[%‰]", kind, "Write a share without the percent sign: 0.28 for 28 %."),
        _untyped(
            r"[\p{Sc}]|^(?i:[A-Z]{3})\s*[+-]?\d|\d\s*(?i:[A-Z]{3})$",
            kind,
            "Leave out the currency; the column says what it is in.",
        ),
        _untyped(
            r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$",
            kind,
            "Leave out the thousands separator; if the comma is a decimal comma, write a point.",
        ),
        _untyped(
            r"^[+-]?\d{1,3}([.\s\x{a0}\x{202f}’''_]\d{3})+([.,]\d*)?$",
            kind,
            "Leave out the thousands separators.",
        ),
        _untyped(r"^[+-]?\d*,\d+$", kind, "Write a decimal point instead of the decimal comma."),
        _untyped(r"^\(.*\)$", kind, "Write a negative number with a minus sign."),
        _untyped(r"^[−–—]", kind, "Write the minus sign as a plain hyphen."),
    )


_A_COUNT = "a whole number from 0"
_COUNT = rf"^\+?\d{{1,{WHOLE_DIGITS}}}(\.0*)?$|^-0+(\.0*)?$"
_COUNTS = Typing(
    sql_type="bigint",
    typed=f"case when {_matches(_COUNT)} then try_cast(split_part({TEXT}, '.', 1) as bigint) end",
    canonical=f"{VALUE}::varchar",
    rules=(
        _untyped(r"^-\d+(\.\d*)?$", _A_COUNT, "A count cannot be negative."),
        *_misspelt_numbers(_A_COUNT),
        _untyped(r"^\+?\d*\.\d*$", _A_COUNT, "A count has no fraction."),
        _untyped(r"^\+?\d+(\.0*)?([eE].*)?$", f"{_A_COUNT} of at most {WHOLE_DIGITS} digits", "Write out its digits."),
        Rule(when=_NOT_TYPED, expected=_A_COUNT, remedy="Write digits only, or leave the cell empty."),
    ),
)

_A_DECIMAL = "a number such as 12.5"
_DECIMAL = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
# The digits after the point that are not trailing zeros, less the exponent, are the decimals needed.
_SCALE = (
    f"length(regexp_replace(regexp_extract({TEXT}, '\\.(\\d*)', 1), '0+$', ''))"
    f" - coalesce(try_cast(regexp_extract({TEXT}, '[eE]([+-]?\\d+)$', 1) as integer), 0)"
)
_DECIMAL_TYPE = f"decimal(38, {DECIMALS})"
_DECIMALS = Typing(
    sql_type=_DECIMAL_TYPE,
    typed=(f"case when {_matches(_DECIMAL)} and {_SCALE} <= {DECIMALS} then try_cast({TEXT} as {_DECIMAL_TYPE}) end"),
    canonical=f"rtrim(rtrim({VALUE}::varchar, '0'), '.')",
    rules=(
        *_misspelt_numbers(_A_DECIMAL),
        Rule(
            when=f"{VALUE} is null and {_matches(_DECIMAL)}",
            expected=f"at most {WHOLE_DIGITS} digits before the point and {DECIMALS} after it",
            remedy="Round the figure, or write it in a larger unit.",
        ),
        Rule(when=_NOT_TYPED, expected=_A_DECIMAL, remedy="Write digits and a point only, or leave the cell empty."),
    ),
)

_A_MOMENT = "a day or a moment, such as 2026-03-14 or 2026-03-14T09:30:00Z"
_DAY_AND_TIME = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?"
# A moment in UTC; without a time zone it is taken for UTC.
MOMENT = rf"^{_DAY_AND_TIME}Z?$"
OFFSET = rf"^{_DAY_AND_TIME}[+-]\d{{2}}(:?\d{{2}})?$"
MOMENT_VALUE = (
    f"case when {_matches(MOMENT)} then try_cast({TEXT} as timestamp) "
    # A cast to `timestamp` would drop the offset without a word.
    f"when {_matches(OFFSET)} then timezone('UTC', try_cast({TEXT} as timestamptz)) end"
)
_MOMENTS = Typing(
    sql_type="timestamp",
    typed=MOMENT_VALUE,
    canonical=f"strftime({VALUE}, '%Y-%m-%dT%H:%M:%S.%fZ')",
    rules=(
        _untyped(rf"^{_DAY_AND_TIME}", _A_MOMENT, "There is no such day or time: correct it."),
        _untyped(
            r"^\d{5}(\.\d*)?$",
            _A_MOMENT,
            "This is a spreadsheet's number for a date: format the column as yyyy-mm-dd, then save again.",
        ),
        Rule(when=_NOT_TYPED, expected=_A_MOMENT, remedy="Write year, month and day: 2026-03-14."),
    ),
)

_URI = r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$"
_A_URI = "an address such as https://evidence.example/ev-0042.pdf"
_URIS = Typing(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        _TEXTS.rules[0],
        _UNCONTROLLED,
        Rule(when=_matches(r"^(?i:javascript|data|vbscript):"), expected=_A_URI, remedy="Give the place of a file."),
        Rule(
            when=f"not {_matches(_URI)}",
            expected=_A_URI,
            remedy="Begin with https:, file: or the like, and write spaces as %20.",
        ),
    ),
)

_A_DIGEST = "a SHA-256: 64 hexadecimal digits"
_DIGESTS = Typing(
    sql_type="varchar",
    typed=f"lower({TEXT})",
    canonical=VALUE,
    rules=(
        Rule(
            when=f"length({TEXT}) <> 64 or not {_matches('^[0-9a-fA-F]*$')}",
            expected=_A_DIGEST,
            remedy="Copy the whole digest, without spaces or a file name.",
        ),
    ),
)

_JSONS = Typing(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        _UNCONTROLLED,
        Rule(when=f"not json_valid({TEXT})", expected="JSON", remedy="Quote each key and text with double quotes."),
    ),
)

TYPINGS: Mapping[Kind, Typing] = {
    "month": _MONTHS,
    "moment": _MOMENTS,
    "uri": _URIS,
    "sha256": _DIGESTS,
    "json": _JSONS,
    "text": _TEXTS,
    "identifier": _IDENTIFIERS,
    "choice": _CHOICES,
    "count": _COUNTS,
    "decimal": _DECIMALS,
}
