"""Sums of costs and benefits, and the metrics that need no more than those."""

from __future__ import annotations

from dataclasses import dataclass

# Metrics that sums give, without anything to be searched for.
TOTALS_METRICS = (
    "npv",
    "pv_costs",
    "pv_benefits",
    "total_costs",
    "total_benefits",
    "roi",
    "roi_discounted",
    "bcr",
    "breakeven_benefit_share",
    "margin_of_safety",
)


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
        """Both totals times one factor."""
        return Totals(
            costs=self.costs, benefits=self.benefits, pv_costs=self.costs * factor, pv_benefits=self.benefits * factor
        )

    def metric(self, metric: str) -> float | None:
        """A metric by these sums; None for one that needs more than sums, or where its base is not above zero."""
        ratios = {
            "roi": (self.benefits - self.costs, self.costs),
            "roi_discounted": (self.pv_benefits - self.pv_costs, self.pv_costs),
            "bcr": (self.pv_benefits, self.pv_costs),
            "breakeven_benefit_share": (self.pv_costs, self.pv_benefits),
            "margin_of_safety": (self.pv_benefits - self.pv_costs, self.pv_benefits),
        }
        if metric in ratios:
            part, whole = ratios[metric]
            return part / whole if whole > 0 else None
        amounts = {
            "npv": self.pv_benefits - self.pv_costs,
            "pv_costs": self.pv_costs,
            "pv_benefits": self.pv_benefits,
            "total_costs": self.costs,
            "total_benefits": self.benefits,
        }
        return amounts.get(metric)


@dataclass(frozen=True, kw_only=True)
class TotalPart:
    """A line or a period: what people call it, and its own sums."""

    name: str
    totals: Totals
