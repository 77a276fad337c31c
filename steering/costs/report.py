"""Everything that the costs of a month are worked out from, asked once."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.cases.case import Case
from steering.context.case_context import Filters, Room
from steering.costs import anomalies, budget, forecast, rates, spend, units
from steering.costs.amounts import Amounts, amounts
from steering.costs.scope import Scope, scope
from steering.warehouse.rows import facts

AHEAD = 9
"""How many months the forecast of spend looks ahead, at most."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A month's costs and what led to them; amounts in the scope's currency."""

    case: Case
    scope: Scope
    amounts: Amounts
    spent: tuple[spend.Spend, ...]
    monthly: dict[str, float]
    budgeted: dict[str, float]
    rated: tuple[rates.Rates, ...]
    found: tuple[anomalies.Anomaly, ...]
    ahead: forecast.Forecast | None
    used: tuple[units.Used, ...]
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
        return self.monthly.get(months.after(self.scope.as_of, -1))

    @property
    def variance(self) -> budget.Variance | None:
        """Spend against the budget since the roll-out began; None where no month has both."""
        if not self.budgeted:
            return None
        start = max(self.case.charter.horizon.start, min(self.budgeted))
        return budget.variance(self.monthly, self.budgeted, start, self.scope.as_of)


def picture(room: Room, filters: Filters) -> Picture:
    """The picture as of a month, for the teams of one business unit or for all. Worked out once for everybody."""
    return room.once(("costs", filters.as_of, filters.unit), lambda: _picture(room, filters))


def _picture(room: Room, filters: Filters) -> Picture:
    chosen = scope(room, filters)
    spent = spend.spend(room, chosen)
    monthly = spend.by_month(spent)
    horizon = room.case.charter.horizon
    end = months.after(horizon.start, horizon.months - 1)
    tokens = {one.month: one.effective for one in facts(room.ask("cost_tokens", **chosen.parameters), _Tokens)}
    used = units.used(room, chosen)
    ahead = min(AHEAD, months.number(end) - months.number(filters.as_of))
    return Picture(
        case=room.case,
        scope=chosen,
        amounts=amounts(chosen.currency, monthly.values()),
        spent=spent,
        monthly=monthly,
        budgeted=budget.by_month(room.case.charter.budget) if filters.unit is None else {},
        rated=rates.rates(room, chosen),
        found=anomalies.anomalies(room, chosen),
        ahead=forecast.forecast(list(monthly.values()), ahead),
        used=used,
        unit_costs=units.unit_costs(room, filters, monthly, tokens, used),
    )


@dataclass(frozen=True, kw_only=True)
class _Tokens:
    month: str
    effective: float
