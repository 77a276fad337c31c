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
    report = draw_up(context, filters)
    if filters.as_of not in report.monthly:
        remedy = "Choose a month that the cost data covers."
        return waiting_frame(PAGE, context, filters, f"{months.format_month(filters.as_of)} cost", remedy)
    return Frame(
        page=PAGE,
        message=_describe_spend(report),
        detail=_describe_detail(report),
        blocks=(
            tiles.build_tiles(report),
            _build_spend_chart(report),
            Columns(blocks=(parts.build_service_chart(report), parts.build_change_chart(context, report))),
            parts.build_anomaly_table(context, report),
            parts.build_showback_table(context, filters, report),
            *closer.build_drilldown(context, filters, report),
            Columns(blocks=(tiles.build_rates_table(report), tiles.build_unit_cost_table(report))),
        ),
        provenance=provenance(context, filters, ("cost", "usage", "adoption")),
        notices=_build_notices(report, filters),
    )


def _build_notices(report: CostReport, filters: Filters) -> tuple[Notice, ...]:
    notices = []
    if report.scope.others:
        text = f"Charges in {join_words(report.scope.others)} are left out: currencies are never summed."
        notices.append(Notice(text=text))
    if filters.unit:
        text = (
            "Shared and untagged charges belong to no business unit, and the budget is set for the whole organisation."
        )
        notices.append(Notice(text=text))
    return tuple(notices)


def _describe_spend(report: CostReport) -> str:
    month = months.format_month(report.scope.as_of)
    sentence = f"{month} cost {report.money(report.now)}"
    planned = report.budget.get(report.scope.as_of)
    if not planned:
        return sentence
    over = report.now / planned - 1
    if abs(over) < 0.005:
        return f"{sentence}, on budget"
    return f"{sentence}, {abs(over):.0%} {'over' if over > 0 else 'under'} budget"


def _describe_detail(report: CostReport) -> str:
    sentences = []
    if report.before:
        step = report.now / report.before - 1
        sentences.append(f"That is {abs(step):.0%} {'more' if step > 0 else 'less'} than the month before.")
    if report.anomalies:
        excess = sum(anomaly.excess for anomaly in report.anomalies)
        days = pluralise(len(report.anomalies), "day")
        sentences.append(f"{days[:1].upper()}{days[1:]} of unusual spend: {report.money(excess)} above normal.")
    if report.forecast and report.forecast.lower:
        last = months.add_months(report.scope.as_of, len(report.forecast.point))
        low, high = report.money(report.forecast.lower[-1]), report.money(report.forecast.upper[-1])
        sentences.append(f"Forecast for {months.format_month(last)}: {low} to {high} a month.")
    return " ".join(sentences)


def _build_spend_chart(report: CostReport) -> Chart:
    past = list(report.monthly)
    ahead = report.forecast
    future = [months.add_months(past[-1], step + 1) for step in range(len(ahead.point) if ahead else 0)]
    timeline = [*past, *future]
    by_provider = spend.sum_by(report.services, lambda row: row.provider)
    amounts = {provider: [_sum_month(report.services, month, provider) for month in past] for provider in by_provider}
    point, lower, upper = (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ())
    planned = [report.budget.get(month) for month in timeline]
    cell = report.amounts.cell
    first, last = (
        f"{report.money(report.monthly[month])} in {months.format_month(month)}" for month in (past[0], past[-1])
    )
    alt = f"Columns by month, stacked by provider: {first}, {last}."
    return Chart(
        id="spend-chart",
        title="Spend by month: actual, budget and forecast",
        figure=charts.spend(timeline, amounts, planned, point, lower, upper, report.amounts.places),
        alt=alt,
        table=TableBlock(
            id="spend-table",
            title="Spend by month",
            columns=(
                Column(label="Month"),
                *(Column(label=name, kind=report.amounts.kind) for name in (*by_provider, *SUMS)),
            ),
            rows=tuple(
                (
                    months.format_month(month),
                    *(cell(_get_value(amounts[provider], index)) for provider in by_provider),
                    cell(report.monthly.get(month)),
                    cell(report.budget.get(month)),
                    *(cell(_get_value(part, index - len(past))) for part in (point, lower, upper)),
                )
                for index, month in enumerate(timeline)
            ),
            note=f"Amounts in {report.scope.currency}.",
        ),
        note=_describe_forecast(ahead),
    )


def _describe_forecast(ahead: forecast.SpendForecast | None) -> str:
    if ahead is None:
        return ""
    error = "the history is too short" if ahead.wape is None else f"{ahead.wape:.1%} mean error one month ahead"
    interval = "; 80% range" if ahead.lower else ""
    return f"Forecast: {ahead.method.name.lower()}. {ahead.method.assumes} Back-test: {error}{interval}."


def _sum_month(spend_rows: Sequence[spend.ServiceSpend], month: str, provider: str) -> float:
    return sum(row.effective for row in spend_rows if row.month == month and row.provider == provider)


def _get_value(values: Sequence[float], index: int) -> float | None:
    return values[index] if 0 <= index < len(values) else None
