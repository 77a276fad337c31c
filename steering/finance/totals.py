"""Sums of costs and benefits, and the metrics that need no more than those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Costs and benefits, undiscounted and at what they are worth today: all that many metrics need."""

    costs: float
    benefits: float
    pv_costs: float
    pv_benefits: float

    def add(self, other: Totals, times: float) -> Totals:
        """These with others added so many times; -1 takes them out."""
        return Totals(
            costs=self.costs + times * other.costs,
            benefits=self.benefits + times * other.benefits,
            pv_costs=self.pv_costs + times * other.pv_costs,
            pv_benefits=self.pv_benefits + times * other.pv_benefits,
        )

    def discount(self, factor: float) -> Totals:
        """Return both totals times one factor."""
        return Totals(
            costs=self.costs, benefits=self.benefits, pv_costs=self.costs * factor, pv_benefits=self.benefits * factor
        )

    def metric(self, name: str) -> float | None:
        """A metric by these sums; None for one that needs more than sums, or where its base is not above zero."""
        if name in AMOUNT_OF:
            return AMOUNT_OF[name](self)
        if name not in RATIO_OF:
            return None
        part, base = RATIO_OF[name](self)
        return part / base if base > 0 else None


# The metrics that sums give, without anything to be searched for: amounts, and ratios as numerator and denominator.
AMOUNT_OF: Mapping[str, Callable[[Totals], float]] = {
    "npv": lambda totals: totals.pv_benefits - totals.pv_costs,
    "pv_costs": lambda totals: totals.pv_costs,
    "pv_benefits": lambda totals: totals.pv_benefits,
    "total_costs": lambda totals: totals.costs,
    "total_benefits": lambda totals: totals.benefits,
}
RATIO_OF: Mapping[str, Callable[[Totals], tuple[float, float]]] = {
    "roi": lambda totals: (totals.benefits - totals.costs, totals.costs),
    "roi_discounted": lambda totals: (totals.pv_benefits - totals.pv_costs, totals.pv_costs),
    "bcr": lambda totals: (totals.pv_benefits, totals.pv_costs),
    "breakeven_benefit_share": lambda totals: (totals.pv_costs, totals.pv_benefits),
    "margin_of_safety": lambda totals: (totals.pv_benefits - totals.pv_costs, totals.pv_benefits),
}
TOTALS_METRICS = (*AMOUNT_OF, *RATIO_OF)


@dataclass(frozen=True, kw_only=True)
class TotalPart:
    """A line or a period: its name and its own sums."""

    name: str
    totals: Totals
