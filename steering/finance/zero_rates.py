"""The discount rates at which a business case is worth nothing: where NPV is 0, with the rates of later years."""

from __future__ import annotations

from fractions import Fraction

from steering.cases.business import BusinessCase
from steering.finance.cash_flows import CashFlows
from steering.finance.discounting import convention_of
from steering.finance.irr import find_rates_of_return
from steering.finance.metrics import net_by_step


def find_zero_rates(case: BusinessCase, cash_flows: CashFlows) -> tuple[float, ...]:
    """Return every annual discount rate above -100% at which NPV is 0, ascending.

    Where later years have rates of their own, it is the rate of the first years, and the others move in proportion.
    """
    when = convention_of(case)
    flows = net_by_step(when, cash_flows.payments)
    if when.shares:
        flows = {step: amount * Fraction(when.shares[step]) for step, amount in flows.items()}
    return find_rates_of_return(flows, when.per_year)
