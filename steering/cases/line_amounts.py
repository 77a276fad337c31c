"""The amounts of a line by index, from its figures: what they are multiplied by, how prices rise, what money it is in.

All is exact but a price level within a year, which is a power with a broken exponent.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.line import Line

Amounts = list[Fraction]


def line_amounts(line: Line, case: BusinessCase) -> Amounts:
    """Return the amounts of a line by index, 0 being today, in the money and at the prices of the case."""
    return in_money_of_case(line_figures(line, case), line, case)


def line_figures(line: Line, case: BusinessCase) -> Amounts:
    """Return the figures of a line by index, in the money and at the prices that it is written in."""
    amounts = _written(line, case.last)
    for term in line.terms:
        amounts = [amount * factor for amount, factor in zip(amounts, term_values(term, case), strict=True)]
    if line.growth is not None:
        amounts = [amount * risen(line.growth, case, index) for index, amount in enumerate(amounts)]
    return amounts


def in_money_of_case(amounts: Amounts, line: Line, case: BusinessCase, *, at_ends: bool = False) -> Amounts:
    """Return amounts of a line in the money and at the prices of the case, by when they fall.

    With `at_ends` they fall at the end of their period, whatever the timing of the line.
    """
    if line.prices not in (None, case.prices) and case.inflation is not None:
        halves = 0 if at_ends else halves_before(line, case)
        amounts = [amount * _level(case, 2 * at - (halves if at else 0)) for at, amount in enumerate(amounts)]
    if line.currency not in (None, case.currency) and line.currency in case.exchange_rates:
        rate = Fraction(case.exchange_rates[line.currency].rate)
        amounts = [amount * rate for amount in amounts]
    return amounts


def worth_of_paid(amounts: Amounts, line: Line, case: BusinessCase, *, at_ends: bool = False) -> Fraction:
    """Return what amounts of a line come to at the end of the horizon, as the money that was paid.

    At real prices inflation, where it is known, has eaten of it since.
    """
    if case.prices == "nominal" or case.inflation is None:
        return sum(amounts, Fraction(0))
    halves, end = 0 if at_ends else halves_before(line, case), _level(case, 2 * case.last)
    levels = (_level(case, 2 * at - (halves if at else 0)) for at in range(case.last + 1))
    return sum((amount * end / level for amount, level in zip(amounts, levels, strict=True)), Fraction(0))


def lasting_worth(line: Line, case: BusinessCase, rate: Decimal) -> Fraction:
    """Return what a flow that goes on for ever is worth when one unit of it is paid last, at an annual rate.

    It is (1 + growth) / (rate - growth), by the period of the case, where growth is at the prices of the case.
    """
    assert line.end_value is not None and line.end_value.growth is not None  # the caller looked
    a_year, growth = PER_YEAR[case.period], growth_of_end(line.end_value.growth, line, case)
    by_period = [Fraction((1 + float(annual)) ** (1 / a_year)) - 1 for annual in (rate, growth)]
    a_period, more = (Fraction(rate), growth) if a_year == 1 else by_period
    return (1 + more) / (a_period - more)


def growth_of_end(growth: Decimal, line: Line, case: BusinessCase) -> Fraction:
    """Return the annual growth of a flow without end at the prices of the case."""
    if line.prices in (None, case.prices) or case.inflation is None:
        return Fraction(growth)
    inflation = 1 + Fraction(case.inflation)
    return (1 + Fraction(growth)) * (1 / inflation if case.prices == "real" else inflation) - 1


def last_rate(case: BusinessCase, rate: Decimal) -> Decimal:
    """Return the annual discount rate after the horizon, where `rate` is that of the first years."""
    years = Fraction(case.last, PER_YEAR[case.period])
    return next((later.rate for later in reversed(case.later_rates) if later.after_year <= years), rate)


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
    return _level(case, 2 * index - (halves_before(line, case) if index else 0))


def _level(case: BusinessCase, halves: int) -> Fraction:
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
