"""Flows that go on for ever, where the discount rate stands elsewhere than where their value at the end was worked out.

That value is an amount of the case, as a price that somebody pays: rates of return, crossovers and every curve by
discount rate are of the same flows. What it would be at another rate is worked out anew here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.cases.line_amounts import growth_of_end, last_rate
from steering.cases.resolve import ResolvedCase, resolve_choice


def held_lines(case: BusinessCase, rate: Decimal) -> tuple[Line, ...]:
    """Return the lines of a resolved case whose value at the end is another one at this rate of the first years."""
    if last_rate(case, rate) == last_rate(case, case.discount_rate):
        return ()
    return tuple(line for line in _lasting(case) if line.amounts[-1])


def revalue(case: BusinessCase, rate: Decimal) -> BusinessCase | None:
    """Return a resolved case with values at the end as at another rate; None where one of them would have no end."""
    lines = held_lines(case, rate)
    if not lines or not isinstance(case, ResolvedCase):
        return case
    if any(line.end_value and growth_of_end(line.end_value.growth or Decimal(0), line, case) >= rate for line in lines):
        return None
    option, other = case.choice.option, case.choice.against
    own = option and replace(option, discount_rate=None)
    # The rate of the option is that of the other as well.
    choice = replace(case.choice, option=own, against=other)
    return resolve_choice(replace(case.as_written, discount_rate=rate), choice)


def _lasting(case: BusinessCase) -> Iterator[Line]:
    yield from (line for line in case.lines if line.end_value and line.end_value.growth is not None)
