"""The report of a month's costs: all queries that the Costs page and its figures rest on, run once."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.cases.case import Case
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import anomalies, budget, forecast, rates, spend, units
from steering.costs.amounts import Amounts, amounts_of
from steering.costs.budget import Variance
from steering.costs.scope import Scope, resolve_scope
from steering.warehouse.rows import rows_as

# How many months the forecast of spend looks ahead, at most.
AHEAD = 9


@dataclass(frozen=True, kw_only=True)
class CostReport:
    """A month's costs and what led to them; amounts in the scope's currency."""

    case: Case
    scope: Scope
    amounts: Amounts
    services: tuple[spend.ServiceSpend, ...]
    monthly: dict[str, float]
    budget: dict[str, float]
    rates: tuple[rates.FinOpsRates, ...]
    anomalies: tuple[anomalies.Anomaly, ...]
    forecast: forecast.SpendForecast | None
    quantities: tuple[units.UsedQuantity, ...]
    unit_costs: tuple[units.UnitCost, ...]

    def money(self, amount: float, *, signed: bool = False) -> str:
        """An amount in the scope's currency."""
        return self.amounts.money(amount, signed=signed)

    @property
    def now(self) -> float:
        """The chosen month's effective cost."""
        return self.monthly[self.scope.as_of]

    @property
    def before(self) -> float | None:
        """That of the month before."""
        return self.monthly.get(months.add_months(self.scope.as_of, -1))

    @property
    def variance(self) -> Variance | None:
        """Spend against the budget since the roll-out began; None where no month has both."""
        if not self.budget:
            return None
        start = max(self.case.charter.horizon.start, min(self.budget))
        return budget.compute_variance(self.monthly, self.budget, start, self.scope.as_of)


def cost_report(context: CaseContext, filters: Filters) -> CostReport:
    """Return the costs as of a month, for the teams of one business unit or for all. Cached for all visitors."""
    return context.cached(("costs", filters.as_of, filters.unit), lambda: _build_report(context, filters))


def _build_report(context: CaseContext, filters: Filters) -> CostReport:
    report_scope = resolve_scope(context, filters)
    services = spend.query_spend(context, report_scope)
    monthly = spend.sum_by_month(services)
    horizon = context.case.charter.horizon
    end = months.add_months(horizon.start, horizon.months - 1)
    token_costs = rows_as(context.query("cost_tokens", **report_scope.parameters), _TokenCost)
    tokens = {cost.month: cost.effective for cost in token_costs}
    quantities = units.query_quantities(context, report_scope)
    ahead = min(AHEAD, months.month_index(end) - months.month_index(filters.as_of))
    return CostReport(
        case=context.case,
        scope=report_scope,
        amounts=amounts_of(report_scope.currency, monthly.values()),
        services=services,
        monthly=monthly,
        budget=budget.spread_by_month(context.case.charter.budget) if filters.unit is None else {},
        rates=rates.query_rates(context, report_scope),
        anomalies=anomalies.find_anomalies(context, report_scope),
        forecast=forecast.forecast_spend(list(monthly.values()), ahead),
        quantities=quantities,
        unit_costs=units.compute_unit_costs(context, filters, monthly, tokens, quantities),
    )


@dataclass(frozen=True, kw_only=True)
class _TokenCost:
    month: str
    effective: float
