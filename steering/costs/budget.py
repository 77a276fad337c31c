"""The budget envelope by month, and how actual spend stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steering import months
from steering.cases.model import Budget
from steering.status import Status

# Up to this share over its budget, spend is at risk; beyond it, off track.
TOLERANCE = 0.05


@dataclass(frozen=True, kw_only=True)
class Variance:
    """Spend against budget over a span of months that have both. Positive `over` is overspent."""

    first: str
    last: str
    actual: float
    budget: float

    @property
    def over(self) -> float:
        """The amount over the budget, negative when under."""
        return self.actual - self.budget

    @property
    def share(self) -> float | None:
        """The amount over as a share of the budget."""
        return self.over / self.budget if self.budget else None

    @property
    def status(self) -> Status:
        """On track within the budget, at risk up to 5% over it, off track beyond."""
        if self.over <= 0:
            return Status.ON_TRACK
        return Status.AT_RISK if self.over <= TOLERANCE * self.budget else Status.OFF_TRACK


def compare_currencies(subject: str, currency: str, spend_currency: str) -> str:
    """Return why amounts of a subject can't be compared with spend; empty where both are in one currency."""
    if currency == spend_currency:
        return ""
    return f"{subject} is in {currency}, the charges are in {spend_currency}: they are not compared."


def spread_by_month(budget: Budget | None) -> dict[str, float]:
    """Return the envelope by month: an amount is spread evenly over the months it is for, and amounts add up."""
    budget_by_month: dict[str, float] = {}
    for part in budget.envelope if budget else ():
        span = months.month_range(part.from_, part.to)
        for month in span:
            budget_by_month[month] = budget_by_month.get(month, 0.0) + float(part.amount.value) / len(span)
    return budget_by_month


def compute_variance(spend: Mapping[str, float], budget: Mapping[str, float], first: str, last: str) -> Variance | None:
    """Return spend against budget over the months that have both; None without any."""
    both = [month for month in months.month_range(first, last) if month in spend and month in budget]
    if not both:
        return None
    return Variance(
        first=both[0],
        last=both[-1],
        actual=sum(spend[month] for month in both),
        budget=sum(budget[month] for month in both),
    )
