"""The metrics of a business case, computed from its flows; None where one does not exist."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.finance.cash_flows import CashFlows
from steering.finance.cumulative import cumulate
from steering.finance.discounting import Convention, power, present_value, tax_convention
from steering.finance.irr import find_rates_of_return
from steering.finance.payments import Payments, discount_payments
from steering.finance.tax import compute_tax

# A rate below this loses nearly everything; beside one other root it is not what anybody means by a return.
ALMOST_LOST = -0.99
# A discounted cumulative sum this small, against all flows, is 0: 0.1 + 0.2 - 0.3 is not in debt.
NOISE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The metrics, in the order in which they are shown. Amounts in the case's unit, rates and shares as 0.28."""

    npv: float | None = None
    irr: float | None = None
    irr_roots: tuple[float, ...] | None = ()
    mirr: float | None = None
    roi: float | None = None
    roi_discounted: float | None = None
    payback_months: float | None = None
    discounted_payback_months: float | None = None
    pv_costs: float | None = None
    pv_benefits: float | None = None
    bcr: float | None = None
    profitability_index: float | None = None
    peak_funding: float | None = None
    breakeven_benefit_share: float | None = None
    margin_of_safety: float | None = None
    equivalent_annual: float | None = None
    total_costs: float | None = None
    total_benefits: float | None = None
    npv_cashable: float | None = None
    roi_cashable: float | None = None
    payback_cashable_months: float | None = None
    cost_of_delay: float | None = None
    npv_after_tax: float | None = None
    irr_after_tax: float | None = None
    total_tax: float | None = None
    positive_in_all_scenarios: bool | None = None

    def as_dict(self) -> dict[str, float | bool | list[float] | None]:
        """Return the metrics as plain JSON values, by name."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@dataclass(frozen=True, kw_only=True)
class AnnualRates:
    """Annual effective rates, all above -100%."""

    discount: float
    finance: float
    reinvest: float


def compute_metrics(cash_flows: CashFlows, convention: Convention, rates: AnnualRates) -> Metrics:
    """Return the metrics of all flows: without those on cashable benefits, of a wait, and over the scenarios."""
    costs, benefits, net = cash_flows.costs, cash_flows.benefits, cash_flows.net
    worths = _discount(cash_flows, convention, rates.discount)
    path = cumulate(convention, costs, net if costs is None or benefits is None else benefits, cash_flows.at_start)
    flows = net_by_step(convention, cash_flows.payments)
    roots = find_rates_of_return(flows, convention.per_year)
    known = tuple(root for root in roots if math.isfinite(root))
    npv, today = worths.npv, float(net[0])
    after = _after_tax(cash_flows, convention, rates.discount, npv, flows)
    return Metrics(
        npv=_finite(npv),
        irr=_single_return(roots),
        irr_roots=known,
        mirr=_compute_mirr(flows, convention, rates),
        roi=_ratio(worths.total_benefits, worths.total_costs, less=1),
        roi_discounted=_ratio(worths.pv_benefits, worths.pv_costs, less=1),
        payback_months=path.payback(),
        discounted_payback_months=_compute_discounted_payback(worths, convention),
        pv_costs=_finite(worths.pv_costs),
        pv_benefits=_finite(worths.pv_benefits),
        bcr=_ratio(worths.pv_benefits, worths.pv_costs),
        profitability_index=_finite(1 + npv / -today) if today < 0 else None,
        peak_funding=path.depth,
        breakeven_benefit_share=_ratio(worths.pv_costs, worths.pv_benefits),
        margin_of_safety=_ratio(worths.pv_costs, worths.pv_benefits, less=1, sign=-1),
        equivalent_annual=_finite(npv * annuity_factor(rates.discount, convention.years)),
        total_costs=_finite(worths.total_costs),
        total_benefits=_finite(worths.total_benefits),
        npv_after_tax=after.npv,
        irr_after_tax=after.irr,
        total_tax=after.total,
    )


@dataclass(frozen=True, kw_only=True)
class _AfterTax:
    """What is left after tax, and all tax; None without tax."""

    npv: float | None = None
    irr: float | None = None
    total: float | None = None


def _after_tax(
    cash_flows: CashFlows, convention: Convention, rate: float, npv: float, flows: Mapping[int, Fraction]
) -> _AfterTax:
    bill = compute_tax(cash_flows)
    if bill is None:
        return _AfterTax()
    ends = tax_convention(cash_flows.case, convention)
    tax = net_by_step(ends, [Payments(kind="cost", amounts=bill.paid)])
    left = {step: flows.get(step, Fraction(0)) + tax.get(step, Fraction(0)) for step in {*flows, *tax}}
    roots = find_rates_of_return(left, convention.per_year)
    irr = _single_return(roots)
    return _AfterTax(
        npv=_finite(npv - present_value(bill.paid, ends.factors(ends.costs, rate))),
        # Tax that is paid after the last benefit makes another root, far below zero.
        irr=_single_return([root for root in roots if root > 0]) if irr is None else irr,
        total=_finite(float(bill.total)),
    )


@dataclass(frozen=True, kw_only=True)
class _PresentValues:
    """The present values of flows, in total and by index: `won` are benefits, or net flows where `lost` is None."""

    npv: float
    won: list[float]
    lost: list[float] | None = None
    at_start: Sequence[Fraction | float] = ()
    pv_costs: float | None = None
    pv_benefits: float | None = None
    total_costs: float | None = None
    total_benefits: float | None = None


def _discount(cash_flows: CashFlows, convention: Convention, rate: float) -> _PresentValues:
    worth = discount_payments(cash_flows.payments, lambda steps: convention.factors(steps, rate), convention)
    costs, benefits = cash_flows.costs, cash_flows.benefits
    if costs is None or benefits is None:
        return _PresentValues(npv=worth.npv, won=worth.by_index("benefit"))
    return _PresentValues(
        npv=worth.npv,
        won=worth.by_index("benefit"),
        lost=worth.by_index("cost"),
        at_start=worth.at_start(cash_flows.case.timing) if cash_flows.at_start else (),
        pv_costs=worth.total("cost"),
        pv_benefits=worth.total("benefit"),
        total_costs=float(sum(costs)),
        total_benefits=float(sum(benefits)),
    )


def net_by_step(convention: Convention, every: Sequence[Payments]) -> dict[int, Fraction]:
    """Return net flows by the step at which they fall."""
    net: dict[int, Fraction] = {}
    for payments in every:
        for step, amount in zip(convention.steps(payments.kind, payments.timing), payments.amounts, strict=False):
            net[step] = net.get(step, Fraction(0)) + payments.sign * amount
    return net


def annuity_factor(rate: float, years: float) -> float:
    """Return the equal amount at the end of each year that is worth 1 today: r / (1 - (1 + r)^-years)."""
    if rate == 0:
        return 1 / years
    lasting = 1 - power(1 + rate, -years)
    return rate / lasting if lasting else math.inf


def _compute_discounted_payback(worths: _PresentValues, convention: Convention) -> float | None:
    flows = (*worths.won, *(worths.lost or ()))
    if not all(math.isfinite(flow) for flow in flows):
        return None
    noise = NOISE * max(abs(flow) for flow in flows) * len(flows)
    return _finite(cumulate(convention, worths.lost, worths.won, worths.at_start).payback(-noise))


def _single_return(roots: Sequence[float]) -> float | None:
    """Return the only root, or the only one above -99%, where that is a figure."""
    candidates = roots if len(roots) == 1 else [root for root in roots if root > ALMOST_LOST]
    return _finite(candidates[0]) if len(candidates) == 1 else None


def _compute_mirr(flows: Mapping[int, Fraction], convention: Convention, rates: AnnualRates) -> float | None:
    """(what inflows grow to / what outflows are worth today)^(1 / years) - 1, by the net flow of each moment.

    Outflows are discounted to today at the finance rate; inflows grow at the reinvestment rate to the end of the
    horizon. For flows at the ends of years that is MIRR as spreadsheets define it.
    """
    years, a_year = convention.years, convention.per_year
    outflows = {step: -amount for step, amount in flows.items() if amount < 0}
    inflows = {step: amount for step, amount in flows.items() if amount > 0}
    today = present_value(list(outflows.values()), convention.factors(outflows, rates.finance))
    later = [power(1 + rates.reinvest, years - step / a_year) for step in inflows]
    grown = present_value(list(inflows.values()), later)
    if not (outflows and inflows and 0 < today < math.inf and 0 < grown < math.inf):
        return None
    return _finite(power(grown / today, 1 / years) - 1)


def _ratio(part: float | None, whole: float | None, *, less: float = 0, sign: int = 1) -> float | None:
    """part / whole - less; None where the whole is not above zero."""
    if part is None or whole is None or not whole > 0:
        return None
    return _finite(sign * (part / whole - less))


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
