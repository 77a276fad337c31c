"""The frame of the Costs page: what does it cost, against the budget, for whom, and what is it worth a unit?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering import months
from steering.cases import Case
from steering.charts import costs as charts
from steering.costs import anomalies, budget, forecast, rates, spend, units
from steering.costs.scope import Scope, scope
from steering.facts import facts
from steering.figures import ABSENT, counted, listed, money, written
from steering.frames import costs_parts as parts
from steering.frames.frame import (
    Chart,
    Column,
    Frame,
    Notice,
    Side,
    Table,
    Tile,
    Tiles,
    provenance,
    waiting,
)
from steering.room import Filters, Room

PAGE = "costs"
AHEAD = 9
"""How many months the forecast of spend looks ahead, at most."""
REMEDY = "Add datasets/cost.csv.gz to the case folder: a FOCUS export as your cloud provider writes it."


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything the page is worked out from, asked once."""

    case: Case
    scope: Scope
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
        return money(amount, self.scope.currency, signed=signed)

    @property
    def now(self) -> float:
        """The chosen month's effective cost."""
        return self.monthly[self.scope.as_of]

    @property
    def before(self) -> float | None:
        """That of the month before."""
        return self.monthly.get(months.after(self.scope.as_of, -1))


def frame(room: Room, filters: Filters) -> Frame:
    """Costs as of a month, for the teams of one business unit or for all. Effective cost unless it says otherwise."""
    if not room.has("cost"):
        return waiting(PAGE, room, filters, "cost", REMEDY)
    picture = _picture(room, filters)
    if filters.as_of not in picture.monthly:
        remedy = "Choose a month that the cost data covers."
        return waiting(PAGE, room, filters, f"{months.written(filters.as_of)} cost", remedy)
    return Frame(
        page=PAGE,
        message=_message(picture),
        detail=_detail(picture),
        blocks=(
            _tiles(picture),
            _spend(picture),
            Side(blocks=(parts.services(picture.spent, picture.scope), parts.why(room, picture.scope))),
            parts.anomalous(picture.found, picture.scope, room),
            parts.showback(room, filters, picture.scope),
            *parts.closer(room, filters, picture.scope),
            Side(blocks=(_rates(picture), _unit_costs(picture))),
        ),
        provenance=provenance(room, filters, ("cost", "usage", "adoption")),
        notices=_notices(picture, filters),
    )


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
        spent=spent,
        monthly=monthly,
        budgeted=budget.by_month(room.case.charter.budget) if filters.unit is None else {},
        rated=rates.rates(room, chosen),
        found=anomalies.anomalies(room, chosen),
        ahead=forecast.forecast(list(monthly.values()), ahead),
        used=used,
        unit_costs=units.unit_costs(room, filters, monthly, tokens, used),
    )


def _notices(picture: Picture, filters: Filters) -> tuple[Notice, ...]:
    notices = []
    if picture.scope.others:
        text = f"Charges in {listed(picture.scope.others)} are left out: currencies are never summed."
        notices.append(Notice(text=text))
    if filters.unit:
        text = (
            "Shared and untagged charges belong to no business unit, and the budget is set for the whole organisation."
        )
        notices.append(Notice(text=text))
    return tuple(notices)


def _message(picture: Picture) -> str:
    month = months.written(picture.scope.as_of)
    said = f"{month} cost {picture.money(picture.now)}"
    planned = picture.budgeted.get(picture.scope.as_of)
    if not planned:
        return said
    over = picture.now / planned - 1
    if abs(over) < 0.005:
        return f"{said}, on budget"
    return f"{said}, {abs(over):.0%} {'over' if over > 0 else 'under'} budget"


def _detail(picture: Picture) -> str:
    said = []
    if picture.before:
        step = picture.now / picture.before - 1
        said.append(f"That is {abs(step):.0%} {'more' if step > 0 else 'less'} than the month before.")
    if picture.found:
        excess = sum(one.excess for one in picture.found)
        days = counted(len(picture.found), "anomalous charge day")
        said.append(f"{days[:1].upper()}{days[1:]} cost {picture.money(excess)} more than usual.")
    if picture.ahead and picture.ahead.lower:
        last = months.after(picture.scope.as_of, len(picture.ahead.point))
        low, high = picture.money(picture.ahead.lower[-1]), picture.money(picture.ahead.upper[-1])
        said.append(f"By {months.written(last)} a month is likely to cost {low} to {high}.")
    return " ".join(said)


def _tiles(picture: Picture) -> Tiles:
    rated = {one.month: one for one in picture.rated}
    now, past = rated[picture.scope.as_of], rated.get(months.after(picture.scope.as_of, -1))
    idle = units.idle(picture.used, "gpu_hours", picture.scope.as_of)
    tiles = [
        _spend_tile(picture),
        *_budget_tile(picture),
        _rate("Allocated", now.allocation, past.allocation if past else None, "of positive charges"),
        _rate("Effective savings", now.effective_savings, past.effective_savings if past else None, "of list price"),
        _rate("Commitment coverage", now.coverage, past.coverage if past else None, _base(now)),
        _rate("Commitments used", now.utilisation, past.utilisation if past else None, "of what is committed"),
    ]
    if idle is not None:
        idle_before = units.idle(picture.used, "gpu_hours", months.after(picture.scope.as_of, -1))
        tiles.append(_rate("Idle GPU", idle, idle_before, "of GPU hours", more_is_good=False))
    tiles += [_unit_tile(one, picture) for one in picture.unit_costs if one.name == "Model in production"]
    return Tiles(tiles=tuple(tiles))


def _spend_tile(picture: Picture) -> Tile:
    step = None if picture.before is None else picture.now - picture.before
    return Tile(
        id="spend",
        label="Spend",
        value=picture.money(picture.now),
        delta=None if step is None else picture.money(step, signed=True),
        since="in the month",
        good=None,
        note="effective cost",
        help="EffectiveCost: commitments are spread over what uses them. Invoices show BilledCost.",
    )


def _budget_tile(picture: Picture) -> tuple[Tile, ...]:
    if not picture.budgeted:
        return ()
    start = max(picture.case.charter.horizon.start, min(picture.budgeted))
    found = budget.variance(picture.monthly, picture.budgeted, start, picture.scope.as_of)
    if found is None:
        return ()
    return (
        Tile(
            id="budget",
            label="Against budget",
            value=picture.money(found.over, signed=True),
            note=f"of {picture.money(found.budget)} since {months.written(found.first)}",
            status=found.status,
            help="On track within the budget, at risk up to 5% over it, off track beyond.",
        ),
    )


def _rate(label: str, now: float | None, before: float | None, note: str, *, more_is_good: bool = True) -> Tile:
    step = None if now is None or before is None else now - before
    moved = None if step is None or abs(step) < 0.0005 else step
    return Tile(
        id=label.lower().replace(" ", "-"),
        label=label,
        value=written(now, "share"),
        delta=None if step is None else change_of_share(moved),
        since="in the month",
        good=None if moved is None else (moved > 0) == more_is_good,
        note=note,
    )


def _base(now: rates.Rates) -> str:
    return "of eligible usage" if now.of_eligible else "of all usage"


def change_of_share(step: float | None) -> str:
    """A move of a rate in percentage points."""
    return written((step or 0.0) * 100, "points", signed=True)


def _spend(picture: Picture) -> Chart:
    known = list(picture.monthly)
    ahead = picture.ahead
    future = [months.after(known[-1], step + 1) for step in range(len(ahead.point) if ahead else 0)]
    every = [*known, *future]
    by_provider = spend.totals(picture.spent, lambda one: one.provider)
    amounts = {provider: [_amount(picture.spent, month, provider) for month in known] for provider in by_provider}
    point, lower, upper = (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ())
    planned = [picture.budgeted.get(month) for month in every]
    first, last = (
        f"{picture.money(picture.monthly[month])} in {months.written(month)}" for month in (known[0], known[-1])
    )
    alt = f"Columns by month, stacked by provider: {first}, {last}."
    return Chart(
        id="spend-chart",
        title="Spend by month: actual, budget and forecast",
        figure=charts.spend(every, amounts, planned, point, lower, upper),
        alt=alt,
        table=Table(
            id="spend-table",
            title="Spend by month",
            columns=(
                Column(label="Month"),
                *(Column(label=provider, kind="count") for provider in by_provider),
                Column(label="All", kind="count"),
                Column(label="Budget", kind="count"),
                Column(label="Forecast", kind="count"),
                Column(label="From", kind="count"),
                Column(label="To", kind="count"),
            ),
            rows=tuple(
                (
                    months.written(month),
                    *(_rounded(amounts[provider], index) for provider in by_provider),
                    _whole(picture.monthly.get(month)),
                    _whole(picture.budgeted.get(month)),
                    *(_rounded(part, index - len(known)) for part in (point, lower, upper)),
                )
                for index, month in enumerate(every)
            ),
            note=f"Amounts in {picture.scope.currency}.",
        ),
        note=_forecast_note(ahead),
    )


def _forecast_note(ahead: forecast.Forecast | None) -> str:
    if ahead is None:
        return ""
    error = (
        "too short a history for a back-test" if ahead.wape is None else f"mean error one month ahead {ahead.wape:.1%}"
    )
    interval = "; range 80%" if ahead.lower else ""
    return f"Forecast: {ahead.method.name.lower()}. {ahead.method.assumes} On the past: {error}{interval}."


def _amount(found: Sequence[spend.Spend], month: str, provider: str) -> float:
    return sum(one.effective for one in found if one.month == month and one.provider == provider)


def _rounded(values: Sequence[float], index: int) -> int | None:
    return round(values[index]) if 0 <= index < len(values) else None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _rates(picture: Picture) -> Table:
    return Table(
        id="rates",
        title="Rates by month",
        columns=(
            Column(label="Month"),
            Column(label="Allocated", kind="share"),
            Column(label="Effective savings", kind="share"),
            Column(label="Coverage", kind="share"),
            Column(label="Utilisation", kind="share"),
            Column(label="Credits", kind="count"),
            Column(label="Tax", kind="count"),
            Column(label="Billed", kind="count"),
        ),
        rows=tuple(
            (
                months.written(one.month),
                _share(one.allocation),
                _share(one.effective_savings),
                _share(one.coverage),
                _share(one.utilisation),
                round(one.credits),
                round(one.tax),
                round(one.billed),
            )
            for one in reversed(picture.rated)
        ),
        note=f"Coverage is {_base(picture.rated[-1])}. Credits and tax are apart.",
    )


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@dataclass(frozen=True, kw_only=True)
class _Tokens:
    month: str
    effective: float


def _unit_tile(one: units.UnitCost, picture: Picture) -> Tile:
    now = one.by_month.get(picture.scope.as_of)
    past = one.by_month.get(months.after(picture.scope.as_of, -1))
    step = None if now is None or past is None else now - past
    return Tile(
        id="unit-cost",
        label="Cost of a model",
        value=_price(now, picture.scope.currency) or ABSENT,
        delta=None if step is None else picture.money(step, signed=True),
        since="in the month",
        good=None if not step else step < 0,
        note="in production, a month",
        help="The month's spend divided by the models in production at its end.",
    )


def _unit_costs(picture: Picture) -> Table:
    before = months.after(picture.scope.as_of, -1)
    return Table(
        id="unit-costs",
        title="Unit costs",
        columns=(
            Column(label="One"),
            Column(label="Costs", kind="figure"),
            Column(label="Month before", kind="figure"),
            Column(label="Trend", kind="series"),
        ),
        rows=tuple(
            (
                one.name,
                _price(one.by_month.get(picture.scope.as_of), picture.scope.currency),
                _price(one.by_month.get(before), picture.scope.currency),
                tuple(one.by_month.values()),
            )
            for one in picture.unit_costs
        ),
        empty="Unit costs need adoption or usage data.",
        note="Cost of the month divided by what was counted in it; tokens by the charges that are billed by token.",
    )


def _price(value: float | None, currency: str) -> str | None:
    if value is None:
        return None
    return money(value, currency) if value >= 1000 else f"{currency} {value:,.2f}"
