"""Spend by month, provider and service, as effective cost (FOCUS), which spreads commitments over their use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.rows import rows_as


@dataclass(frozen=True, kw_only=True)
class Spend:
    """What one provider's service cost in a month, in the scope's currency."""

    month: str
    provider: str
    service: str
    effective: float
    billed: float
    list: float
    charges: int


def spend(context: CaseContext, scope: Scope) -> tuple[Spend, ...]:
    """Every provider's services by month, up to the chosen month."""
    return rows_as(context.query("cost_months", **scope.parameters), Spend)


def totals(found: Sequence[Spend], key: Callable[[Spend], str]) -> dict[str, float]:
    """Effective cost summed by a key, the most expensive first."""
    sums: dict[str, float] = {}
    for one in found:
        sums[key(one)] = sums.get(key(one), 0.0) + one.effective
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def by_month(found: Sequence[Spend]) -> dict[str, float]:
    """Effective cost by month, in order."""
    return dict(sorted(totals(found, lambda one: one.month).items()))
