"""What operators and functions of a spreadsheet come to: those that the workbook of a business case uses, no more.

An empty cell counts as 0 in arithmetic and equals both 0 and the empty text, as spreadsheets have it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


class Fault(Exception):
    """What a spreadsheet shows instead of a figure: `#DIV/0!`, `#NUM!`, `#VALUE!`."""


DIVISION, NUMBER, VALUE = "#DIV/0!", "#NUM!", "#VALUE!"
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
COMPARISON: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number_of(content: Any) -> Any:
    """Return a content as a number, or numbers. Raises Fault for a text."""
    if isinstance(content, float):
        return content
    if isinstance(content, np.ndarray):
        return content if content.dtype == float else np.vectorize(number_of, otypes=[float])(content)
    if content is None:
        return 0.0
    if isinstance(content, str):
        raise Fault(VALUE)
    return float(content)


def compute_operation(sign: str, left: Any, right: Any) -> Any:
    """Return what an operator gives. Raises Fault where a spreadsheet shows an error."""
    if sign in COMPARISON:
        return _compare(sign, left, right)
    one, other = number_of(left), number_of(right)
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return ARITHMETIC[sign](one, other)
    try:
        return _finite(ARITHMETIC[sign](one, other))
    except ZeroDivisionError:
        raise Fault(DIVISION) from None
    except OverflowError:
        raise Fault(NUMBER) from None


def _finite(figure: Any) -> float:
    if isinstance(figure, complex) or not math.isfinite(figure):
        raise Fault(NUMBER)
    return float(figure)


def _compare(sign: str, left: Any, right: Any) -> Any:
    if isinstance(left, np.ndarray) and isinstance(right, str):
        return np.asarray(COMPARISON[sign](left, right), dtype=float)
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return COMPARISON[sign](number_of(left), number_of(right)).astype(float)
    pair = [left, right]
    for own, other in ((0, 1), (1, 0)):
        if pair[own] is None:
            pair[own] = "" if isinstance(pair[other], str) else 0.0
    if isinstance(pair[0], str) != isinstance(pair[1], str):
        # A text is above every number.
        return COMPARISON[sign](isinstance(pair[0], str), isinstance(pair[1], str))
    if isinstance(pair[0], str):
        pair = [text.casefold() for text in pair]
    return COMPARISON[sign](pair[0], pair[1])


def _flat(given: tuple[Any, ...]) -> list[float]:
    """Return all numbers in what a function is given; of ranges neither texts nor empty cells."""
    numbers: list[float] = []
    for part in given:
        if isinstance(part, np.ndarray):
            contents = part.ravel().tolist()
            numbers.extend(content for content in contents if isinstance(content, int | float))
        else:
            numbers.append(float(number_of(part)))
    return numbers


def _sum_product(*given: Any) -> float:
    product = number_of(given[0])
    for part in given[1:]:
        product = product * part
    return _finite(math.fsum(np.ravel(product)))


def _index(table: Any, row: Any, column: Any = None) -> Any:
    """Return an element of a row, column or table by its number or numbers; with row 0 a whole column of a table."""
    if not isinstance(table, np.ndarray):
        table = np.array([[table]], dtype=object)
    if column is not None:
        place = int(number_of(column)) - 1
        if not number_of(row):
            return table[:, [place]]
        table = table[:, [place]]
    contents, number = table.ravel(), int(number_of(row))
    if not 1 <= number <= len(contents):
        raise Fault("#REF!")
    content = contents[number - 1]
    if isinstance(content, Fault):
        raise content
    return content.item() if isinstance(content, np.generic) else content


def _match(sought: Any, table: Any, kind: Any) -> float:
    table = np.atleast_1d(table)
    assert not number_of(kind)  # only the exact one is used
    wanted = sought.casefold() if isinstance(sought, str) else sought
    for place, content in enumerate(table.ravel(), start=1):
        if (content.casefold() if isinstance(content, str) else content) == wanted:
            return float(place)
    raise Fault("#N/A")


def _sum_if(table: Any, criterion: Any, amounts: Any) -> float:
    own, among = np.atleast_1d(number_of(amounts)), np.atleast_1d(number_of(table))
    return math.fsum(own[among == number_of(criterion)])


def _multiply_matrices(one: Any, other: Any) -> Any:
    return number_of(one) @ number_of(other)


def _exp(power: Any) -> Any:
    if isinstance(power, np.ndarray):
        return np.exp(power)
    try:
        return math.exp(number_of(power))
    except OverflowError:
        raise Fault(NUMBER) from None


def _log(figure: Any) -> float:
    if number_of(figure) <= 0:
        raise Fault(NUMBER)
    return math.log(number_of(figure))


def _round_up(figure: Any, digits: Any) -> float:
    assert not number_of(digits)  # to whole numbers alone
    return float(math.ceil(number_of(figure)))


def _is_number(content: Any) -> bool:
    return isinstance(content, int | float) and not isinstance(content, bool)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "SUM": lambda *given: math.fsum(_flat(given)),
    "MAX": lambda *given: max(_flat(given)),
    "MIN": lambda *given: min(_flat(given)),
    "ABS": lambda figure: abs(number_of(figure)),
    "ROWS": lambda table: float(len(table)) if isinstance(table, np.ndarray) else 1.0,
    "EXACT": lambda one, other: np.asarray(one == other, dtype=float),
    "INT": lambda figure: float(math.floor(number_of(figure))),
    "MOD": lambda figure, by: float(number_of(figure) % number_of(by)),
    "ROUNDUP": _round_up,
    "EXP": _exp,
    "LN": _log,
    "AND": lambda *given: all(bool(part) for part in given),
    "OR": lambda *given: any(bool(part) for part in given),
    "NOT": lambda part: not part,
    "ISNUMBER": _is_number,
    "SUMPRODUCT": _sum_product,
    "INDEX": _index,
    "MATCH": _match,
    "SUMIF": _sum_if,
    "MMULT": _multiply_matrices,
}
