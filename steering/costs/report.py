"""The report of a month's costs: all queries that the Costs page and its figures rest on, run once."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.cases.case import Case
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import anomalies, budget, coverage, forecast, rates, spend, units
from steering.costs.amounts import Amounts, amounts_of
from steering.costs.budget import Variance
from steering.costs.scope import Scope, resolve_scope
from steering.warehouse.answer import rows_as

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
    # The envelope by month; empty where it can't be compared with the charges.
    budget: dict[str, float]
    # Why the budget is not compared, if there is one.
    budget_fault: str
    coverage: coverage.Coverage
    rates: tuple[rates.FinOpsRates, ...]
    anomalies: tuple[anomalies.Anomaly, ...]
    forecast: forecast.SpendForecast | None
    quantities: tuple[units.UsedQuantity, ...]
    unit_costs: tuple[units.UnitCost, ...]

    def describe_variance(self, variance: Variance) -> str:
        """Return how far spend is from the budget, as `USD 20k under budget`; `on budget` where nothing of it shows."""
        if not self.amounts.shows(variance.over):
            return "on budget"
        return f"{self.money(abs(variance.over))} {'over' if variance.over > 0 else 'under'} budget"

    def money(self, amount: float, *, signed: bool = False) -> str:
        """Return an amount in the scope's currency."""
        return self.amounts.money(amount, signed=signed)

    @property
    def now(self) -> float:
        """The chosen month's effective cost."""
        return self.monthly[self.scope.as_of]

    @property
    def before(self) -> float | None:
        """That of the month before; None where either is incomplete: days are not compared with a month."""
        return None if self.gaps else self.monthly.get(months.add_months(self.scope.as_of, -1))

    @property
    def gaps(self) -> dict[str, str]:
        """What the month before and the chosen month lack, by month; empty where they can be compared."""
        pair = (months.add_months(self.scope.as_of, -1), self.scope.as_of)
        return {month: self.coverage.incomplete[month] for month in pair if month in self.coverage.incomplete}

    @property
    def complete(self) -> dict[str, float]:
        """Spend of the months that the charges cover whole."""
        return self.coverage.complete(self.monthly)

    @property
    def future(self) -> dict[str, float]:
        """The forecast of the months after the last complete one."""
        point = self.forecast.point if self.forecast else ()
        return {months.add_months(max(self.complete), step): value for step, value in enumerate(point, start=1)}

    @property
    def lacks(self) -> str:
        """What the chosen month lacks, such as `charged up to 8 Apr`; empty where it is complete."""
        return self.coverage.incomplete.get(self.scope.as_of, "")

    @property
    def month_variance(self) -> Variance | None:
        """The chosen month against its budget; None where it has none or is not complete."""
        return self._compare(self.complete, self.scope.as_of, self.scope.as_of)

    @property
    def variance(self) -> Variance | None:
        """Spend to date against the budget since the roll-out began; None where no complete month has both."""
        return self._compare(self.complete, self._start, self.scope.as_of)

    @property
    def outlook(self) -> Variance | None:
        """Spend to date and its forecast against the budget, to the end of both; None without either."""
        if not self.budget or not self.future:
            return None
        return self._compare(self.complete | self.future, self._start, min(max(self.budget), max(self.future)))

    @property
    def _start(self) -> str:
        """The first month of the budget since the roll-out began."""
        return max(self.case.charter.horizon.start, min(self.budget)) if self.budget else self.scope.as_of

    def _compare(self, spend_by_month: dict[str, float], first: str, last: str) -> Variance | None:
        return budget.compute_variance(spend_by_month, self.budget, first, last)


def cost_report(context: CaseContext, filters: Filters) -> CostReport:
    """Return the costs as of a month, for the teams of one business unit or for all. Cached for all visitors."""
    return context.cached(("costs", filters.as_of, filters.unit), lambda: _build_report(context, filters))


def _build_report(context: CaseContext, filters: Filters) -> CostReport:
    report_scope = resolve_scope(context, filters)
    services = spend.query_spend(context, report_scope)
    monthly = spend.sum_by_month(services)
    token_costs = rows_as(context.query("cost_tokens", **report_scope.parameters), _TokenCost)
    tokens = {cost.month: cost.effective for cost in token_costs}
    quantities = units.query_quantities(context, report_scope)
    coverage_ = coverage.query_coverage(context, report_scope, monthly)
    budget_by_month = budget.spread_by_month(context.case.charter.budget) if filters.unit is None else {}
    fault = budget.compare_currencies("The budget", context.case.charter.currency, report_scope.currency)
    return CostReport(
        case=context.case,
        scope=report_scope,
        amounts=amounts_of(report_scope.currency, monthly.values()),
        services=services,
        monthly=monthly,
        budget={} if fault else budget_by_month,
        budget_fault=fault if budget_by_month else "",
        coverage=coverage_,
        rates=rates.query_rates(context, report_scope),
        anomalies=anomalies.find_anomalies(context, report_scope),
        forecast=_forecast(context.case, coverage_.complete(monthly), filters.as_of),
        quantities=quantities,
        unit_costs=units.compute_unit_costs(context, filters, monthly, tokens, quantities),
    )


def _forecast(case: Case, spend_by_month: dict[str, float], as_of: str) -> forecast.SpendForecast | None:
    """Return the forecast from the last complete month to the horizon, nine months at most."""
    if not spend_by_month:
        return None
    end = months.add_months(case.charter.horizon.start, case.charter.horizon.months - 1)
    until = min(months.month_index(end), months.month_index(as_of) + AHEAD)
    span = months.month_range(min(spend_by_month), max(spend_by_month))
    ahead = until - months.month_index(span[-1])
    return forecast.forecast_spend([spend_by_month.get(month) for month in span], ahead)


@dataclass(frozen=True, kw_only=True)
class _TokenCost:
    month: str
    effective: float
