"""What stands in a cell of a spreadsheet as the text of a key, or why it can't be one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isclose

from steering.cases.cell_ranges import name_cell
from steering.cases.number_texts import suggest_number
from steering.cases.spreadsheet_mapping import MONTH, TEXTS, WHOLES
from steering.errors import Problem, quote_input
from steering.ingest.spreadsheet import SheetCell, Spreadsheet

ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA)")
# Digits that a spreadsheet keeps of a number.
DIGITS = 15
# How far apart, as a share, two programs may write one number.
TOLERANCE = 1e-13


class WrongCell(ValueError):
    """A cell does not hold what is expected: what was found, what was expected, and what to do."""

    def __init__(self, found: str, expected: str, remedy: str) -> None:
        self.found, self.expected, self.remedy = found, expected, remedy
        super().__init__(found)

    def as_problem(self, spreadsheet: Spreadsheet, sheet: str, row: int, column: int) -> Problem:
        """Return it as a problem with its sheet and cell."""
        place = f"{sheet}!{name_cell(row, column)}"
        return Problem(
            file=spreadsheet.name, column=place, found=self.found, expected=self.expected, remedy=self.remedy
        )


def describe_number(value: float | Decimal) -> str:
    """Return a number as a file has it, with as many digits as a spreadsheet keeps: `0.3` for 0.30000000000000004."""
    text = format(Decimal(f"{value:.{DIGITS}g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def is_same_value(was: object, now: object) -> bool:
    """Return whether two cells hold the same, as far as programs agree on the last digits of a number."""
    if isinstance(was, int | float) and isinstance(now, int | float):
        return isinstance(was, bool) == isinstance(now, bool) and isclose(was, now, rel_tol=TOLERANCE)
    return was == now


def number_text(cell: SheetCell | None, expected: str = "a number") -> str:
    """Return the number in a cell as text; empty where the cell is. Raises WrongCell."""
    value = _content(cell, expected)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        remedy = suggest_number(value) if isinstance(value, str) else ""
        shown = value.isoformat() if isinstance(value, dt.date) else str(value)
        raise WrongCell(quote_input(shown), expected, remedy or "Write the number alone into the cell.")
    return describe_number(value)


def whole_text(cell: SheetCell | None) -> str:
    """Return the whole number in a cell as text; empty where the cell is. Raises WrongCell."""
    text = number_text(cell, "a whole number")
    if "." in text:
        raise WrongCell(text, "a whole number", "Write a number without decimals.")
    return text


def plain_text(cell: SheetCell | None) -> str:
    """Return what a cell shows as text; empty where the cell is. Raises WrongCell."""
    value = _content(cell, "a text")
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return describe_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def month_text(cell: SheetCell | None) -> str:
    """Return the month of a date in a cell, or a text as it is; empty where the cell is. Raises WrongCell."""
    value = _content(cell, "a date")
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else plain_text(cell)


def _content(cell: SheetCell | None, expected: str) -> object:
    if cell is None:
        return None
    if cell.value is None and cell.formula:
        remedy = "Open the workbook in a spreadsheet and save it there, or write the value."
        raise WrongCell("a formula whose value is not stored", f"{expected}, or a formula with its value", remedy)
    if isinstance(cell.value, str) and ERROR.fullmatch(cell.value):
        raise WrongCell(f"the error {cell.value}", expected, "Correct the formula in the spreadsheet.")
    if isinstance(cell.value, str) and not cell.value.strip():
        return None
    return cell.value


_BY_KEY: Mapping[str, Callable[[SheetCell | None], str]] = {
    **dict.fromkeys(WHOLES, whole_text),
    **dict.fromkeys(TEXTS, plain_text),
    MONTH: month_text,
}


def key_text(key: str, cell: SheetCell | None) -> str:
    """Return the text that a cell holds for a key of the business case; empty where the cell is. Raises WrongCell."""
    return _BY_KEY.get(key, number_text)(cell)
