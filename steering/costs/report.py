"""Everything that the costs of a month are worked out from, asked once."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.cases.case import Case
from steering.context.case_context import CaseContext, Filters
from steering.costs import anomalies, budget, forecast, rates, spend, units
from steering.costs.amounts import Amounts, amounts
from steering.costs.scope import Scope, scope
from steering.warehouse.rows import rows_as

# How many months the forecast of spend looks ahead, at most.
AHEAD = 9


@dataclass(frozen=True, kw_only=True)
class CostReport:
    """A month's costs and what led to them; amounts in the scope's currency."""

    case: Case
    scope: Scope
    amounts: Amounts
    spent: tuple[spend.Spend, ...]
    monthly: dict[str, float]
    budgeted: dict[str, float]
    rated: tuple[rates.FinOpsRates, ...]
    found: tuple[anomalies.Anomaly, ...]
    ahead: forecast.SpendForecast | None
    used: tuple[units.UsedQuantity, ...]
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
    def variance(self) -> budget.Variance | None:
        """Spend against the budget since the roll-out began; None where no month has both."""
        if not self.budgeted:
            return None
        start = max(self.case.charter.horizon.start, min(self.budgeted))
        return budget.variance(self.monthly, self.budgeted, start, self.scope.as_of)


def cost_report(context: CaseContext, filters: Filters) -> CostReport:
    """The picture as of a month, for the teams of one business unit or for all. Worked out once for everybody."""
    return context.cached(("costs", filters.as_of, filters.unit), lambda: _picture(context, filters))


def _picture(context: CaseContext, filters: Filters) -> CostReport:
    chosen = scope(context, filters)
    spent = spend.spend(context, chosen)
    monthly = spend.by_month(spent)
    horizon = context.case.charter.horizon
    end = months.add_months(horizon.start, horizon.months - 1)
    tokens = {one.month: one.effective for one in rows_as(context.query("cost_tokens", **chosen.parameters), _Tokens)}
    used = units.used_quantities(context, chosen)
    ahead = min(AHEAD, months.month_index(end) - months.month_index(filters.as_of))
    return CostReport(
        case=context.case,
        scope=chosen,
        amounts=amounts(chosen.currency, monthly.values()),
        spent=spent,
        monthly=monthly,
        budgeted=budget.by_month(context.case.charter.budget) if filters.unit is None else {},
        rated=rates.rates(context, chosen),
        found=anomalies.anomalies(context, chosen),
        ahead=forecast.forecast_spend(list(monthly.values()), ahead),
        used=used,
        unit_costs=units.unit_costs(context, filters, monthly, tokens, used),
    )


@dataclass(frozen=True, kw_only=True)
class _Tokens:
    month: str
    effective: float
