"""The amounts of a line by index, from its figures: what they are multiplied by, how prices rise, what money it is in.

All is exact but a price level within a year, which is a power with a broken exponent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.line import Line

Amounts = list[Fraction]


def line_amounts(line: Line, case: BusinessCase) -> Amounts:
    """Return the amounts of a line by index, 0 being today, in the money and at the prices of the case."""
    amounts = _written(line, case.last)
    for term in line.terms:
        amounts = [amount * factor for amount, factor in zip(amounts, term_values(term, case), strict=True)]
    if line.growth is not None:
        amounts = [amount * risen(line.growth, case, index) for index, amount in enumerate(amounts)]
    if line.prices not in (None, case.prices) and case.inflation is not None:
        amounts = [amount * price_level(line, case, index) for index, amount in enumerate(amounts)]
    if line.currency not in (None, case.currency) and line.currency in case.exchange_rates:
        rate = Fraction(case.exchange_rates[line.currency].rate)
        amounts = [amount * rate for amount in amounts]
    return amounts


def end_value(line: Line, case: BusinessCase, amounts: Sequence[Fraction]) -> Fraction:
    """Return what a line is worth at the end of the horizon, as a positive figure in the money of the case.

    A flow that goes on for ever is worth amount x (1 + growth) / (rate - growth), with the rate a period of the case.
    """
    end = line.end_value
    if end is None:
        return Fraction(0)
    if end.share is not None:
        return Fraction(end.share) * sum(amounts, Fraction(0))
    if end.growth is not None:
        period = Fraction((1 + float(case.discount_rate)) ** (1 / PER_YEAR[case.period])) - 1
        growth = Fraction((1 + float(end.growth)) ** (1 / PER_YEAR[case.period])) - 1
        if PER_YEAR[case.period] == 1:
            period, growth = Fraction(case.discount_rate), Fraction(end.growth)
        return amounts[-1] * (1 + growth) / (period - growth)
    value = Fraction(end.amount or 0)
    if line.currency in case.exchange_rates:
        value *= Fraction(case.exchange_rates[line.currency].rate)
    return value


def term_values(term: Decimal | str, case: BusinessCase) -> Amounts:
    """Return what a term multiplies the figures by, by index; an input that is not there by 1."""
    count = case.last + 1
    if isinstance(term, Decimal):
        return [Fraction(term)] * count
    given = case.inputs.get(term)
    if given is None:
        return [Fraction(1)] * count
    if given.values:
        return [Fraction(value) for value in given.values]
    return [Fraction(1 if given.value is None else given.value)] * count


def risen(growth: Decimal | str, case: BusinessCase, index: int) -> Fraction:
    """Return by what factor a price has risen under an index: not at all in the first year, then once a year."""
    years = max(index - 1, 0) // PER_YEAR[case.period]
    if isinstance(growth, Decimal):
        return (1 + Fraction(growth)) ** years
    index_rates = case.indexes[growth].rates if growth in case.indexes else (Decimal(0),)
    rates = (index_rates[min(year, len(index_rates) - 1)] for year in range(years))
    return reduce(lambda level, rate: level * (1 + Fraction(rate)), rates, Fraction(1))


def _written(line: Line, last: int) -> Amounts:
    if line.values:
        return [Fraction(figure.value) for figure in line.values]
    amount = Fraction(1) if line.amount is None else Fraction(line.amount.value)
    begins = 1 if line.begins is None else line.begins
    ends = last if line.ends is None else line.ends
    return [amount if begins <= index <= ends else Fraction(0) for index in range(last + 1)]


def price_level(line: Line, case: BusinessCase, index: int) -> Fraction:
    """Return what turns a real amount into a nominal one when it falls, or a nominal one into a real one."""
    halves = 2 * index - (halves_before(line, case) if index else 0)
    years = Fraction(halves, 2 * PER_YEAR[case.period])
    if case.prices == "real":
        years = -years
    assert case.inflation is not None  # the caller looked
    level = 1 + Fraction(case.inflation)
    return level**years.numerator if years.denominator == 1 else Fraction(float(level) ** float(years))


def halves_before(line: Line, case: BusinessCase) -> int:
    """Return how many halves of a period before its end the flows of a line fall."""
    timing = line.timing or case.timing
    if timing == "split":
        return 2 if line.kind == "cost" else 0
    return {"end": 0, "mid": 1, "start": 2}[timing]
