"""Unit economics: what one model, one user, a thousand predictions or a million tokens cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steering.adoption import progress
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class UsedQuantity:
    """Use and capacity of a kind of resource in a month; `used_of_capacity` is the use whose capacity is known."""

    month: str
    kind: str
    used: float
    capacity: float | None
    used_of_capacity: float


@dataclass(frozen=True, kw_only=True)
class UnitCost:
    """A unit's cost by month, in the scope's currency; None where nothing was counted."""

    name: str
    by_month: Mapping[str, float | None]


def query_quantities(context: CaseContext, scope: Scope) -> tuple[UsedQuantity, ...]:
    """Use by month and kind; nothing without usage data."""
    if not context.has("usage"):
        return ()
    teams = None if scope.teams is None else list(scope.teams)
    return rows_as(context.query("usage_by_month", as_of=scope.as_of, teams=teams), UsedQuantity)


def idle_share(quantities: Sequence[UsedQuantity], kind: str, month: str) -> float | None:
    """Return the share of a kind's capacity that was not used in a month; None where no capacity is known."""
    quantity = next((row for row in quantities if row.kind == kind and row.month == month), None)
    if quantity is None or not quantity.capacity:
        return None
    return 1 - quantity.used_of_capacity / quantity.capacity


def compute_unit_costs(
    context: CaseContext,
    filters: Filters,
    spend: Mapping[str, float],
    tokens: Mapping[str, float],
    quantities: Sequence[UsedQuantity],
) -> tuple[UnitCost, ...]:
    """Cost per model in production, active user, 1,000 predictions and million tokens, where they are counted.

    `spend` is all effective cost by month; `tokens` that of charges which are billed by token.
    """
    costs = []
    if context.has("adoption"):
        monthly = progress.query_months(context, filters)
        models = {month.month: float(month.models_in_production) for month in monthly}
        people = {month.month: float(month.active_users) for month in monthly}
        costs += [_divide("Model in production", spend, models), _divide("Active user", spend, people)]
    kinds = {
        kind: {quantity.month: quantity.used for quantity in quantities if quantity.kind == kind}
        for kind in ("predictions", "tokens")
    }
    if kinds["predictions"]:
        costs.append(_divide("1,000 predictions", spend, kinds["predictions"], 1_000))
    if kinds["tokens"] and tokens:
        costs.append(_divide("Million tokens", tokens, kinds["tokens"], 1_000_000))
    return tuple(costs)


def _divide(name: str, spend: Mapping[str, float], quantity: Mapping[str, float], per: float = 1) -> UnitCost:
    shared_months = [month for month in spend if month in quantity]
    return UnitCost(
        name=name,
        by_month={
            month: spend[month] / (quantity[month] / per) if quantity[month] else None for month in shared_months
        },
    )
