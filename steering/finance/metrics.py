"""The metrics of a business case, computed from its flows; None where one does not exist."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.finance.cumulative import cumulate
from steering.finance.discounting import Convention, power, present_value
from steering.finance.irr import find_rates_of_return

# A rate below this loses nearly everything; beside one other root it is not what anybody means by a return.
ALMOST_LOST = -0.99
# A discounted cumulative sum this small, against all flows, is 0: 0.1 + 0.2 - 0.3 is not in debt.
NOISE = 1e-12
Amounts = Sequence[Fraction]


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


def compute_metrics(
    costs: Amounts | None, benefits: Amounts | None, net: Amounts, convention: Convention, rates: AnnualRates
) -> Metrics:
    """Return all metrics but `positive_in_all_scenarios`, which needs the scenarios.

    Amounts are by index: 0 is today. Where costs and benefits are not known apart they are None.
    """
    worths = _discount(costs, benefits, net, convention, rates.discount)
    path = cumulate(convention, costs, net if costs is None or benefits is None else benefits)
    flows = net_by_step(convention, costs or (), benefits if costs is not None and benefits is not None else net)
    roots = find_rates_of_return(flows, convention.per_year)
    known = tuple(root for root in roots if math.isfinite(root))
    npv, today = worths.npv, float(net[0])
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
    )


@dataclass(frozen=True, kw_only=True)
class _PresentValues:
    """The present values of flows, in total and by index: `won` are benefits, or net flows where `lost` is None."""

    npv: float
    won: list[float]
    lost: list[float] | None = None
    pv_costs: float | None = None
    pv_benefits: float | None = None
    total_costs: float | None = None
    total_benefits: float | None = None


def _discount(
    costs: Amounts | None, benefits: Amounts | None, net: Amounts, convention: Convention, rate: float
) -> _PresentValues:
    by_cost, by_benefit = convention.factors(convention.costs, rate), convention.factors(convention.benefits, rate)
    if costs is None or benefits is None:
        discounted = [float(amount) * factor for amount, factor in zip(net, by_benefit, strict=True)]
        return _PresentValues(npv=present_value(net, by_benefit), won=discounted)
    lost = [float(amount) * factor for amount, factor in zip(costs, by_cost, strict=True)]
    won = [float(amount) * factor for amount, factor in zip(benefits, by_benefit, strict=True)]
    return _PresentValues(
        npv=present_value((*won, *lost), (1.0,) * len(won) + (-1.0,) * len(lost)),
        won=won,
        lost=lost,
        pv_costs=present_value(costs, by_cost),
        pv_benefits=present_value(benefits, by_benefit),
        total_costs=float(sum(costs)),
        total_benefits=float(sum(benefits)),
    )


def net_by_step(convention: Convention, costs: Amounts, benefits: Amounts) -> dict[int, Fraction]:
    """Net flows by the step at which they fall; either may be empty."""
    net: dict[int, Fraction] = {}
    for step, amount in zip(convention.benefits, benefits, strict=False):
        net[step] = net.get(step, Fraction(0)) + amount
    for step, amount in zip(convention.costs, costs, strict=False):
        net[step] = net.get(step, Fraction(0)) - amount
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
    return _finite(cumulate(convention, worths.lost, worths.won).payback(-noise))


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
