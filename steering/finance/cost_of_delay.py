"""What waiting costs: the NPV that is lost when all flows of a case come later while its horizon ends when it ends.

While the decision waits, all is as it is without it. What would come after the end of the horizon is lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from steering.cases.business import PER_YEAR
from steering.finance import cash_flow_shifts
from steering.finance.cash_flows import CashFlows
from steering.finance.discounting import Convention, later_share, power, present_value
from steering.finance.payments import discount_payments

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

    What is due today falls at the end of the wait, to the month; the flows of periods move as a delay moves them.
    """
    case = cash_flows.case
    periods = Fraction(months * PER_YEAR[case.period], 12)
    later = [
        replace(
            payments,
            amounts=tuple(cash_flow_shifts.delay([Fraction(0), *payments.amounts[1:]], periods)),
        )
        for payments in cash_flows.payments
    ]
    worth = discount_payments(later, lambda steps: convention.factors(steps, rate), convention)
    within = Fraction(months, 12) <= Fraction(convention.ends[-1], 12)
    unit = power(1 + rate, -months / 12) * later_share(case, months / 12) if within else 0.0
    lump = sum((payments.sign * payments.amounts[0] for payments in cash_flows.payments), Fraction(0))
    return worth.npv + present_value([lump], [unit])
