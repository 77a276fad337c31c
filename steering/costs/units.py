"""Unit economics: what one model, one user, a thousand predictions or a million tokens cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steering.adoption import progress
from steering.context.case_context import CaseContext, Filters
from steering.costs.scope import Scope
from steering.warehouse.rows import rows_as


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


def used_quantities(context: CaseContext, scope: Scope) -> tuple[UsedQuantity, ...]:
    """Use by month and kind; nothing without usage data."""
    if not context.has("usage"):
        return ()
    teams = None if scope.teams is None else list(scope.teams)
    return rows_as(context.query("usage_by_month", as_of=scope.as_of, teams=teams), UsedQuantity)


def idle(found: Sequence[UsedQuantity], kind: str, month: str) -> float | None:
    """The share of a kind's capacity that was not used in a month; None where no capacity is known."""
    one = next((one for one in found if one.kind == kind and one.month == month), None)
    if one is None or not one.capacity:
        return None
    return 1 - one.used_of_capacity / one.capacity


def unit_costs(
    context: CaseContext,
    filters: Filters,
    spend: Mapping[str, float],
    tokens: Mapping[str, float],
    found: Sequence[UsedQuantity],
) -> tuple[UnitCost, ...]:
    """Cost per model in production, active user, 1,000 predictions and million tokens, where they are counted.

    `spend` is all effective cost by month; `tokens` that of charges which are billed by token.
    """
    costs = []
    if context.has("adoption"):
        monthly = progress.by_month(context, filters)
        models = {one.month: float(one.models_in_production) for one in monthly}
        people = {one.month: float(one.active_users) for one in monthly}
        costs += [_divided("Model in production", spend, models), _divided("Active user", spend, people)]
    kinds = {kind: {one.month: one.used for one in found if one.kind == kind} for kind in ("predictions", "tokens")}
    if kinds["predictions"]:
        costs.append(_divided("1,000 predictions", spend, kinds["predictions"], 1_000))
    if kinds["tokens"] and tokens:
        costs.append(_divided("Million tokens", tokens, kinds["tokens"], 1_000_000))
    return tuple(costs)


def _divided(name: str, spend: Mapping[str, float], counted: Mapping[str, float], per: float = 1) -> UnitCost:
    shared = [month for month in spend if month in counted]
    return UnitCost(
        name=name,
        by_month={month: spend[month] / (counted[month] / per) if counted[month] else None for month in shared},
    )
