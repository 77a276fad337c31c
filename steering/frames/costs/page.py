"""The frame of the Costs page: what does it cost, against the budget, for whom, and what is it worth a unit?"""

from __future__ import annotations

from collections.abc import Sequence

from steering import months
from steering.charts import costs as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import forecast, spend
from steering.costs.report import CostReport
from steering.costs.report import cost_report as draw_up
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Chart, Column, Columns, Notice, TableBlock
from steering.frames.costs import blocks as parts
from steering.frames.costs import drilldown as closer
from steering.frames.costs import tiles as tiles
from steering.frames.frame import Frame, provenance, waiting_frame

PAGE = "costs"
SUMS = ("All", "Budget", "Forecast", "From", "To")
REMEDY = "Add datasets/cost.csv.gz to the case folder: a FOCUS export as your cloud provider writes it."


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Costs as of a month, for the teams of one business unit or for all. Effective cost unless it says otherwise."""
    if not context.has("cost"):
        return waiting_frame(PAGE, context, filters, "cost", REMEDY)
    picture = draw_up(context, filters)
    if filters.as_of not in picture.monthly:
        remedy = "Choose a month that the cost data covers."
        return waiting_frame(PAGE, context, filters, f"{months.format_month(filters.as_of)} cost", remedy)
    return Frame(
        page=PAGE,
        message=_describe_spend(picture),
        detail=_describe_detail(picture),
        blocks=(
            tiles.build_tiles(picture),
            _build_spend_chart(picture),
            Columns(blocks=(parts.build_service_chart(picture), parts.build_change_chart(context, picture))),
            parts.build_anomaly_table(context, picture),
            parts.build_showback_table(context, filters, picture),
            *closer.build_drilldown(context, filters, picture),
            Columns(blocks=(tiles.build_rates_table(picture), tiles.build_unit_cost_table(picture))),
        ),
        provenance=provenance(context, filters, ("cost", "usage", "adoption")),
        notices=_build_notices(picture, filters),
    )


def _build_notices(picture: CostReport, filters: Filters) -> tuple[Notice, ...]:
    notices = []
    if picture.scope.others:
        text = f"Charges in {join_words(picture.scope.others)} are left out: currencies are never summed."
        notices.append(Notice(text=text))
    if filters.unit:
        text = (
            "Shared and untagged charges belong to no business unit, and the budget is set for the whole organisation."
        )
        notices.append(Notice(text=text))
    return tuple(notices)


def _describe_spend(picture: CostReport) -> str:
    month = months.format_month(picture.scope.as_of)
    said = f"{month} cost {picture.money(picture.now)}"
    planned = picture.budget.get(picture.scope.as_of)
    if not planned:
        return said
    over = picture.now / planned - 1
    if abs(over) < 0.005:
        return f"{said}, on budget"
    return f"{said}, {abs(over):.0%} {'over' if over > 0 else 'under'} budget"


def _describe_detail(picture: CostReport) -> str:
    said = []
    if picture.before:
        step = picture.now / picture.before - 1
        said.append(f"That is {abs(step):.0%} {'more' if step > 0 else 'less'} than the month before.")
    if picture.anomalies:
        excess = sum(one.excess for one in picture.anomalies)
        days = pluralise(len(picture.anomalies), "anomalous charge day")
        said.append(f"{days[:1].upper()}{days[1:]} cost {picture.money(excess)} more than usual.")
    if picture.forecast and picture.forecast.lower:
        last = months.add_months(picture.scope.as_of, len(picture.forecast.point))
        low, high = picture.money(picture.forecast.lower[-1]), picture.money(picture.forecast.upper[-1])
        said.append(f"By {months.format_month(last)} a month is likely to cost {low} to {high}.")
    return " ".join(said)


def _build_spend_chart(picture: CostReport) -> Chart:
    known = list(picture.monthly)
    ahead = picture.forecast
    future = [months.add_months(known[-1], step + 1) for step in range(len(ahead.point) if ahead else 0)]
    every = [*known, *future]
    by_provider = spend.sum_by(picture.services, lambda one: one.provider)
    amounts = {provider: [_sum_month(picture.services, month, provider) for month in known] for provider in by_provider}
    point, lower, upper = (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ())
    planned = [picture.budget.get(month) for month in every]
    cell = picture.amounts.cell
    first, last = (
        f"{picture.money(picture.monthly[month])} in {months.format_month(month)}" for month in (known[0], known[-1])
    )
    alt = f"Columns by month, stacked by provider: {first}, {last}."
    return Chart(
        id="spend-chart",
        title="Spend by month: actual, budget and forecast",
        figure=charts.spend(every, amounts, planned, point, lower, upper, picture.amounts.places),
        alt=alt,
        table=TableBlock(
            id="spend-table",
            title="Spend by month",
            columns=(
                Column(label="Month"),
                *(Column(label=name, kind=picture.amounts.kind) for name in (*by_provider, *SUMS)),
            ),
            rows=tuple(
                (
                    months.format_month(month),
                    *(cell(_get_value(amounts[provider], index)) for provider in by_provider),
                    cell(picture.monthly.get(month)),
                    cell(picture.budget.get(month)),
                    *(cell(_get_value(part, index - len(known))) for part in (point, lower, upper)),
                )
                for index, month in enumerate(every)
            ),
            note=f"Amounts in {picture.scope.currency}.",
        ),
        note=_describe_forecast(ahead),
    )


def _describe_forecast(ahead: forecast.SpendForecast | None) -> str:
    if ahead is None:
        return ""
    error = (
        "too short a history for a back-test" if ahead.wape is None else f"mean error one month ahead {ahead.wape:.1%}"
    )
    interval = "; range 80%" if ahead.lower else ""
    return f"Forecast: {ahead.method.name.lower()}. {ahead.method.assumes} On the past: {error}{interval}."


def _sum_month(found: Sequence[spend.ServiceSpend], month: str, provider: str) -> float:
    return sum(one.effective for one in found if one.month == month and one.provider == provider)


def _get_value(values: Sequence[float], index: int) -> float | None:
    return values[index] if 0 <= index < len(values) else None
