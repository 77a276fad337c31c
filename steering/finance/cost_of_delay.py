"""What waiting costs: the NPV that is lost when all flows of a case come later while its horizon ends when it ends.

While the decision waits, all is as it is without it. What would come after the end of the horizon is lost. What comes
back at the end comes back then, as far as what it comes back from was paid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from steering.cases.business import PER_YEAR
from steering.cases.line import Line
from steering.cases.resolve import fix_amounts, list_end_values
from steering.finance import cash_flow_shifts
from steering.finance.cash_flows import CashFlows
from steering.finance.discounting import Convention, later_share, power, present_value
from steering.finance.payments import Payments, discount_payments

# The longest wait that is worked out, in months.
LONGEST_WAIT = 12


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A wait of so many months: the NPV that is left, and what it loses, which is below 0 where waiting gains."""

    months: int
    npv: float
    lost: float


def compute_cost_of_delay(cash_flows: CashFlows, convention: Convention, rate: float) -> float | None:
    """Return the NPV that a wait of one month loses, in the case's unit; None for dated flows."""
    waits = compute_waits(cash_flows, convention, rate, longest=1)
    return waits[0].lost if waits else None


def compute_waits(
    cash_flows: CashFlows, convention: Convention, rate: float, *, longest: int = LONGEST_WAIT
) -> tuple[Wait, ...]:
    """Return what each wait from one month on loses; none for dated flows, and where a float does not hold an NPV."""
    if cash_flows.case.days:
        return ()
    npvs = [compute_npv_after(cash_flows, convention, rate, months) for months in range(longest + 1)]
    if not all(math.isfinite(npv) for npv in npvs):
        return ()
    return tuple(Wait(months=months, npv=npv, lost=npvs[0] - npv) for months, npv in enumerate(npvs) if months)


def compute_npv_after(cash_flows: CashFlows, convention: Convention, rate: float, months: int) -> float:
    """Return the NPV of flows that all come so many months later; not a number where a float does not hold it.

    What is due today falls at the end of the wait, to the month; the flows of periods move as a delay moves them, and
    what comes back at the end stays where it is.
    """
    case = cash_flows.case
    periods = Fraction(months * PER_YEAR[case.period], 12)
    within = Fraction(months, 12) <= Fraction(convention.ends[-1], 12)

    def worth_of(every: Iterable[Payments]) -> float:
        return discount_payments(tuple(every), lambda steps: convention.factors(steps, rate), convention).npv

    worth = worth_of(_delay(payments, periods) for payments in cash_flows.payments)
    ends = _end_values(cash_flows)
    if ends:
        left = tuple(_keep_end(end, cash_flows, periods, within) for end in ends)
        due, comes = (replace(cash_flows, case=replace(case, lines=lines, periods=case.last)) for lines in (ends, left))
        worth += worth_of(comes.payments) - worth_of(_delay(payments, periods) for payments in due.payments)
    unit = power(1 + rate, -months / 12) * later_share(case, months / 12) if within else 0.0
    lump = sum((payments.sign * payments.amounts[0] for payments in cash_flows.payments), Fraction(0))
    return worth + present_value([lump], [unit])


def _delay(payments: Payments, periods: Fraction) -> Payments:
    """Return the payments of periods so many of them later, without what is due today."""
    later = cash_flow_shifts.delay([Fraction(0), *payments.amounts[1:]], periods)
    return replace(payments, amounts=tuple(later))


def _end_values(cash_flows: CashFlows) -> tuple[Line, ...]:
    """Return what comes back at the end; of a line that data replaces it is among what is replaced."""
    ends = list_end_values(cash_flows.case)
    return tuple(end for end in ends if end.id not in cash_flows.links.replacements)


def _keep_end(end: Line, cash_flows: CashFlows, periods: Fraction, within: bool) -> Line:
    """Return what still comes back when all is paid so much later: an amount whole, a share of what is paid by then."""
    line = next((each for each in cash_flows.case.lines if each.id == end.origin), end)
    back = end.amounts if line.id == end.id else [Fraction(0)] * len(line.amounts)
    paid = [amount - other for amount, other in zip(line.amounts, back, strict=True)]
    later = [paid[0] if within else Fraction(0), *cash_flow_shifts.delay([Fraction(0), *paid[1:]], periods)[1:]]
    if not any(paid):
        return end
    # What is due today, with all else of the line, is lost only where the wait is longer than the horizon.
    whole = end.end_value is not None and end.end_value.amount is not None
    total = sum(paid, Fraction(0))
    share = Fraction(any(later)) if whole or not total else sum(later, Fraction(0)) / total
    return fix_amounts(end, [amount * share for amount in end.amounts])
