"""A business case on the benefits alone that are cash: all of its costs, and what pays for them in money."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from steering.cases.business import BusinessCase
from steering.finance.cash_flows import CashFlows
from steering.finance.cumulative import cumulate
from steering.finance.discounting import Convention
from steering.finance.payments import discount_payments


@dataclass(frozen=True, kw_only=True)
class CashableFigures:
    """NPV in the case's unit, return as a share and payback in months, of cashable benefits against all costs."""

    npv_cashable: float | None = None
    roi_cashable: float | None = None
    payback_cashable_months: float | None = None


def compute_cashable(cash_flows: CashFlows, convention: Convention, rate: float) -> CashableFigures:
    """Return the figures on cashable benefits alone; none where no benefit says whether it is cash.

    A benefit that does not say counts as none.
    """
    case = _cashable_part(cash_flows.case)
    if case is None:
        return CashableFigures()
    flows = replace(cash_flows, case=case)
    worth = discount_payments(flows.payments, lambda steps: convention.factors(steps, rate), convention)
    costs, benefits = flows.costs or (), flows.benefits or ()
    total = float(sum(costs))
    return CashableFigures(
        npv_cashable=worth.npv if math.isfinite(worth.npv) else None,
        roi_cashable=float(sum(benefits)) / total - 1 if total > 0 else None,
        payback_cashable_months=cumulate(convention, costs, benefits, flows.at_start).payback(),
    )


def _cashable_part(case: BusinessCase) -> BusinessCase | None:
    """Return the case without the benefits that are not said to be cash; None where no benefit says either."""
    if all(line.cashable is None for line in case.lines if line.kind == "benefit"):
        return None
    lines = tuple(line for line in case.lines if line.kind == "cost" or line.cashable)
    # Fewer lines may have shorter lists: the horizon stays.
    return replace(case, lines=lines, periods=case.last)
