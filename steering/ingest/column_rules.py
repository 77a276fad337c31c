"""What a rule about a cell is, in SQL, and the rules and patterns that several types of column share.

In every expression TEXT stands for the cell's cleaned text (trimmed, NFC, empty and NULL missing) and
VALUE for its typed value.
"""
# ruff: noqa: S608
# The SQL is made of quoted names and our own expressions; values of a file are never pasted into it.

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from steering.errors import Severity
from steering.formulas import GUARDED

TEXT = "§text§"
VALUE = "§value§"

# What a program writes where it has no value; the words are told once, the others need no word.
BLANKS = ("", "NULL", "null")
NULL_WORDS = (r"\N", "<NA>", "None", "NaN", "nan", "NaT", "N/A", "n/a", "(null)", "<null>", "[NULL]")

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

_GUARDED = GUARDED.replace("'", "''")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that may be wrong with a cell: `when` finds it, the rest tells the user."""

    when: str
    expected: str
    remedy: str
    severity: Severity = "error"


@dataclass(frozen=True, kw_only=True)
class ColumnTyping:
    """How a kind of column is typed, checked and written canonically."""

    sql_type: str
    typed: str
    canonical: str
    rules: tuple[Rule, ...]


def clean_text_sql(name: str) -> str:
    """SQL for a cell's text without outer spaces, composed (NFC), null when it says nothing.

    The apostrophe that our own files have before what a spreadsheet would take for a formula is left out.
    """
    return _null_if_empty_sql(_unguard_sql(_trim_sql(name)))


def clean_texts_sql(columns: Mapping[str, str], relation: str) -> str:
    """SQL that selects `_row` and the clean texts of columns of a relation, under the names that they are mapped to.

    Both are quoted names. What a file of a few rows costs is the planning of its expressions: in layers, each of
    them is written once.
    """
    names = ", ".join(columns)
    trims = ", ".join(f"{_trim_sql(name)} as {name}" for name in columns)
    guards = ", ".join(f"{_unguard_sql(name)} as {name}" for name in columns)
    texts = ", ".join(f"{_null_if_empty_sql(name)} as {alias}" for name, alias in columns.items())
    layers = f"(select _row, {guards} from (select _row, {trims} from (select _row, {names} from {relation})))"
    return f"select _row, {texts} from {layers}"


def _trim_sql(text: str) -> str:
    return f"trim(nfc_normalize(replace({text}, chr(13) || chr(10), chr(10))), '{SPACES}')"


def is_guarded_sql(text: str) -> str:
    """SQL that is true for a text from which cleaning leaves an apostrophe out."""
    return f"(contains({text}, '''') and regexp_matches({text}, '{_GUARDED}'))"


def _unguard_sql(text: str) -> str:
    # Nearly no cell has an apostrophe, and looking for it is quick.
    return f"case when contains({text}, '''') then regexp_replace({text}, '{_GUARDED}', '\\1\\2', 'g') else {text} end"


def _null_if_empty_sql(text: str) -> str:
    return f"case when {among(text, (*BLANKS, *NULL_WORDS))} then null else {text} end"


def among(text: str, words: Iterable[str]) -> str:
    """SQL that is true for a text that is one of these words of ours."""
    # A pattern is one constant. Of a list each word is one, with room for a whole vector in every place it stands:
    # for the columns of a small file that takes ten times as long as all the rest.
    return f"regexp_full_match({text}, '{'|'.join(map(re.escape, words))}')"


def list_sql(words: Iterable[str]) -> str:
    """Words of ours as SQL literals."""
    return ", ".join(f"'{word}'" for word in words)


def matches(pattern: str) -> str:
    return f"regexp_matches({TEXT}, '{pattern}')"


def pattern_rule(pattern: str, expected: str, remedy: str) -> Rule:
    """A rule for cells that have no typed value, and look like this."""
    return Rule(when=f"{VALUE} is null and {matches(pattern)}", expected=expected, remedy=remedy)


# Text that none of the rules before has a better word for.
NOT_TYPED = f"{TEXT} is not null and {VALUE} is null"
_PLAIN = "plain text without control characters"
NO_CONTROL_CHARACTERS = Rule(
    when=matches(CONTROL),
    expected=_PLAIN,
    remedy="Remove the invisible control character from the cell.",
)
